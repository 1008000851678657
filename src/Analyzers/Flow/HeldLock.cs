namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// An acquisition that is held on every path to a point, and the fresh marks whose reads it covers. Releasing the lock ends the cover, and
/// acquiring it again does not bring it back: only the same acquisition, held from the read to the write, protects.
/// </summary>
/// <param name="ClaimedValue">For a claimed flag: the constant it was claimed with, so that resetting it is told from advancing it.</param>
internal sealed record HeldLock(LockId Lock, BitSet Covered, object? ClaimedValue = null)
{
    internal bool IsClaim => Lock.IsClaim;

    /// <summary>Where it was acquired; null for a claim, and for what all callers hold.</summary>
    internal Acquisition? By { get; init; }

    /// <summary>Whether its callers hold it when they start this body, but do not wait for it: it is held up to the first suspension.</summary>
    internal bool AtStartOnly { get; init; }

    /// <summary>Whether nothing tells that it is held but that this body releases it.</summary>
    internal bool IsTakenOver { get; init; }

    /// <summary>The acquisition of the same lock that this one is nested in, where its callers hold it or its holder may enter again.</summary>
    internal HeldLock? Outer { get; init; }
}
