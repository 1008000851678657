namespace AsyncRace.Threading;

/// <summary>Where a waiter is queued.</summary>
internal enum Place : byte
{
    Nowhere,

    /// <summary>At what it waits for, which can withdraw it.</summary>
    AtTarget,

    /// <summary>Elsewhere, for what it needs to come back: its wait has ended, and it cannot be withdrawn any more.</summary>
    OnTheWayBack,
}
