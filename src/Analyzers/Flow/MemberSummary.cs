using System.Collections.Immutable;

namespace AsyncRace.Analyzers.Flow;

/// <summary>What a call of a method does, as far as its caller has to know. Locations are as the method itself sees them.</summary>
internal sealed record MemberSummary
{
    /// <summary>Of a method that is not known: it may suspend, and says nothing of anything else.</summary>
    internal static MemberSummary Opaque { get; } = new() { MaySuspend = true };

    /// <summary>Of a method that calls itself, to begin with.</summary>
    internal static MemberSummary Nothing { get; } = new();

    internal bool MaySuspend { get; init; }

    /// <summary>The locations that the returned value derives from.</summary>
    internal ImmutableArray<SharedLocation> Returned { get; init; } = ImmutableArray<SharedLocation>.Empty;

    /// <summary>Of these, those that it read after its last suspension: they are as fresh as its return.</summary>
    internal ImmutableArray<SharedLocation> ReturnedFresh { get; init; } = ImmutableArray<SharedLocation>.Empty;

    /// <summary>The call whose task it returns as it is: who awaits the one awaits the other.</summary>
    internal StartedCall? ReturnedCall { get; init; }

    /// <summary>For a bool: the value that says that the location it was made of is null.</summary>
    internal bool? ReturnedNullWhen { get; init; }

    /// <summary>What it writes, by itself or through what it calls, in the order of the source.</summary>
    internal ImmutableArray<WriteFact> Written { get; init; } = ImmutableArray<WriteFact>.Empty;

    /// <summary>The writes of values that it was given: whether they are stale depends on what its caller hands in.</summary>
    internal ImmutableArray<WriteFact> Stored { get; init; } = ImmutableArray<WriteFact>.Empty;

    /// <summary>The slots that it leaves filled with a value of its own.</summary>
    internal ImmutableArray<SharedLocation> Published { get; init; } = ImmutableArray<SharedLocation>.Empty;

    /// <summary>The slots whose value it cancels or disposes of.</summary>
    internal ImmutableArray<SharedLocation> Ended { get; init; } = ImmutableArray<SharedLocation>.Empty;

    /// <summary>The locks that are held when it returns and were not when it was called.</summary>
    internal ImmutableArray<HeldLock> Acquired { get; init; } = ImmutableArray<HeldLock>.Empty;

    /// <summary>What the returned value has to do with a lock: it may be the task of an acquisition, or say whether one was made.</summary>
    internal LockFact? ReturnedLock { get; init; }

    /// <summary>The locks that it holds wherever it calls a delegate that it was given, by the parameter's position.</summary>
    internal ImmutableDictionary<int, ImmutableArray<LockId>> HeldForDelegates { get; init; } = ImmutableDictionary<int, ImmutableArray<LockId>>.Empty;

    /// <summary>Of these, the locks that it has acquired itself, and holds until what the delegate does is done.</summary>
    internal ImmutableDictionary<int, ImmutableArray<LockId>> WaitsForDelegates { get; init; } = ImmutableDictionary<int, ImmutableArray<LockId>>.Empty;

    /// <summary>Whether the other says nothing that this one does not: summaries of the same method only ever grow.</summary>
    internal bool SaysAsMuchAs(MemberSummary other) =>
        MaySuspend == other.MaySuspend
        && Returned.Length == other.Returned.Length && ReturnedFresh.Length == other.ReturnedFresh.Length && ReturnedNullWhen == other.ReturnedNullWhen
        && Written.Length == other.Written.Length && Written.Count(static w => w.AfterSuspension) == other.Written.Count(static w => w.AfterSuspension) && Written.Count(static w => w.IsSafeForCallers) == other.Written.Count(static w => w.IsSafeForCallers)
        && Stored.Length == other.Stored.Length
        && Published.Length == other.Published.Length && Ended.Length == other.Ended.Length && Acquired.Length == other.Acquired.Length && Released.Length == other.Released.Length
        && Equals(ReturnedLock, other.ReturnedLock) && Equals(ReturnedCall, other.ReturnedCall);

    /// <summary>The locks that it releases on behalf of its caller.</summary>
    internal ImmutableArray<LockId> Released { get; init; } = ImmutableArray<LockId>.Empty;
}
