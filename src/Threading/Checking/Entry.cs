namespace AsyncRace.Threading;

/// <summary>How checked mode sees somebody inside a primitive.</summary>
internal enum Entry
{
    /// <summary>Alone: the holder of a lock, a writer, the one entrant of a semaphore of 1.</summary>
    Exclusive,

    /// <summary>A reader, who waits behind writers.</summary>
    Shared,

    /// <summary>The upgradeable reader.</summary>
    Upgradeable,

    /// <summary>That one, writing.</summary>
    Upgrade,

    /// <summary>One of several in a semaphore. That one enters twice need not be a mistake.</summary>
    Counted,
}
