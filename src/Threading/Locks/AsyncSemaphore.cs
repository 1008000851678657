using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AsyncRace.Threading;

/// <summary>
/// A number of permits: as many callers may be inside at once, the others wait.
/// </summary>
/// <remarks>
/// <para><b>Bounded by default.</b> A release that would raise the count over its maximum throws <see cref="SemaphoreFullException"/> and
/// changes nothing: somebody has released what he did not hold. <see cref="Unbounded"/> makes a semaphore without a maximum, to be used
/// as a signal that counts.</para>
/// <para><b>Order.</b> Strictly first come, first served, synchronous and asynchronous callers in one queue. A permit is handed directly to
/// the first waiter: nobody overtakes it.</para>
/// <para><b>Cancellation.</b> A token that is already cancelled always throws, even if a permit is free. Cancelling one of many waiters takes
/// the same time however many there are. If the token is cancelled after the permit was handed over but before the waiting method has gone
/// on, the wait is cancelled and the permit goes to the next waiter.</para>
/// <para><b>Where continuations run.</b> On the captured <see cref="SynchronizationContext"/> or <see cref="TaskScheduler"/>, otherwise on
/// the thread pool; never inside the releasing call.</para>
/// <para><b>Thread safety.</b> Every member may be called from any thread and from any event loop. The semaphore needs no disposal. Waiting
/// allocates nothing once the process has warmed up.</para>
/// </remarks>
/// <example>
/// <code>
/// private readonly AsyncSemaphore _limit = new(10);
///
/// public async Task&lt;string&gt; FetchAsync(Uri uri, CancellationToken cancellationToken)
/// {
///     using (await _limit.EnterAsync(cancellationToken)) // never more than ten requests at once
///         return await _client.GetStringAsync(uri, cancellationToken);
/// }
/// </code>
/// </example>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(DebugView))]
public sealed partial class AsyncSemaphore : IWaitTarget
{
    // The state word: count | waiters | queue. While anybody waits the count is 0.
    private const int CountShift = 2;
    private const long One = 1L << CountShift;

    private readonly AsyncLoop? _loop;
    private readonly Watch? _watch;
    private long _state;
    private WaitList _waiters;

    /// <summary>Makes a semaphore of which <paramref name="initialCount"/> permits exist, all of them free.</summary>
    /// <param name="initialCount">How many may be inside at once; at least 1.</param>
    /// <param name="loop">If given, waits may suspend on this loop only: elsewhere they throw <see cref="InvalidOperationException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public AsyncSemaphore(int initialCount = 1, AsyncLoop? loop = null)
        : this(
            initialCount >= 1
                ? initialCount
                : throw new ArgumentOutOfRangeException(
                    nameof(initialCount),
                    initialCount,
                    "The count must be at least 1. For a semaphore that starts empty, give its maximum too, or use AsyncSemaphore.Unbounded."),
            initialCount,
            loop)
    {
    }

    /// <summary>Makes a semaphore of which <paramref name="maximumCount"/> permits exist, some of them free.</summary>
    /// <param name="initialCount">How many may enter before somebody releases; from 0 to the maximum.</param>
    /// <param name="maximumCount">How many permits there are; at least 1.</param>
    /// <param name="loop">If given, waits may suspend on this loop only: elsewhere they throw <see cref="InvalidOperationException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of its range.</exception>
    public AsyncSemaphore(int initialCount, int maximumCount, AsyncLoop? loop = null)
    {
        if (maximumCount < 1)
            throw new ArgumentOutOfRangeException(nameof(maximumCount), maximumCount, "The maximum must be at least 1.");
        if (initialCount < 0 || initialCount > maximumCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(initialCount), initialCount, $"The count must be from 0 to the maximum of {maximumCount}.");
        }

        _loop = loop;
        MaximumCount = maximumCount;
        _state = initialCount * One;
        _watch = Watch.IfChecked(this);
    }

    /// <summary>How many permits there are at most; <see cref="int.MaxValue"/> if it is unbounded.</summary>
    public int MaximumCount { get; }

    /// <summary>How many permits are free now. What it says may be over before the caller can act on it.</summary>
    public int CurrentCount => CountIn(Volatile.Read(ref _state));

    /// <summary>Makes a semaphore without a maximum: a signal that counts. A release too many is not noticed.</summary>
    /// <param name="initialCount">How many may enter before somebody releases; 0 or more.</param>
    /// <param name="loop">If given, waits may suspend on this loop only: elsewhere they throw <see cref="InvalidOperationException"/>.</param>
    /// <returns>The semaphore.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static AsyncSemaphore Unbounded(int initialCount, AsyncLoop? loop = null) => new(initialCount, int.MaxValue, loop);

    /// <summary>Waits for a permit.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The releaser: dispose it to give the permit back. Await the task exactly once.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit was taken.</exception>
    public ValueTask<Releaser> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<Releaser>(cancellationToken);
        Acquisition? acquisition = _watch?.Request(Entry, isEndless: true);
        if (TryTake())
            return new ValueTask<Releaser>(new Releaser(this, acquisition));
        return TakeOrQueue(Timeout.InfiniteTimeSpan, cancellationToken, acquisition) is { } waiter
            ? new ValueTask<Releaser>(waiter, waiter.Version)
            : new ValueTask<Releaser>(new Releaser(this, acquisition));
    }

    /// <summary>Waits for a permit, blocking the thread.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The releaser: dispose it to give the permit back.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit was taken.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it waited; no permit was taken.</exception>
    public Releaser Enter(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Acquisition? acquisition = _watch?.Request(Entry, isEndless: true);
        if (!TryTake())
            TakeOrQueue(Timeout.InfiniteTimeSpan, cancellationToken, acquisition)?.Join();
        return new Releaser(this, acquisition);
    }

    /// <summary>Takes a permit if one is free, without waiting.</summary>
    /// <param name="releaser">Dispose it to give the permit back; does nothing if none was taken.</param>
    /// <returns>Whether a permit was taken. While others are queued for one, none is.</returns>
    public bool TryEnter(out Releaser releaser)
    {
        bool taken = TryWait();
        releaser = taken ? new Releaser(this, _watch?.Request(Entry, isEndless: false)) : default;
        return taken;
    }

    /// <summary>Waits for a permit for a limited time.</summary>
    /// <param name="timeout">How long to wait: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether a permit was taken, and if so its releaser. Running out of time is not an error: test the result.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit was taken.</exception>
    public ValueTask<Attempt<Releaser>> TryEnterAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Deadline.Validate(timeout);
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<Attempt<Releaser>>(cancellationToken);
        if (TryEnter(out Releaser releaser))
            return new ValueTask<Attempt<Releaser>>(new Attempt<Releaser>(releaser));
        if (timeout == TimeSpan.Zero)
            return default;
        Acquisition? acquisition = _watch?.Request(Entry, isEndless: timeout == Timeout.InfiniteTimeSpan);
        return TakeOrQueue(timeout, cancellationToken, acquisition) is { } waiter
            ? new ValueTask<Attempt<Releaser>>(waiter, waiter.Version)
            : new ValueTask<Attempt<Releaser>>(new Attempt<Releaser>(new Releaser(this, acquisition)));
    }

    /// <summary>Waits for a permit, to be given back by <see cref="Release"/>. Prefer <see cref="EnterAsync"/> where one method does both.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the caller has a permit. Await it exactly once.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit was taken.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of(cancellationToken);
        if (TryTake())
            return default;
        return TakeOrQueue(Timeout.InfiniteTimeSpan, cancellationToken)?.AsTask() ?? default;
    }

    /// <summary>Waits for a permit for a limited time, to be given back by <see cref="Release"/>.</summary>
    /// <param name="timeout">How long to wait: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the caller has a permit. Release only then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit was taken.</exception>
    public ValueTask<bool> TryWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Deadline.Validate(timeout);
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<bool>(cancellationToken);
        if (TryWait())
            return new ValueTask<bool>(true);
        if (timeout == TimeSpan.Zero)
            return new ValueTask<bool>(false);
        return TakeOrQueue(timeout, cancellationToken)?.AsTimedTask() ?? new ValueTask<bool>(true);
    }

    /// <summary>Waits for a permit, blocking the thread; to be given back by <see cref="Release"/>.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit was taken.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it waited; no permit was taken.</exception>
    public void Wait(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!TryTake())
            TakeOrQueue(Timeout.InfiniteTimeSpan, cancellationToken)?.Join();
    }

    /// <summary>Takes a permit if one is free, without waiting; to be given back by <see cref="Release"/>.</summary>
    /// <returns>Whether the caller has a permit. While others are queued for one, none is taken.</returns>
    public bool TryWait()
    {
        if (TryTake())
            return true;
        if (CurrentCount == 0)
            return false;

        // A permit is free, but somebody works on the queue at the moment.
        long state = StateWord.Enter(ref _state);
        bool taken = CountIn(state) > 0;
        StateWord.Exit(ref _state, taken ? state - One : state);
        return taken;
    }

    /// <summary>Waits for a permit for a limited time, blocking the thread; to be given back by <see cref="Release"/>.</summary>
    /// <param name="timeout">How long to wait: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the caller has a permit. Release only then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit was taken.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it waited; no permit was taken.</exception>
    public bool TryWait(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Deadline.Validate(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        if (TryWait())
            return true;
        return timeout != TimeSpan.Zero && (TakeOrQueue(timeout, cancellationToken)?.Join() ?? true);
    }

    /// <summary>Gives permits back, each to the first waiter if there is one.</summary>
    /// <param name="count">How many; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    /// <exception cref="SemaphoreFullException">The count would exceed its maximum. Nothing has changed.</exception>
    public void Release(int count = 1)
    {
        if (count < 1)
            throw new ArgumentOutOfRangeException(nameof(count), count, "At least one permit must be released.");
        long state = Volatile.Read(ref _state);
        if ((state & (StateWord.Queue | StateWord.Waiters)) == 0
            && count <= MaximumCount - CountIn(state)
            && Interlocked.CompareExchange(ref _state, state + (count * One), state) == state)
            return;
        ReleaseSlow(count);
    }

    /// <summary>
    /// Says how many permits are free, or that none is and how many wait: <c>AsyncSemaphore [unlocked, value:1]</c>,
    /// <c>AsyncSemaphore [locked, waiters:2]</c>.
    /// </summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        int count = CurrentCount, waiting = _waiters.Count;
        return $"{nameof(AsyncSemaphore)} [{(count > 0 ? $"unlocked, value:{count}" : "locked")}{(waiting > 0 ? $", waiters:{waiting}" : "")}]";
    }

    void IWaitTarget.Withdraw(Waiter waiter, Outcome outcome) =>
        WaitList.Withdraw(ref _state, ref _waiters, this, waiter, outcome);

    void IWaitTarget.PassOn(Waiter waiter) => ReleaseSlow(1);

    /// <summary>What a scope is to checked mode.</summary>
    private Entry Entry => MaximumCount == 1 ? Entry.Exclusive : Entry.Counted;

    private static int CountIn(long state) => (int)(state >> CountShift);

    /// <summary>The fast path: one compare-and-swap if a permit is free and nobody queues.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTake()
    {
        long state = Volatile.Read(ref _state);
        return (state & (StateWord.Queue | StateWord.Waiters)) == 0
            && state >= One
            && Interlocked.CompareExchange(ref _state, state - One, state) == state;
    }

    /// <returns>The queued waiter, which may be completed by now; null if a permit was taken.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private SemaphoreWaiter? TakeOrQueue(TimeSpan timeout, CancellationToken cancellationToken, Acquisition? acquisition = null)
    {
        if (!LoopBinding.Allows(_loop))
            return TryWait() ? null : throw LoopBinding.Refusal(_loop!, this);
        SemaphoreWaiter waiter = SemaphoreWaiter.Rent();
        waiter.Begin(this, cancellationToken, timeout);
        long state = StateWord.Enter(ref _state);
        if (CountIn(state) > 0)
        {
            StateWord.Exit(ref _state, state - One);
            waiter.Discard();
            return null;
        }

        if (acquisition is not null)
            waiter.Acquisition = acquisition;

        _waiters.Enqueue(waiter, this);
        StateWord.Exit(ref _state, state | StateWord.Waiters);
        waiter.Watch();
        return waiter;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReleaseSlow(int count)
    {
        long state = StateWord.Enter(ref _state);
        int free = CountIn(state);
        if (count > MaximumCount - free)
        {
            StateWord.Exit(ref _state, state);
            throw new SemaphoreFullException(
                $"Releasing {count} would raise the count from {free} over its maximum of {MaximumCount}: "
                + "more was released than had been acquired. Nothing has changed.");
        }

        int waiting = _waiters.Count;
        Waiter? chain = _waiters.DequeueMany(count);
        state += (count - (waiting - _waiters.Count)) * One;
        StateWord.Exit(ref _state, _waiters.IsEmpty ? state & ~StateWord.Waiters : state);
        WaitList.CompleteAll(chain);
    }
}
