namespace AsyncRace.Threading;

/// <summary>What an <see cref="AsyncLazy{T}"/> does after an execution that failed or was cancelled.</summary>
public enum AsyncLazyFailure
{
    /// <summary>Forgets it: whoever awaited that execution gets the exception, and the next one to await starts another.</summary>
    Retry,

    /// <summary>Keeps it: everybody gets the same exception, until <see cref="AsyncLazy{T}.Reset"/>.</summary>
    Keep,
}
