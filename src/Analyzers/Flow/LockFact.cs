namespace AsyncRace.Analyzers.Flow;

/// <summary>What a value has to do with a lock.</summary>
internal enum LockFactKind
{
    /// <summary>A task: awaiting it acquires the lock.</summary>
    AcquireTask,

    /// <summary>A task of a bool: the lock is acquired if its result is true.</summary>
    TryAcquireTask,

    /// <summary>A bool that says whether the lock was acquired.</summary>
    Outcome,

    /// <summary>What an interlocked exchange found: the lock was acquired if it differs from, or equals, a certain constant.</summary>
    FoundValue,

    /// <summary>A task of a releaser: awaiting it acquires the lock.</summary>
    ScopeTask,

    /// <summary>A task of a releaser that may be empty.</summary>
    AttemptTask,

    /// <summary>A releaser that may be empty: the lock is acquired if it says so, or if it is not null.</summary>
    Attempt,

    /// <summary>A releaser: disposing of it releases the lock.</summary>
    Releaser,
}

/// <param name="Compared">For <see cref="LockFactKind.FoundValue"/>: the constant to compare with.</param>
/// <param name="AcquiredWhen">
/// For <see cref="LockFactKind.Outcome"/>: the value that means acquired. For <see cref="LockFactKind.FoundValue"/>: whether finding
/// <paramref name="Compared"/> means acquired.
/// </param>
internal sealed record LockFact(LockFactKind Kind, LockId Lock, object? Compared = null, bool AcquiredWhen = true)
{
    /// <summary>Where the lock is acquired by this. Two places that say the same of a lock are one fact.</summary>
    internal Acquisition? Site { get; init; }

    public bool Equals(LockFact? other) =>
        other is not null && Kind == other.Kind && Lock == other.Lock && Equals(Compared, other.Compared) && AcquiredWhen == other.AcquiredWhen && Equals(Claimed, other.Claimed);

    public override int GetHashCode() => unchecked((Lock.GetHashCode() * 31) + (int)Kind);

    /// <summary>What the exchange put there, if that is a constant other than <see cref="Compared"/>.</summary>
    internal object? Claimed { get; init; }
}
