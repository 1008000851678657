using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// Which lock: the location of the lock object, or, where that is not a location, the text that names it. A busy flag that a task claimed
/// is a lock too: whoever finds it taken stays out.
/// </summary>
/// <param name="IsClaim">Whether it is such a flag: it says nothing of threads.</param>
internal sealed record LockId(SharedLocation? Location, string Name, bool IsClaim = false)
{
    /// <summary>Whether only the names of what acquires and releases it say that it is one: that may keep others out, and says nothing of what its author thought of.</summary>
    internal bool IsPresumed { get; init; }

    /// <summary>The lock as a caller of the method sees it; null where it cannot name it.</summary>
    internal LockId? SeenBy(IMethodSymbol method, SharedLocation? receiver) => Location?.SeenBy(method, receiver) is { } seen ? Of(seen) with { IsClaim = IsClaim, IsPresumed = IsPresumed } : null;

    internal static LockId Of(SharedLocation location) => new(location, location.ToString());

    /// <summary>The flag, slot or gate itself.</summary>
    internal static LockId Claim(SharedLocation location) => new(location, location.ToString(), IsClaim: true);
}
