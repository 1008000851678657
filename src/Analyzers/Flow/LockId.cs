namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// Which lock: the location of the lock object, or, where that is not a location, the text that names it. A busy flag that a task claimed
/// is a lock too: whoever finds it taken stays out.
/// </summary>
internal sealed record LockId(SharedLocation? Location, string Name)
{
    internal static LockId Of(SharedLocation location) => new(location, location.ToString());
}
