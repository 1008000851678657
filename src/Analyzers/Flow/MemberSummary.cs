using System.Collections.Immutable;

namespace AsyncRace.Analyzers.Flow;

/// <summary>What a call of a method does, as far as its caller has to know. Locations are as the method itself sees them.</summary>
internal sealed record MemberSummary
{
    /// <summary>Of a method that is not known: it may suspend, and says nothing of anything else.</summary>
    internal static MemberSummary Opaque { get; } = new() { MaySuspend = true };

    internal bool MaySuspend { get; init; }

    /// <summary>The locations that the returned value derives from.</summary>
    internal ImmutableArray<SharedLocation> Returned { get; init; } = ImmutableArray<SharedLocation>.Empty;

    /// <summary>Of these, those that it read after its last suspension: they are as fresh as its return.</summary>
    internal ImmutableArray<SharedLocation> ReturnedFresh { get; init; } = ImmutableArray<SharedLocation>.Empty;

    /// <summary>The locations it writes.</summary>
    internal ImmutableArray<SharedLocation> Written { get; init; } = ImmutableArray<SharedLocation>.Empty;

    /// <summary>Of these, the writes that come after it has suspended, and that it does not look again for: what its caller has checked may be stale by then.</summary>
    internal ImmutableArray<WriteFact> WrittenLate { get; init; } = ImmutableArray<WriteFact>.Empty;

    /// <summary>The slots that it leaves filled with a value of its own.</summary>
    internal ImmutableArray<SharedLocation> Published { get; init; } = ImmutableArray<SharedLocation>.Empty;

    /// <summary>The locks that are held when it returns and were not when it was called.</summary>
    internal ImmutableArray<HeldLock> Acquired { get; init; } = ImmutableArray<HeldLock>.Empty;

    /// <summary>What the returned value has to do with a lock: it may be the task of an acquisition, or say whether one was made.</summary>
    internal LockFact? ReturnedLock { get; init; }

    /// <summary>The locks that it holds wherever it calls a delegate that it was given, by the parameter's position.</summary>
    internal ImmutableDictionary<int, ImmutableArray<LockId>> HeldForDelegates { get; init; } = ImmutableDictionary<int, ImmutableArray<LockId>>.Empty;

    /// <summary>Of these, the locks that it has acquired itself, and holds until what the delegate does is done.</summary>
    internal ImmutableDictionary<int, ImmutableArray<LockId>> WaitsForDelegates { get; init; } = ImmutableDictionary<int, ImmutableArray<LockId>>.Empty;

    /// <summary>The locks that it releases on behalf of its caller.</summary>
    internal ImmutableArray<LockId> Released { get; init; } = ImmutableArray<LockId>.Empty;
}
