namespace AsyncRace.Threading.Tests;

/// <summary>Where continuations run on the thread pool, whose own end is last in, first out: those granted first start first all the same.</summary>
public sealed class StartOrderTests
{
    private const int Waiters = 2_000;

    [Fact]
    public async Task Waits_that_a_set_event_ends_go_on_in_order()
    {
        var @event = new AsyncManualResetEvent();
        await AssertInOrder(() => @event.WaitAsync(), @event.Set);
    }

    [Fact]
    public async Task Waits_that_one_release_ends_go_on_in_order()
    {
        AsyncSemaphore semaphore = AsyncSemaphore.Unbounded(0);
        await AssertInOrder(() => semaphore.WaitAsync(), () => semaphore.Release(Waiters));
    }

    [Fact]
    public async Task Waits_that_single_releases_end_go_on_in_order()
    {
        AsyncSemaphore semaphore = AsyncSemaphore.Unbounded(0);
        await AssertInOrder(() => semaphore.WaitAsync(), () =>
        {
            for (int i = 0; i < Waiters; i++)
                semaphore.Release();
        });
    }

    [Fact]
    public async Task Joins_go_on_in_order()
    {
        var queue = new AsyncQueue<int>();
        queue.PutNoWait(1);
        await AssertInOrder(() => queue.JoinAsync(), queue.TaskDone);
    }

    /// <remarks>
    /// Between the start of a continuation and the note that it makes, its thread may lose its core for any time, and others overtake it. That
    /// puts a few far off and the rest by a few; the wrong order puts all of them half the length off.
    /// </remarks>
    private static Task AssertInOrder(Func<ValueTask> wait, Action grantAll) => Task.Run(async () =>
    {
        int noted = 0;
        long off = 0;
        Task[] all = [.. Enumerable.Range(0, Waiters).Select(WaitAsync)];
        grantAll();
        await Task.WhenAll(all).WithinLimit();
        Assert.True(off / Waiters < Waiters / 8, $"They are {off / Waiters} places off on average.");

        async Task WaitAsync(int place)
        {
            await wait();
            Interlocked.Add(ref off, Math.Abs(Interlocked.Increment(ref noted) - 1 - place));
        }
    });
}
