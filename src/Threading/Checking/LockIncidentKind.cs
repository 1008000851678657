namespace AsyncRace.Threading;

/// <summary>What <see cref="CheckedMode"/> has found.</summary>
public enum LockIncidentKind
{
    /// <summary>A flow waits for a lock that it holds itself, and so for ever.</summary>
    SelfDeadlock,

    /// <summary>Locks are taken in one order here and in another there: a deadlock once both happen at the same time.</summary>
    LockOrderInversion,

    /// <summary>A lock is held, and nobody has the releaser any more: it stays held for ever.</summary>
    AbandonedReleaser,
}
