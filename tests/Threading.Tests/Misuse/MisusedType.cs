namespace AsyncRace.Threading.Tests;

/// <summary>A primitive, and one of its members that hand out value tasks.</summary>
/// <param name="occupy">Sees to it that a wait has to wait.</param>
/// <param name="begin">Begins one.</param>
/// <param name="grant">Lets the first that waits end.</param>
/// <param name="isIdle">Whether all is as it was at first.</param>
internal sealed class MisusedType(Action occupy, Func<CancellationToken, PendingWait> begin, Action grant, Func<bool> isIdle)
{
    /// <summary>Whether the value task is of an asynchronous method, and so no more than the face of a task, which may be awaited often.</summary>
    internal bool IsTask { get; init; }

    /// <summary>Whether a wait that nobody awaits keeps nothing from others, if it is cancelled.</summary>
    internal bool CanBeAbandoned { get; init; } = true;

    internal void Occupy() => occupy();

    internal PendingWait Begin(CancellationToken token = default) => begin(token);

    internal void Grant() => grant();

    internal void AssertIdle() => Guard.Until(isIdle);

    internal static IReadOnlyDictionary<string, Func<MisusedType>> All { get; } = new Dictionary<string, Func<MisusedType>>
    {
        ["AsyncLock.LockAsync"] = () => OfLock((@lock, token) => PendingWait.Of(@lock.LockAsync(token), releaser => releaser.Dispose())),
        ["AsyncLock.TryLockAsync"] = () => OfLock((@lock, token) =>
            PendingWait.Of(@lock.TryLockAsync(Timeout.InfiniteTimeSpan, token), attempt => attempt.Releaser.Dispose())),
        ["AsyncLock.AcquireAsync"] = () => OfLock((@lock, token) => PendingWait.Of(@lock.AcquireAsync(token), @lock.Release)),
        ["AsyncLock.TryAcquireAsync"] = () => OfLock((@lock, token) =>
            PendingWait.Of(@lock.TryAcquireAsync(Timeout.InfiniteTimeSpan, token), taken => ReleaseIf(taken, @lock.Release))),

        ["AsyncSemaphore.EnterAsync"] = () => OfSemaphore((semaphore, token) =>
            PendingWait.Of(semaphore.EnterAsync(token), releaser => releaser.Dispose())),
        ["AsyncSemaphore.TryEnterAsync"] = () => OfSemaphore((semaphore, token) =>
            PendingWait.Of(semaphore.TryEnterAsync(Timeout.InfiniteTimeSpan, token), attempt => attempt.Releaser.Dispose())),
        ["AsyncSemaphore.WaitAsync"] = () => OfSemaphore((semaphore, token) =>
            PendingWait.Of(semaphore.WaitAsync(token), () => semaphore.Release())),
        ["AsyncSemaphore.TryWaitAsync"] = () => OfSemaphore((semaphore, token) =>
            PendingWait.Of(semaphore.TryWaitAsync(Timeout.InfiniteTimeSpan, token), taken => ReleaseIf(taken, () => semaphore.Release()))),

        ["AsyncReaderWriterLock.ReaderLockAsync"] = () => OfReaderWriterLock((@lock, token) =>
            PendingWait.Of(@lock.ReaderLockAsync(token), releaser => releaser.Dispose())),
        ["AsyncReaderWriterLock.WriterLockAsync"] = () => OfReaderWriterLock((@lock, token) =>
            PendingWait.Of(@lock.WriterLockAsync(token), releaser => releaser.Dispose())),
        ["AsyncReaderWriterLock.TryWriterLockAsync"] = () => OfReaderWriterLock((@lock, token) =>
            PendingWait.Of(@lock.TryWriterLockAsync(Timeout.InfiniteTimeSpan, token), attempt => attempt.Releaser.Dispose())),
        ["AsyncReaderWriterLock.UpgradeableReaderLockAsync"] = () => OfReaderWriterLock((@lock, token) =>
            PendingWait.Of(@lock.UpgradeableReaderLockAsync(token), releaser => releaser.Dispose())),
        ["AsyncReaderWriterLock.UpgradeAsync"] = OfUpgrade,

        ["AsyncManualResetEvent.WaitAsync"] = () => OfManualResetEvent((@event, token) =>
            PendingWait.Of(@event.WaitAsync(token), @event.Reset)),
        ["AsyncManualResetEvent.TryWaitAsync"] = () => OfManualResetEvent((@event, token) =>
            PendingWait.Of(@event.TryWaitAsync(Timeout.InfiniteTimeSpan, token), isSet => ReleaseIf(isSet, @event.Reset))),
        ["AsyncAutoResetEvent.WaitAsync"] = () => OfAutoResetEvent((@event, token) =>
            PendingWait.Of(@event.WaitAsync(token), () => { })),
        ["AsyncAutoResetEvent.TryWaitAsync"] = () => OfAutoResetEvent((@event, token) =>
            PendingWait.Of(@event.TryWaitAsync(Timeout.InfiniteTimeSpan, token), Assert.True)),

        ["AsyncCondition.WaitAsync"] = () => OfCondition(isTask: false, (condition, _, leave, token) =>
            PendingWait.Of(condition.WaitAsync(token), leave)),
        ["AsyncCondition.TryWaitAsync"] = () => OfCondition(isTask: false, (condition, _, leave, token) =>
            PendingWait.Of(condition.TryWaitAsync(Timeout.InfiniteTimeSpan, token), _ => leave())),
        ["AsyncCondition.WaitUntilAsync"] = () => OfCondition(isTask: true, (condition, predicate, leave, token) =>
            PendingWait.Of(condition.WaitUntilAsync(predicate, token), leave)),
        ["AsyncCondition.TryWaitUntilAsync"] = () => OfCondition(isTask: true, (condition, predicate, leave, token) =>
            PendingWait.Of(condition.TryWaitUntilAsync(predicate, Timeout.InfiniteTimeSpan, token), _ => leave())),

        ["AsyncBarrier.WaitAsync"] = () => OfBarrier((barrier, token) => PendingWait.Of(barrier.WaitAsync(token), _ => { })),
        ["AsyncBarrier.TryWaitAsync"] = () => OfBarrier((barrier, token) =>
            PendingWait.Of(barrier.TryWaitAsync(Timeout.InfiniteTimeSpan, token), place => Assert.NotNull(place))),
        ["AsyncBarrier.WaitAsync, while others leave"] = OfDrainingBarrier,

        ["AsyncQueue.GetAsync"] = () => OfGet(new AsyncQueue<int>(), (queue, token) =>
            PendingWait.Of(queue.GetAsync(token), item => Assert.Equal(1, item))),
        ["AsyncQueue.TryGetAsync"] = () => OfGet(new AsyncQueue<int>(), (queue, token) =>
            PendingWait.Of(queue.TryGetAsync(Timeout.InfiniteTimeSpan, token), got => Assert.Equal((true, 1), got))),
        ["AsyncStack.GetAsync"] = () => OfGet(new AsyncStack<int>(), (queue, token) =>
            PendingWait.Of(queue.GetAsync(token), item => Assert.Equal(1, item))),
        ["AsyncPriorityQueue.GetAsync"] = OfPriorityQueue,
        ["AsyncQueue.PutAsync"] = () => OfPut((queue, leave, token) => PendingWait.Of(queue.PutAsync(1, token), leave)),
        ["AsyncQueue.TryPutAsync"] = () => OfPut((queue, leave, token) =>
            PendingWait.Of(queue.TryPutAsync(1, Timeout.InfiniteTimeSpan, token), isPut => ReleaseIf(isPut, leave))),
        ["AsyncQueue.JoinAsync"] = () => OfJoin((queue, token) => PendingWait.Of(queue.JoinAsync(token), () => { })),
        ["AsyncQueue.TryJoinAsync"] = () => OfJoin((queue, token) =>
            PendingWait.Of(queue.TryJoinAsync(Timeout.InfiniteTimeSpan, token), Assert.True)),
    };

    private static void ReleaseIf(bool taken, Action release)
    {
        Assert.True(taken);
        release();
    }

    private static MisusedType OfLock(Func<AsyncLock, CancellationToken, PendingWait> begin)
    {
        var @lock = new AsyncLock();
        AsyncLock.Releaser held = default;
        return new MisusedType(
            () => held = @lock.Lock(), token => begin(@lock, token), () => held.Dispose(), () => @lock.ToString() == "AsyncLock [unlocked]");
    }

    private static MisusedType OfSemaphore(Func<AsyncSemaphore, CancellationToken, PendingWait> begin)
    {
        var semaphore = new AsyncSemaphore(1);
        AsyncSemaphore.Releaser held = default;
        return new MisusedType(
            () => held = semaphore.Enter(),
            token => begin(semaphore, token),
            () => held.Dispose(),
            () => semaphore.ToString() == "AsyncSemaphore [unlocked, value:1]");
    }

    private static MisusedType OfReaderWriterLock(Func<AsyncReaderWriterLock, CancellationToken, PendingWait> begin)
    {
        var @lock = new AsyncReaderWriterLock();
        AsyncReaderWriterLock.Releaser held = default;
        return new MisusedType(
            () => held = @lock.WriterLock(),
            token => begin(@lock, token),
            () => held.Dispose(),
            () => @lock.ToString() == "AsyncReaderWriterLock [unlocked]");
    }

    private static MisusedType OfUpgrade()
    {
        var @lock = new AsyncReaderWriterLock();
        AsyncReaderWriterLock.Releaser held = default;
        AsyncReaderWriterLock.UpgradeableReleaser reading = default;
        return new MisusedType(
            () =>
            {
                held = @lock.ReaderLock();
                reading = @lock.UpgradeableReaderLockAsync().AsTask().Result;
            },
            token => PendingWait.Of(reading.UpgradeAsync(token), writing =>
            {
                writing.Dispose();
                reading.Dispose();
            }),
            () => held.Dispose(),
            () => @lock.ToString() == "AsyncReaderWriterLock [unlocked]")
        {
            CanBeAbandoned = false, // there is one upgrade at a time
        };
    }

    private static MisusedType OfManualResetEvent(Func<AsyncManualResetEvent, CancellationToken, PendingWait> begin)
    {
        var @event = new AsyncManualResetEvent();
        return new MisusedType(
            @event.Reset, token => begin(@event, token), @event.Set, () => @event.ToString() == "AsyncManualResetEvent [unset]");
    }

    private static MisusedType OfAutoResetEvent(Func<AsyncAutoResetEvent, CancellationToken, PendingWait> begin)
    {
        var @event = new AsyncAutoResetEvent();
        return new MisusedType(
            () => { }, token => begin(@event, token), @event.Set, () => @event.ToString() == "AsyncAutoResetEvent [unset]");
    }

    private static MisusedType OfCondition(bool isTask, Func<AsyncCondition, Func<bool>, Action, CancellationToken, PendingWait> begin)
    {
        var condition = new AsyncCondition();
        AsyncLock.Releaser held = default;
        bool holds = false;
        return new MisusedType(
            () =>
            {
                held = condition.Lock.Lock();
                holds = false;
            },
            token => begin(condition, () => holds, () => held.Dispose(), token),
            () =>
            {
                using (condition.Lock.Lock())
                {
                    holds = true;
                    condition.Notify();
                }
            },
            () => condition.ToString() == "AsyncCondition [unlocked]")
        {
            IsTask = isTask,
            CanBeAbandoned = false, // it always comes back with the lock
        };
    }

    private static MisusedType OfBarrier(Func<AsyncBarrier, CancellationToken, PendingWait> begin)
    {
        var barrier = new AsyncBarrier(3);
        return new MisusedType(
            () => { },
            token => begin(barrier, token),
            () =>
            {
                _ = barrier.WaitAsync().AsTask();
                _ = barrier.WaitAsync().AsTask();
            },
            () => barrier.ToString() == "AsyncBarrier [filling, waiters:0/3]");
    }

    private static MisusedType OfDrainingBarrier()
    {
        var barrier = new AsyncBarrier(2);
        ValueTask<int> first = default, second = default;
        return new MisusedType(
            () => (first, second) = (barrier.WaitAsync(), barrier.WaitAsync()),
            token => PendingWait.Of(barrier.WaitAsync(token), _ => { }),
            () =>
            {
                _ = first.AsTask();
                _ = second.AsTask();
                _ = barrier.WaitAsync().AsTask();
            },
            () => barrier.ToString() == "AsyncBarrier [filling, waiters:0/2]")
        {
            IsTask = true,
            CanBeAbandoned = false, // two would complete the next generation, of which one never leaves
        };
    }

    private static MisusedType OfGet(AsyncQueue<int> queue, Func<AsyncQueue<int>, CancellationToken, PendingWait> begin) =>
        new(() => { }, token => begin(queue, token), () => queue.PutNoWait(1), () => IsEmptyAndUnwanted(queue.IsEmpty, queue.ToString()));

    private static MisusedType OfPriorityQueue()
    {
        var queue = new AsyncPriorityQueue<string, int>();
        return new MisusedType(
            () => { },
            token => PendingWait.Of(queue.GetAsync(token), item => Assert.Equal(("a", 1), item)),
            () => queue.PutNoWait("a", 1),
            () => IsEmptyAndUnwanted(queue.IsEmpty, queue.ToString()));
    }

    private static bool IsEmptyAndUnwanted(bool isEmpty, string text) => isEmpty && !text.Contains("getters", StringComparison.Ordinal);

    private static MisusedType OfPut(Func<AsyncQueue<int>, Action, CancellationToken, PendingWait> begin)
    {
        var queue = new AsyncQueue<int>(1);
        return new MisusedType(
            () => queue.PutNoWait(0),
            token => begin(queue, () => Assert.Equal(1, queue.GetNoWait()), token),
            () => Assert.Equal(0, queue.GetNoWait()),
            () => queue.IsEmpty && !queue.ToString().Contains("putters", StringComparison.Ordinal));
    }

    private static MisusedType OfJoin(Func<AsyncQueue<int>, CancellationToken, PendingWait> begin)
    {
        var queue = new AsyncQueue<int>();
        return new MisusedType(
            () => queue.PutNoWait(0),
            token => begin(queue, token),
            () =>
            {
                queue.GetNoWait();
                queue.TaskDone();
            },
            () => queue.ToString() == "AsyncQueue [maxsize=0]");
    }
}
