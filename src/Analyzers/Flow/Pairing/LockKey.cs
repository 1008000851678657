using AsyncRace.Analyzers.Symbols;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>A lock as acquires and releases have to match on it: of a reader-writer lock, each way to hold it is a lock of its own.</summary>
internal sealed record LockKey(LockId Id, LockMode Mode = LockMode.Exclusive)
{
    internal SharedLocation? Location => Id.Location;

    public override string ToString() => Id.Name;
}
