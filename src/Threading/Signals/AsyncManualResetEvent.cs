using System.Diagnostics;

namespace AsyncRace.Threading;

/// <summary>
/// An event that stays set until it is reset: while it is set every wait ends at once, and setting it ends all waits.
/// </summary>
/// <remarks>
/// <para><b>Order.</b> Setting the event ends the waits in the order in which they began. Every wait that had begun by then ends, also if the
/// event is reset at once.</para>
/// <para><b>Cancellation.</b> A token that is already cancelled always throws, even if the event is set. Cancelling one of many waiters takes
/// the same time however many there are.</para>
/// <para><b>Signals can be missed.</b> Who resets the event after waiting for it loses what was set in between: use
/// <see cref="AsyncAutoResetEvent"/> to wake one waiter a signal, and <see cref="AsyncQueue{T}"/> to hand over work.</para>
/// <para><b>Where continuations run.</b> On the captured <see cref="SynchronizationContext"/> or <see cref="TaskScheduler"/>, otherwise on
/// the thread pool; never inside <see cref="Set"/>.</para>
/// <para><b>Thread safety.</b> Every member may be called from any thread and from any event loop. The event needs no disposal. Waiting
/// allocates nothing once the process has warmed up.</para>
/// </remarks>
/// <example>
/// <code>
/// private readonly AsyncManualResetEvent _uploaded = new();
///
/// public async Task&lt;byte[]&gt; GetContentsAsync(CancellationToken cancellationToken)
/// {
///     await _uploaded.WaitAsync(cancellationToken);
///     return _contents;
/// }
///
/// private void OnLastPiece() => _uploaded.Set();
/// </code>
/// </example>
/// <param name="initialState">Whether the event is set from the start.</param>
/// <param name="loop">If given, waits may suspend on this loop only: elsewhere they throw <see cref="InvalidOperationException"/>.</param>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(DebugView))]
public sealed class AsyncManualResetEvent(bool initialState = false, AsyncLoop? loop = null) : IWaitTarget
{
    private EventState _event = new(initialState, isForOne: false, loop);

    /// <summary>Whether the event is set. What it says may be over before the caller can act on it.</summary>
    public bool IsSet => _event.IsSet;

    /// <summary>Waits until the event is set.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the event is set. Await it exactly once.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default) => _event.WaitAsync(this, cancellationToken);

    /// <summary>Waits until the event is set, for a limited time.</summary>
    /// <param name="timeout">How long to wait: zero to only look, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the event was set in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<bool> TryWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _event.TryWaitAsync(this, timeout, cancellationToken);

    /// <summary>Waits until the event is set, blocking the thread.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it waited.</exception>
    public void Wait(CancellationToken cancellationToken = default) => _event.Wait(this, cancellationToken);

    /// <summary>Waits until the event is set, for a limited time, blocking the thread.</summary>
    /// <param name="timeout">How long to wait: zero to only look, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the event was set in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it waited.</exception>
    public bool TryWait(TimeSpan timeout, CancellationToken cancellationToken = default) => _event.TryWait(this, timeout, cancellationToken);

    /// <summary>Sets the event, and ends all waits. Does nothing if it is set.</summary>
    public void Set() => _event.SetForAll();

    /// <summary>Resets the event: waits that begin after it wait for the next <see cref="Set"/>. Does nothing if it is not set.</summary>
    public void Reset() => _event.Reset();

    /// <summary>Says whether the event is set and how many wait, for example <c>AsyncManualResetEvent [unset, waiters:2]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => _event.Describe(nameof(AsyncManualResetEvent));

    void IWaitTarget.Withdraw(Waiter waiter, Outcome outcome) => _event.Withdraw(this, waiter, outcome);

    void IWaitTarget.PassOn(Waiter waiter)
    {
        // The event was for everybody: there is nothing to pass on.
    }

    private sealed class DebugView(AsyncManualResetEvent @event)
    {
        public bool IsSet => @event.IsSet;

        /// <summary>The waiters, in order.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
        public WaiterView[] Waiters => @event._event.Waiters;
    }
}
