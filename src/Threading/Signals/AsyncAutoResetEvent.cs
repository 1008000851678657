using System.Diagnostics;

namespace AsyncRace.Threading;

/// <summary>
/// An event that ends one wait a signal: setting it lets exactly one waiter go on, the first, or the next to come.
/// </summary>
/// <remarks>
/// <para><b>Order.</b> Strictly first come, first served; the signal is handed directly to the first waiter. Signals do not add up: setting
/// the event twice while nobody waits lets one waiter pass. To count them use <see cref="AsyncSemaphore.Unbounded"/>.</para>
/// <para><b>Cancellation.</b> A token that is already cancelled always throws, and takes no signal. Cancelling one of many waiters takes the
/// same time however many there are. If the token is cancelled after the signal was handed over but before the waiting method has gone
/// on, the wait is cancelled and the signal goes to the next waiter.</para>
/// <para><b>Where continuations run.</b> On the captured <see cref="SynchronizationContext"/> or <see cref="TaskScheduler"/>, otherwise on
/// the thread pool; never inside <see cref="Set"/>.</para>
/// <para><b>Thread safety.</b> Every member may be called from any thread and from any event loop. The event needs no disposal. Waiting
/// allocates nothing once the process has warmed up.</para>
/// </remarks>
/// <example>
/// <code>
/// private readonly AsyncAutoResetEvent _changed = new();
///
/// while (true)
/// {
///     await _changed.WaitAsync(cancellationToken);
///     await SaveAsync(); // what changes meanwhile sets the event again
/// }
/// </code>
/// </example>
/// <param name="initialState">Whether the first wait passes at once.</param>
/// <param name="loop">If given, waits may suspend on this loop only: elsewhere they throw <see cref="InvalidOperationException"/>.</param>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(DebugView))]
public sealed class AsyncAutoResetEvent(bool initialState = false, AsyncLoop? loop = null) : IWaitTarget
{
    private EventState _event = new(initialState, isForOne: true, loop);

    /// <summary>Whether the next wait passes at once. What it says may be over before the caller can act on it.</summary>
    public bool IsSet => _event.IsSet;

    /// <summary>Waits for a signal, and takes it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the caller has got a signal. Await it exactly once.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no signal was taken.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default) => _event.WaitAsync(this, cancellationToken);

    /// <summary>Waits for a signal for a limited time, and takes it.</summary>
    /// <param name="timeout">How long to wait: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the caller has got a signal.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; no signal was taken.</exception>
    public ValueTask<bool> TryWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _event.TryWaitAsync(this, timeout, cancellationToken);

    /// <summary>Waits for a signal, blocking the thread, and takes it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; no signal was taken.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it waited; no signal was taken.</exception>
    public void Wait(CancellationToken cancellationToken = default) => _event.Wait(this, cancellationToken);

    /// <summary>Waits for a signal for a limited time, blocking the thread, and takes it.</summary>
    /// <param name="timeout">How long to wait: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the caller has got a signal.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; no signal was taken.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it waited; no signal was taken.</exception>
    public bool TryWait(TimeSpan timeout, CancellationToken cancellationToken = default) => _event.TryWait(this, timeout, cancellationToken);

    /// <summary>Lets the first waiter go on; or, if nobody waits, the next to come.</summary>
    public void Set() => _event.SetForOne();

    /// <summary>Takes back a signal that nobody has waited for. Does nothing if the event is not set.</summary>
    public void Reset() => _event.Reset();

    /// <summary>Says whether the event is set and how many wait, for example <c>AsyncAutoResetEvent [unset, waiters:2]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => _event.Describe(nameof(AsyncAutoResetEvent));

    void IWaitTarget.Withdraw(Waiter waiter, Outcome outcome) => _event.Withdraw(this, waiter, outcome);

    void IWaitTarget.PassOn(Waiter waiter) => Set();

    private sealed class DebugView(AsyncAutoResetEvent @event)
    {
        public bool IsSet => @event.IsSet;

        /// <summary>The waiters, the next to get a signal first.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
        public WaiterView[] Waiters => @event._event.Waiters;
    }
}
