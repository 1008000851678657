namespace AsyncRace.Threading.Tests;

/// <summary>
/// Section J of asyncio's contract. asyncio binds a primitive to the loop on which it first suspends; here it is bound if it was made for a loop,
/// and else works from all.
/// </summary>
public sealed class LoopBindingConformance : IDisposable
{
    private readonly AsyncLoop _mine = AsyncLoop.WithVirtualTime(name: "mine");
    private readonly AsyncLoop _other = AsyncLoop.WithVirtualTime(name: "other");

    public void Dispose()
    {
        _mine.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Conformance_117_Without_a_suspension_every_loop_will_do()
    {
        var gate = new AsyncLock(_mine);
        var semaphore = new AsyncSemaphore(1, _mine);
        foreach (AsyncLoop loop in new[] { _mine, _other })
        {
            loop.RunUntilComplete(async () =>
            {
                using (await gate.LockAsync())
                using (await semaphore.EnterAsync())
                    await Task.Yield();
            });
        }
    }

    [Fact]
    public void Conformance_118_A_wait_on_another_loop_is_refused_and_changes_nothing()
    {
        foreach ((string text, Func<ValueTask> wait) in Waits())
        {
            InvalidOperationException? refused = null;
            _other.RunUntilComplete(() =>
            {
                refused = Assert.Throws<InvalidOperationException>(() => { wait(); });
                return Task.CompletedTask;
            });
            Assert.StartsWith(text, refused!.Message, StringComparison.Ordinal);
            Assert.Contains("is bound to a different event loop", refused.Message, StringComparison.Ordinal);
            Assert.Contains("'mine'", refused.Message, StringComparison.Ordinal);
            Assert.Contains("'other'", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("waiters", refused.Message.Replace("waiters:0", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Conformance_119_120_A_condition_is_bound_with_its_lock()
    {
        var gate = new AsyncLock(_mine);
        var condition = new AsyncCondition(gate);
        AsyncLock.Releaser held = gate.Lock();
        _other.RunUntilComplete(() =>
        {
            Assert.Throws<InvalidOperationException>(() => { condition.LockAsync(); });
            Assert.Contains("is bound to a different event loop", Assert.Throws<InvalidOperationException>(() => { condition.WaitAsync(); }).Message, StringComparison.Ordinal);
            Assert.Equal("AsyncCondition [locked]", condition.ToString());
            return Task.CompletedTask;
        });
        held.Dispose();
    }

    [Fact]
    public void Conformance_121_A_queue_is_bound_only_where_it_has_to_wait()
    {
        var queue = new AsyncQueue<int>(1, _mine);
        _other.RunUntilComplete(async () =>
        {
            Assert.Throws<InvalidOperationException>(() => { queue.GetAsync(); });
            await queue.PutAsync(1);
            Assert.Throws<InvalidOperationException>(() => { queue.PutAsync(2); });
            Assert.Equal(1, await queue.GetAsync());
            Assert.Equal("AsyncQueue [maxsize=1, tasks=1]", queue.ToString());
        });
    }

    [Fact]
    public void Conformance_122_Where_no_loop_runs_a_bound_wait_is_refused()
    {
        foreach ((string _, Func<ValueTask> wait) in Waits())
            Assert.Contains("where no event loop runs", Assert.Throws<InvalidOperationException>(() => { wait(); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wait_on_its_own_loop_suspends() => _mine.RunUntilComplete(async () =>
    {
        var gate = new AsyncLock(_mine);
        AsyncLock.Releaser held = await gate.LockAsync();
        Task<AsyncLock.Releaser> next = gate.LockAsync().AsTask();
        Assert.False(next.IsCompleted);
        held.Dispose();
        (await next).Dispose();
        Assert.Throws<ArgumentNullException>(() => new AsyncLock(null!));
    });

    /// <summary>A wait that would have to suspend, on one primitive of each kind, all made for the first loop.</summary>
    private IEnumerable<(string Text, Func<ValueTask> Wait)> Waits()
    {
        var gate = new AsyncLock(_mine);
        gate.Lock();
        var readerWriter = new AsyncReaderWriterLock(_mine);
        readerWriter.WriterLock();
        yield return ("AsyncLock [locked]", () => gate.AcquireAsync());
        yield return ("AsyncSemaphore [locked]", () => AsyncSemaphore.Unbounded(0, _mine).WaitAsync());
        yield return ("AsyncManualResetEvent [unset]", () => new AsyncManualResetEvent(loop: _mine).WaitAsync());
        yield return ("AsyncAutoResetEvent [unset]", () => new AsyncAutoResetEvent(loop: _mine).WaitAsync());
        yield return ("AsyncReaderWriterLock [writer]", () => Discard(readerWriter.ReaderLockAsync()));
        yield return ("AsyncBarrier [filling, waiters:0/2]", () => Discard(new AsyncBarrier(2, _mine).WaitAsync()));
        yield return ("AsyncQueue [maxsize=0]", () => Discard(new AsyncQueue<int>(loop: _mine).GetAsync()));
        yield return ("AsyncStack [maxsize=0]", () => Discard(new AsyncStack<int>(loop: _mine).GetAsync()));
        yield return ("AsyncPriorityQueue [maxsize=0]", () => Discard(new AsyncPriorityQueue<int, int>(loop: _mine).GetAsync()));

        static async ValueTask Discard<T>(ValueTask<T> wait) => await wait;
    }
}
