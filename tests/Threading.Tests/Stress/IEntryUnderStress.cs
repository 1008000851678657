namespace AsyncRace.Threading.Tests;

/// <summary>How a stress worker asks to come in.</summary>
internal enum EntryForm
{
    Scope,
    Timed,
    Try,
    LongForm,
    Blocking,
}

/// <summary>A lock or a semaphore as the stress test sees it, so that the same test can be run on one that is known to be broken.</summary>
internal interface IEntryUnderStress
{
    /// <summary>How many may be inside at once.</summary>
    int Capacity { get; }

    /// <summary>Whether nobody is inside and nobody waits: what must be true when every worker has gone home.</summary>
    bool IsIdle { get; }

    /// <summary>Enters; null if it timed out. What is returned may be disposed any number of times.</summary>
    ValueTask<IDisposable?> EnterAsync(EntryForm form, CancellationToken token);
}
