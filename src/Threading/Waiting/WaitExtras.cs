namespace AsyncRace.Threading;

/// <summary>
/// What only some waits have. Apart from the <see cref="Waiter"/>, so that a wait without any of it touches two cache lines and not four; and kept
/// with it in the pool.
/// </summary>
internal sealed class WaitExtras
{
    internal CancellationToken Token;
    internal CancellationTokenRegistration Registration;
    internal TimeSpan Timeout;

    /// <summary>The system's timer, for all of this waiter's waits that have a time limit.</summary>
    internal Timer? Timer;
    internal long Deadline;

    /// <summary>If the wait began on a loop, whose clock then counts: that loop's timer, made for this wait alone.</summary>
    internal LoopTimer? LoopTimer;

    /// <summary>In which the continuation is to run, if its awaiter does not see to that itself.</summary>
    internal ExecutionContext? ExecutionContext;

    /// <summary>When the wait began; 0 unless it is counted.</summary>
    internal long Began;

    /// <summary>In checked mode, what is asked for by whom.</summary>
    internal Acquisition? Acquisition;

    internal bool CanEndEarly => Token.CanBeCanceled || Timeout != System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>Whether the time limit has been reached; a timer's callback can be late, and meet the waiter's next wait.</summary>
    internal bool IsDue => LoopTimer is { HasFired: true } || (Deadline != 0 && Threading.Deadline.MillisecondsUntil(Deadline) == 0);

    /// <summary>Waits until a callback that is running has ended, so no callback of this wait can reach the next one.</summary>
    internal void StopWatching()
    {
        Registration.Dispose();
        if (Deadline != 0)
            Timer!.Change(System.Threading.Timeout.Infinite, System.Threading.Timeout.Infinite);
        LoopTimer?.Cancel();
    }

    internal void Clear()
    {
        Token = default;
        Registration = default;
        Timeout = System.Threading.Timeout.InfiniteTimeSpan;
        Deadline = 0;
        LoopTimer = null;
        ExecutionContext = null;
        Began = 0;
        Acquisition?.EndUnlessHeld();
        Acquisition = null;
    }
}
