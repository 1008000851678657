namespace AsyncRace.Threading.Tests;

/// <summary>How a stress worker asks for the lock.</summary>
internal enum LockForm
{
    Scope,
    Timed,
    Try,
    LongForm,
    Blocking,
}

/// <summary>A lock as the stress test sees it, so that the same test can be run on one that is known to be broken.</summary>
internal interface ILockUnderStress
{
    /// <summary>Whether nobody holds it and nobody waits: what must be true when every worker has gone home.</summary>
    bool IsIdle { get; }

    /// <summary>Enters; null if it timed out. What is returned may be disposed any number of times.</summary>
    ValueTask<IDisposable?> EnterAsync(LockForm form, CancellationToken token);
}
