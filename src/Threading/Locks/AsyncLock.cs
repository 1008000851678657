using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AsyncRace.Threading;

/// <summary>
/// A mutual-exclusion lock that is awaited, so that it may be held across an <c>await</c>.
/// </summary>
/// <remarks>
/// <para><b>Order.</b> Strictly first come, first served, synchronous and asynchronous callers in one queue. The lock is handed directly
/// to the first waiter: nobody overtakes it, not even a holder that releases and at once locks again.</para>
/// <para><b>Cancellation.</b> A token that is already cancelled always throws, even if the lock is free. Cancelling one of many waiters
/// takes the same time however many there are. If the token is cancelled after the lock was handed over but before the waiting method
/// has gone on, the wait is cancelled and the lock goes to the next waiter.</para>
/// <para><b>Where continuations run.</b> On the captured <see cref="SynchronizationContext"/> or <see cref="TaskScheduler"/>, otherwise on
/// the thread pool; never inside the releasing call.</para>
/// <para><b>Not reentrant.</b> A caller that locks again while it holds the lock waits for itself. Split such a method into a public
/// part that locks and a private part that expects the lock to be held.</para>
/// <para><b>Thread safety.</b> Every member may be called from any thread and from any event loop; whoever holds the lock may release it
/// on another thread. The lock itself needs no disposal. Waiting allocates nothing once the process has warmed up.</para>
/// </remarks>
/// <example>
/// <code>
/// private readonly AsyncLock _lock = new();
/// private decimal _balance;
///
/// public async Task DepositAsync(decimal amount, CancellationToken cancellationToken)
/// {
///     using (await _lock.LockAsync(cancellationToken))
///     {
///         decimal balance = _balance;
///         await _journal.WriteAsync(amount, cancellationToken);
///         _balance = balance + amount;
///     }
/// }
/// </code>
/// </example>
[DebuggerDisplay("{DebuggerText,nq}")]
[DebuggerTypeProxy(typeof(DebugView))]
public sealed partial class AsyncLock : IWaitTarget
{
    // The state word: version | … | watched | restored | manual | held | waiters | queue. The version counts acquisitions. Each releaser carries
    // the version of its own, so that one that comes too late no longer fits.
    private const long Held = 4;

    /// <summary>The holder came by <see cref="AcquireAsync"/>: it has no releaser, and leaves by <see cref="Release"/>.</summary>
    private const long Manual = 8;

    /// <summary>
    /// The holder came back from a condition, and the releaser it got when it first came is valid again: not the word's version counts,
    /// but <see cref="_restored"/>.
    /// </summary>
    private const long Restored = 16;

    /// <summary>Checked mode, or a counter, wants to see who comes and goes.</summary>
    private const long Watched = 32;

    /// <summary>Any of these sends an acquirer off the fast path.</summary>
    private const long Busy = StateWord.Queue | StateWord.Waiters | Held | Watched;

    private const long VersionStep = 64;
    private const long VersionMask = -VersionStep;

    private readonly AsyncLoop? _loop;
    private long _state;
    private long _restored;
    private WaitList _waiters;
    private Watch? _watch;

    /// <summary>Makes a lock that can be used from everywhere.</summary>
    public AsyncLock()
    {
        _watch = Watch.IfChecked(this);
        _state = _watch is null ? 0 : Watched;
    }

    /// <summary>Makes a lock for one event loop. A wait that would have to suspend anywhere else throws <see cref="InvalidOperationException"/>.</summary>
    /// <param name="loop">The loop.</param>
    public AsyncLock(AsyncLoop loop)
        : this() => _loop = loop ?? throw new ArgumentNullException(nameof(loop));

    internal AsyncLoop? Loop => _loop;

    private string DebuggerText => _watch?.Holder is { } holder ? $"{this} by {holder}" : ToString();

    /// <summary>
    /// Whether anybody holds the lock now. For display and diagnosis: what it says may be over before the caller can act on it.
    /// </summary>
    public bool IsHeld => (Volatile.Read(ref _state) & Held) != 0;

    /// <summary>Waits for the lock.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The releaser: dispose it to release the lock. Await the task exactly once.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    public ValueTask<Releaser> LockAsync(CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.IsCancellationRequested && TryTake(0, out long grant))
            return new ValueTask<Releaser>(new Releaser(this, grant));
        return LockSlowAsync(cancellationToken);
    }

    /// <summary>Waits for the lock, blocking the thread. For synchronous members that share the lock with asynchronous ones.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The releaser: dispose it to release the lock.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it waited; the lock is not held by the caller.</exception>
    /// <remarks>The lock does not need the thread pool to hand itself to a blocked thread. On the thread of an event loop or a user
    /// interface prefer <see cref="LockAsync"/>: a blocked loop cannot run the holder that is to release.</remarks>
    public Releaser Lock(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryTake(0, out long grant))
            return new Releaser(this, grant);
        return TakeOrQueue(0, Timeout.InfiniteTimeSpan, cancellationToken, out grant) is { } waiter
            ? waiter.GetReleaser(waiter.Version)
            : NewReleaser(grant);
    }

    /// <summary>Takes the lock if it is free, without waiting.</summary>
    /// <param name="releaser">Dispose it to release the lock; does nothing if the lock was not taken.</param>
    /// <returns>Whether the lock was taken. While others are queued for it, it is not.</returns>
    public bool TryLock(out Releaser releaser)
    {
        bool taken = TryTake(0, out long grant) || TryTakeSlow(0, out grant);
        releaser = taken ? NewReleaser(grant) : default;
        return taken;
    }

    /// <summary>Waits for the lock for a limited time, blocking the thread.</summary>
    /// <param name="timeout">How long to wait: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the lock was taken, and if so its releaser. Running out of time is not an error.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it waited; the lock is not held by the caller.</exception>
    public Attempt<Releaser> TryLock(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Deadline.Validate(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        if (TryLock(out Releaser releaser))
            return new Attempt<Releaser>(releaser);
        if (timeout == TimeSpan.Zero)
            return default;
        return TakeOrQueue(0, timeout, cancellationToken, out long grant) is { } waiter
            ? waiter.GetAttempt(waiter.Version)
            : new Attempt<Releaser>(NewReleaser(grant));
    }

    /// <summary>Waits for the lock for a limited time.</summary>
    /// <param name="timeout">How long to wait: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the lock was taken, and if so its releaser. Running out of time is not an error: test the result.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    /// <example>
    /// <code>
    /// using var attempt = await _lock.TryLockAsync(TimeSpan.FromSeconds(1), cancellationToken);
    /// if (!attempt)
    ///     return Busy();
    /// </code>
    /// </example>
    public ValueTask<Attempt<Releaser>> TryLockAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Deadline.Validate(timeout);
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<Attempt<Releaser>>(cancellationToken);
        if (TryLock(out Releaser releaser))
            return new ValueTask<Attempt<Releaser>>(new Attempt<Releaser>(releaser));
        if (timeout == TimeSpan.Zero)
            return default;
        return TakeOrQueue(0, timeout, cancellationToken, out long grant) is { } waiter
            ? new ValueTask<Attempt<Releaser>>(waiter, waiter.Version)
            : new ValueTask<Attempt<Releaser>>(new Attempt<Releaser>(NewReleaser(grant)));
    }

    /// <summary>
    /// Waits for the lock, to be released by <see cref="Release"/>: the long form, for a lock that is released in another method than
    /// it is taken in. Everywhere else <see cref="LockAsync"/> is safer.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the caller holds the lock. Await it exactly once.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    /// <example>
    /// <code>
    /// await _lock.AcquireAsync(cancellationToken); // before the try: a cancelled wait has nothing to release
    /// try
    /// {
    ///     …
    /// }
    /// finally
    /// {
    ///     _lock.Release();
    /// }
    /// </code>
    /// </example>
    public ValueTask AcquireAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of(cancellationToken);
        if (TryTake(Manual, out _))
            return default;
        return TakeOrQueue(Manual, Timeout.InfiniteTimeSpan, cancellationToken, out _) is { } waiter
            ? waiter.AsTask()
            : default;
    }

    /// <summary>Waits for the lock for a limited time, to be released by <see cref="Release"/>.</summary>
    /// <param name="timeout">How long to wait: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the caller holds the lock. Release it only then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    public ValueTask<bool> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Deadline.Validate(timeout);
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<bool>(cancellationToken);
        if (TryTake(Manual, out _) || TryTakeSlow(Manual, out _))
            return new ValueTask<bool>(true);
        if (timeout == TimeSpan.Zero)
            return new ValueTask<bool>(false);
        return TakeOrQueue(Manual, timeout, cancellationToken, out _) is { } waiter
            ? waiter.AsTimedTask()
            : new ValueTask<bool>(true);
    }

    /// <summary>Releases the lock after <see cref="AcquireAsync"/>, and hands it to the first waiter.</summary>
    /// <exception cref="InvalidOperationException">The lock is not held, or it is held by a <see cref="LockAsync"/> scope, which only
    /// its own releaser can end. The lock is left as it was.</exception>
    /// <remarks>Any thread may release. A call too many is caught unless another long-form holder has the lock by then: it has
    /// no releaser by which one holder could be told from the next. <see cref="LockAsync"/> gives one.</remarks>
    public void Release()
    {
        long state = Volatile.Read(ref _state);
        if ((state & (Busy | Manual | Restored)) == (Held | Manual)
            && Interlocked.CompareExchange(ref _state, state & VersionMask, state) == state)
            return;
        ReleaseSlow();
    }

    /// <summary>Says whether the lock is held and how many wait, for example <c>AsyncLock [locked, waiters:2]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        int waiting = _waiters.Count;
        return $"{nameof(AsyncLock)} [{(IsHeld ? "locked" : "unlocked")}{(waiting > 0 ? $", waiters:{waiting}" : "")}]";
    }

    void IWaitTarget.Withdraw(Waiter waiter, Outcome outcome) =>
        WaitList.Withdraw(ref _state, ref _waiters, this, waiter, outcome);

    void IWaitTarget.PassOn(Waiter waiter) => EndAcquisition(((LockWaiter)waiter).Grant);

    /// <summary>The fast path: one compare-and-swap if the lock is free and nobody queues.</summary>
    /// <param name="form">0, or <see cref="Manual"/>.</param>
    /// <param name="grant">The version of this acquisition, with the held bit.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTake(long form, out long grant)
    {
        long state = Volatile.Read(ref _state);
        grant = state + (VersionStep | Held);
        return (state & Busy) == 0 && Interlocked.CompareExchange(ref _state, grant | form, state) == state;
    }

    /// <summary>As <see cref="TryTake"/>, but not deterred by somebody who only works on the queue at the moment.</summary>
    private bool TryTakeSlow(long form, out long grant)
    {
        grant = 0;
        if ((Volatile.Read(ref _state) & (Held | StateWord.Waiters)) != 0)
            return false;
        Acquisition? acquisition = _watch?.Request(Entry.Exclusive, isEndless: false);
        long state = StateWord.Enter(ref _state);
        if ((state & Held) != 0)
        {
            StateWord.Exit(ref _state, state);
            acquisition?.End();
            return false;
        }

        grant = NextGrant(state);
        StateWord.Exit(ref _state, grant | form | BeginHold(acquisition));
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<Releaser> LockSlowAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<Releaser>(cancellationToken);
        return TakeOrQueue(0, Timeout.InfiniteTimeSpan, cancellationToken, out long grant) is { } waiter
            ? new ValueTask<Releaser>(waiter, waiter.Version)
            : new ValueTask<Releaser>(NewReleaser(grant));
    }

    /// <summary>Takes the lock, or queues for it.</summary>
    /// <returns>The queued waiter, which may be completed by now; null if the lock was taken.</returns>
    private LockWaiter? TakeOrQueue(long form, TimeSpan timeout, CancellationToken cancellationToken, out long grant)
    {
        if (!LoopBinding.Allows(_loop))
            return TryTakeSlow(form, out grant) ? null : throw LoopBinding.Refusal(_loop!, this);
        if (_watch is null && ThreadingEventSource.IsOn)
            Interlocked.CompareExchange(ref _watch, Watch.ForCounters(this), null);
        Acquisition? acquisition = _watch?.Request(Entry.Exclusive, isEndless: timeout == Timeout.InfiniteTimeSpan);
        LockWaiter waiter = LockWaiter.Rent();
        waiter.Begin(this, cancellationToken, timeout);
        if (acquisition is not null)
            waiter.Acquisition = acquisition;
        waiter.Form = form;

        long state = StateWord.Enter(ref _state);
        if ((state & Held) == 0)
        {
            grant = NextGrant(state);
            StateWord.Exit(ref _state, grant | form | BeginHold(acquisition));
            waiter.Discard();
            return null;
        }

        _waiters.Enqueue(waiter, this);
        StateWord.Exit(ref _state, state | StateWord.Waiters);
        grant = 0;
        waiter.Watch();
        return waiter;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReleaseSlow()
    {
        long state = StateWord.Enter(ref _state);
        if ((state & (Held | Manual)) != (Held | Manual))
        {
            StateWord.Exit(ref _state, state);
            throw new InvalidOperationException((state & Held) == 0
                ? "The lock is not held, so it cannot be released. Release must be called once for each AcquireAsync that succeeded."
                : "The lock is held by a LockAsync scope, which only its own releaser can end. Release is for AcquireAsync.");
        }

        HandOver(state);
    }

    /// <summary>Ends the acquisition that <paramref name="grant"/> stands for; does nothing if it has ended before.</summary>
    private void EndAcquisition(long grant)
    {
        if (Volatile.Read(ref _state) != grant || Interlocked.CompareExchange(ref _state, grant & VersionMask, grant) != grant)
            EndAcquisitionSlow(grant);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndAcquisitionSlow(long grant)
    {
        long state = StateWord.Enter(ref _state);
        if ((state & Held) != 0 && HolderIn(state) == grant)
            HandOver(state);
        else
            StateWord.Exit(ref _state, state);
    }

    /// <summary>The grant by which the holder can leave.</summary>
    private long HolderIn(long state) => (state & Restored) != 0 ? _restored : state & (VersionMask | Held);

    /// <summary>Gives the lock to the first waiter, or frees it; and gives back the queue bit, which the caller has taken.</summary>
    private void HandOver(long state)
    {
        long held = _watch?.EndHold() ?? 0;
        if (_waiters.Dequeue() is LockWaiter next)
        {
            StateWord.Exit(ref _state, Grant(next, state) | (_waiters.IsEmpty ? 0 : StateWord.Waiters));
            next.Complete(next.OutcomeWhenHeld);
        }
        else
        {
            StateWord.Exit(ref _state, (state & VersionMask) | (_watch is { IsActive: true } ? Watched : 0));
        }

        if (held != 0)
            ThreadingEventSource.Log.Held(held);
    }

    /// <summary>Makes a waiter the holder.</summary>
    /// <returns>The state word for it, but for the waiters bit.</returns>
    private long Grant(LockWaiter next, long state)
    {
        long grant = NextGrant(state);
        if ((next.Form & Restored) != 0)
            _restored = next.Grant;
        else
            next.Grant = grant;
        return grant | next.Form | (_watch is null ? 0 : BeginHold(next.Acquisition));
    }

    private static long NextGrant(long state) => ((state & VersionMask) + VersionStep) | Held;

    /// <summary>Under the queue bit: notes the new holder if anybody wants to know.</summary>
    /// <returns><see cref="Watched"/>; or 0 if nobody does.</returns>
    private long BeginHold(Acquisition? acquisition)
    {
        if (_watch is not { IsActive: true } watch)
            return 0;
        watch.BeginHold(acquisition);
        return Watched;
    }

    /// <summary>The holder's releaser, by the holder.</summary>
    private Releaser NewReleaser(long grant) =>
        new(_watch is { IsChecked: true } watch ? new Lease(this, watch.Holder) : this, grant);
}
