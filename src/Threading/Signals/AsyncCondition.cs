using System.Diagnostics;

namespace AsyncRace.Threading;

/// <summary>
/// Lets the holder of a lock wait, with the lock given up meanwhile, until another holder notifies it that what it waits for may have
/// come about.
/// </summary>
/// <remarks>
/// <para><b>Always with the lock.</b> Waiting and notifying need the lock to be held, and throw <see cref="InvalidOperationException"/>
/// otherwise. A wait gives the lock up and has it again when it ends, <em>however</em> it ends: also when it is cancelled or runs out of time. The
/// releaser that the caller had before the wait is valid after it.</para>
/// <para><b>Wait for a state, not for a notification.</b> Others may hold the lock between the notification and the return of the waiter, so
/// the state has to be looked at again: <see cref="WaitUntilAsync"/> does.</para>
/// <para><b>Order.</b> Notifications go to the waiters in the order in which they began to wait. A notified waiter queues for the lock like
/// everybody else.</para>
/// <para><b>Cancellation.</b> A token that is already cancelled always throws, and then the lock was not given up. A wait that is cancelled
/// after it was notified passes the notification on to the next waiter.</para>
/// <para><b>Where continuations run.</b> On the captured <see cref="SynchronizationContext"/> or <see cref="TaskScheduler"/>, otherwise on
/// the thread pool; never inside a notifying or releasing call.</para>
/// <para><b>Thread safety.</b> Every member may be called from any thread and from any event loop. The condition needs no disposal. Waiting
/// allocates nothing once the process has warmed up; only <see cref="WaitUntilAsync"/> allocates one object if it has to wait.</para>
/// </remarks>
/// <example>
/// <code>
/// private readonly AsyncCondition _changed = new();
/// private State _state;
///
/// public async Task&lt;Rows&gt; QueryAsync(string query, CancellationToken cancellationToken)
/// {
///     using (await _changed.LockAsync(cancellationToken))
///     {
///         await _changed.WaitUntilAsync(() => _state == State.Connected, cancellationToken);
///         return await _connection.RunAsync(query);
///     }
/// }
///
/// private async Task ChangeStateAsync(State state)
/// {
///     using (await _changed.LockAsync())
///     {
///         _state = state;
///         _changed.NotifyAll();
///     }
/// }
/// </code>
/// </example>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(DebugView))]
public sealed class AsyncCondition : IWaitTarget
{
    private long _state;
    private WaitList _waiters;

    /// <summary>Makes a condition with a lock of its own.</summary>
    public AsyncCondition()
        : this(new AsyncLock())
    {
    }

    /// <summary>Makes a condition with a lock of its own, for one event loop. A wait anywhere else throws <see cref="InvalidOperationException"/>.</summary>
    /// <param name="loop">The loop.</param>
    public AsyncCondition(AsyncLoop loop)
        : this(new AsyncLock(loop))
    {
    }

    /// <summary>Makes a condition over a lock that already exists, and that several conditions may share.</summary>
    /// <param name="lock">The lock that guards the state the condition is about.</param>
    public AsyncCondition(AsyncLock @lock) => Lock = @lock ?? throw new ArgumentNullException(nameof(@lock));

    /// <summary>The lock that must be held to wait and to notify.</summary>
    public AsyncLock Lock { get; }

    /// <summary>Waits for the lock: short for <see cref="AsyncLock.LockAsync"/> of <see cref="Lock"/>.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The releaser: dispose it to release the lock. Await the task exactly once.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    public ValueTask<AsyncLock.Releaser> LockAsync(CancellationToken cancellationToken = default) => Lock.LockAsync(cancellationToken);

    /// <summary>Gives the lock up, waits for a notification, and takes the lock again. Prefer <see cref="WaitUntilAsync"/>.</summary>
    /// <param name="cancellationToken">Ends the wait for the notification; the lock is waited for in any case.</param>
    /// <returns>A task that ends when the caller holds the lock again. Await it exactly once.</returns>
    /// <exception cref="InvalidOperationException">The lock is not held.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. The lock is held by the caller all the same.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of(cancellationToken);
        return Queue(Timeout.InfiniteTimeSpan, cancellationToken).AsTask();
    }

    /// <summary>As <see cref="WaitAsync"/>, for a limited time.</summary>
    /// <param name="timeout">How long to wait for the notification: zero to only let others have the lock for a while,
    /// <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait for the notification; the lock is waited for in any case.</param>
    /// <returns>Whether there was a notification in time. The lock is held by the caller either way.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="InvalidOperationException">The lock is not held.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. The lock is held by the caller all the same.</exception>
    public ValueTask<bool> TryWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Deadline.Validate(timeout);
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<bool>(cancellationToken);
        return Queue(timeout, cancellationToken).AsTimedTask();
    }

    /// <summary>Gives the lock up until a predicate holds; evaluates it first, and after each notification, always with the lock held.</summary>
    /// <param name="predicate">What to wait for. Must be quick and must not use the lock.</param>
    /// <param name="cancellationToken">Ends the wait; the lock is waited for in any case.</param>
    /// <returns>A task that ends when the predicate holds and the caller holds the lock. Await it exactly once.</returns>
    /// <exception cref="InvalidOperationException">The predicate does not hold, and the lock is not held.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. The lock is held by the caller all the same.</exception>
    public async ValueTask WaitUntilAsync(Func<bool> predicate, CancellationToken cancellationToken = default)
    {
        if (predicate is null)
            throw new ArgumentNullException(nameof(predicate));
        cancellationToken.ThrowIfCancellationRequested();

        // Not by a method builder that pools: a result that is asked for too early would put the running method back into that pool.
        while (!predicate())
            await WaitAsync(cancellationToken);
    }

    /// <summary>As <see cref="WaitUntilAsync"/>, for a limited time.</summary>
    /// <param name="predicate">What to wait for. Must be quick and must not use the lock.</param>
    /// <param name="timeout">How long to wait: <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait; the lock is waited for in any case.</param>
    /// <returns>Whether the predicate holds. The lock is held by the caller either way.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="InvalidOperationException">The predicate does not hold, and the lock is not held.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. The lock is held by the caller all the same.</exception>
    public async ValueTask<bool> TryWaitUntilAsync(Func<bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (predicate is null)
            throw new ArgumentNullException(nameof(predicate));
        Deadline.Validate(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        var countdown = new Countdown(timeout);
        while (!predicate())
        {
            TimeSpan left = countdown.Left;
            if (left == TimeSpan.Zero || !await TryWaitAsync(left, cancellationToken))
                return predicate();
        }

        return true;
    }

    /// <summary>Wakes the first waiters. They go on one after the other, as each gets the lock.</summary>
    /// <param name="count">How many at most; fewer waiters are no error, and none is a notification that nobody hears.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="InvalidOperationException">The lock is not held.</exception>
    public void Notify(int count = 1)
    {
        if (count < 0)
            throw new ArgumentOutOfRangeException(nameof(count), count, "The number of waiters to notify cannot be negative.");
        if (!Lock.IsHeld)
            throw LockNotHeld();
        NotifyCore(count);
    }

    /// <summary>Wakes all waiters. They go on one after the other, as each gets the lock.</summary>
    /// <exception cref="InvalidOperationException">The lock is not held.</exception>
    public void NotifyAll() => Notify(int.MaxValue);

    /// <summary>Says whether the lock is held and how many wait, for example <c>AsyncCondition [locked, waiters:2]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        int waiting = _waiters.Count;
        return $"{nameof(AsyncCondition)} [{(Lock.IsHeld ? "locked" : "unlocked")}{(waiting > 0 ? $", waiters:{waiting}" : "")}]";
    }

    void IWaitTarget.Withdraw(Waiter waiter, Outcome outcome)
    {
        long state = StateWord.Enter(ref _state);
        bool withdrawn = waiter.CanWithdraw(this, outcome);
        if (withdrawn)
            _waiters.Remove(waiter);
        StateWord.Exit(ref _state, state);
        if (withdrawn)
            ((AsyncLock.ReturningWaiter)waiter).Return(Lock, outcome);
    }

    /// <remarks>The waiter has the lock; it is the notification that it could not use.</remarks>
    void IWaitTarget.PassOn(Waiter waiter) => NotifyCore(1);

    internal static InvalidOperationException LockNotHeld() => new(
        "The condition's lock is not held. Wait and notify inside using (await condition.LockAsync()).");

    private AsyncLock.ReturningWaiter Queue(TimeSpan timeout, CancellationToken cancellationToken)
    {
        LoopBinding.Check(Lock.Loop, this);
        var waiter = AsyncLock.ReturningWaiter.ForHolderOf(Lock);
        waiter.Begin(this, cancellationToken, timeout);
        long state = StateWord.Enter(ref _state);
        _waiters.Enqueue(waiter, this);
        StateWord.Exit(ref _state, state);

        // Queued first and left then: whoever gets the lock now finds the waiter to notify.
        waiter.Leave(Lock);
        waiter.Watch();
        return waiter;
    }

    private void NotifyCore(int count)
    {
        if (_waiters.Count == 0)
            return;
        long state = StateWord.Enter(ref _state);
        Waiter? chain = _waiters.DequeueMany(count);
        StateWord.Exit(ref _state, state);
        while (chain is AsyncLock.ReturningWaiter waiter)
        {
            chain = waiter.Next;
            waiter.Next = null;
            waiter.Return(Lock, Outcome.Granted);
        }
    }

    private sealed class DebugView(AsyncCondition condition)
    {
        public AsyncLock Lock => condition.Lock;

        /// <summary>The waiters, the next to be notified first.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
        public WaiterView[] Waiters => WaiterView.Of(ref condition._state, ref condition._waiters);
    }
}
