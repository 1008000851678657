using System.Diagnostics;
using System.Reflection;

namespace AsyncRace.Threading.Tests;

/// <summary>What the lock promises beyond asyncio's contract: every form of acquiring, and what misuse cannot do.</summary>
public sealed class AsyncLockTests
{
    private readonly AsyncLock _lock = new();

    [Fact]
    public void TryLock_succeeds_only_on_a_free_lock()
    {
        Assert.True(_lock.TryLock(out AsyncLock.Releaser first));
        Assert.False(_lock.TryLock(out AsyncLock.Releaser second));
        second.Dispose();
        Assert.True(_lock.IsHeld);
        first.Dispose();
        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public async Task TryLockAsync_acquires_a_free_lock_and_times_out_on_a_held_one()
    {
        Attempt<AsyncLock.Releaser> first = await _lock.TryLockAsync(TimeSpan.Zero);
        Assert.True(first.Acquired);
        Attempt<AsyncLock.Releaser> none = await _lock.TryLockAsync(TimeSpan.Zero);
        Attempt<AsyncLock.Releaser> late = await _lock.TryLockAsync(TimeSpan.FromMilliseconds(5)).WithinLimit();
        Assert.True(!none && !late);
        Assert.Throws<InvalidOperationException>(() => late.Releaser);
        late.Dispose();
        Assert.Equal("AsyncLock [locked]", _lock.ToString());

        ValueTask<Attempt<AsyncLock.Releaser>> waiting = _lock.TryLockAsync(TimeSpan.FromHours(1));
        first.Dispose();
        using (Attempt<AsyncLock.Releaser> granted = await waiting.WithinLimit())
            Assert.True(granted ? _lock.IsHeld : false);
        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public async Task TryAcquireAsync_says_whether_it_acquired()
    {
        Assert.True(await _lock.TryAcquireAsync(TimeSpan.Zero));
        Assert.False(await _lock.TryAcquireAsync(TimeSpan.Zero));
        Assert.False(await _lock.TryAcquireAsync(TimeSpan.FromMilliseconds(5)).WithinLimit());
        ValueTask<bool> waiting = _lock.TryAcquireAsync(Timeout.InfiniteTimeSpan);
        _lock.Release();
        Assert.True(await waiting.WithinLimit());
        _lock.Release();
        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public async Task Recycled_timed_waiters_keep_their_own_deadlines()
    {
        using (await _lock.LockAsync())
        {
            for (int round = 0; round < 20; round++)
            {
                Assert.False((await _lock.TryLockAsync(TimeSpan.FromMilliseconds(1)).WithinLimit()).Acquired);
                using var source = new CancellationTokenSource();
                Task<Attempt<AsyncLock.Releaser>> patient = _lock.TryLockAsync(TimeSpan.FromHours(1), source.Token).AsTask();
                source.Cancel();
                await Guard.ThrowsCanceled(patient, source.Token);
            }
        }

        Assert.Equal("AsyncLock [unlocked]", _lock.ToString());
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(int.MaxValue + 1.0)]
    public void Timeout_out_of_range_is_refused(double milliseconds)
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => _lock.TryLock(timeout));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => { _ = _lock.TryLockAsync(timeout); });
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => { _ = _lock.TryAcquireAsync(timeout); });
        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public async Task Cancelled_token_always_throws_even_on_a_free_lock()
    {
        var token = new CancellationToken(canceled: true);
        await Guard.ThrowsCanceled(_lock.LockAsync(token).AsTask(), token);
        await Guard.ThrowsCanceled(_lock.AcquireAsync(token).AsTask(), token);
        await Guard.ThrowsCanceled(_lock.TryLockAsync(TimeSpan.Zero, token).AsTask(), token);
        await Guard.ThrowsCanceled(_lock.TryAcquireAsync(TimeSpan.Zero, token).AsTask(), token);
        Assert.Throws<OperationCanceledException>(() => _lock.Lock(token));
        Assert.Throws<OperationCanceledException>(() => _lock.TryLock(TimeSpan.Zero, token));
        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public async Task Synchronous_and_asynchronous_waiters_share_one_queue()
    {
        var order = new List<string>();
        AsyncLock.Releaser held = _lock.Lock();
        Task first = Async("first");
        Task second = Guard.OnThread(() =>
        {
            using (_lock.Lock())
                order.Add("second");
        });
        Guard.Until(() => _lock.ToString().EndsWith("waiters:2]", StringComparison.Ordinal));
        Task third = Async("third");
        held.Dispose();
        await Task.WhenAll(first, second, third).WithinLimit();
        Assert.Equal(["first", "second", "third"], order);

        async Task Async(string name)
        {
            using (await _lock.LockAsync())
                order.Add(name);
        }
    }

    [Fact]
    public async Task Blocked_caller_can_be_cancelled_timed_out_and_interrupted()
    {
        using var source = new CancellationTokenSource();
        AsyncLock.Releaser held = _lock.Lock();
        Assert.False(_lock.TryLock(TimeSpan.FromMilliseconds(5)).Acquired);

        Task cancelled = Guard.OnThread(() => Assert.Throws<OperationCanceledException>(() => _lock.Lock(source.Token)));
        Guard.Until(() => _lock.ToString().EndsWith("waiters:1]", StringComparison.Ordinal));
        source.Cancel();
        await cancelled.WithinLimit();

        bool interrupted = false;
        var thread = new Thread(() => interrupted = Record.Exception(() => _lock.Lock()) is ThreadInterruptedException);
        thread.Start();
        Guard.Until(() => _lock.ToString().EndsWith("waiters:1]", StringComparison.Ordinal));
        thread.Interrupt();
        thread.Join();
        Assert.True(interrupted);

        held.Dispose();
        Assert.Equal("AsyncLock [unlocked]", _lock.ToString());
    }

    [Fact]
    public async Task Releaser_disposed_twice_cannot_release_the_next_holder()
    {
        AsyncLock.Releaser first = await _lock.LockAsync();
        AsyncLock.Releaser copy = first;
        Task<AsyncLock.Releaser> second = _lock.LockAsync().AsTask(), third = _lock.LockAsync().AsTask();
        first.Dispose();
        AsyncLock.Releaser holder = await second.WithinLimit();
        first.Dispose();
        copy.Dispose();
        Assert.Equal("AsyncLock [locked, waiters:1]", _lock.ToString());
        Assert.False(third.IsCompleted);

        holder.Dispose();
        (await third.WithinLimit()).Dispose();
        holder.Dispose();
        Assert.False(_lock.IsHeld);
        using (await _lock.LockAsync())
        {
            first.Dispose();
            holder.Dispose();
            Assert.True(_lock.IsHeld);
        }
    }

    [Fact]
    public async Task Stray_release_cannot_end_a_scope()
    {
        using (await _lock.LockAsync())
        {
            Task<AsyncLock.Releaser> waiter = _lock.LockAsync().AsTask();
            var exception = Assert.Throws<InvalidOperationException>(_lock.Release);
            Assert.Contains("held by a LockAsync scope", exception.Message, StringComparison.Ordinal);
            Assert.Equal("AsyncLock [locked, waiters:1]", _lock.ToString());
            Assert.False(waiter.IsCompleted);
        }
    }

    [Fact]
    public void Default_releaser_and_attempt_do_nothing()
    {
        default(AsyncLock.Releaser).Dispose();
        default(Attempt<AsyncLock.Releaser>).Dispose();
        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public async Task Blocking_on_a_pending_ValueTask_waits_for_the_lock()
    {
        AsyncLock.Releaser held = await _lock.LockAsync();
        ValueTask<AsyncLock.Releaser> pending = _lock.LockAsync();
        Task<AsyncLock.Releaser> behind = _lock.LockAsync().AsTask();
        bool released = false;
        Task blocked = Guard.OnThread(() =>
        {
#pragma warning disable CA2012 // what is tested here
            using AsyncLock.Releaser mine = pending.GetAwaiter().GetResult();
#pragma warning restore CA2012
            Assert.True(Volatile.Read(ref released));
        });
        Thread.Yield();
        Assert.False(blocked.IsCompleted);
        Volatile.Write(ref released, true);
        held.Dispose();
        await blocked.WithinLimit();
        (await behind.WithinLimit()).Dispose();
        Assert.Equal("AsyncLock [unlocked]", _lock.ToString());
    }

    [Fact]
    public async Task ValueTask_awaited_again_after_its_end_throws_and_takes_nothing()
    {
        AsyncLock.Releaser held = await _lock.LockAsync();
        ValueTask<AsyncLock.Releaser> once = _lock.LockAsync();
        held.Dispose();
        AsyncLock.Releaser mine = await once;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await once);
        Assert.Throws<InvalidOperationException>(() => once.IsCompleted);
        Assert.True(_lock.IsHeld);

        // The waiter behind it is in use again, by a wait that the old value task must not be able to take or to end.
        Task<AsyncLock.Releaser> next = _lock.LockAsync().AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await once);
        Assert.Throws<InvalidOperationException>(() => once.GetAwaiter().GetResult());
        mine.Dispose();
        (await next.WithinLimit()).Dispose();
        Assert.Equal("AsyncLock [unlocked]", _lock.ToString());
    }

    [Fact]
    public async Task ValueTask_awaited_twice_while_pending_throws_for_the_second()
    {
        AsyncLock.Releaser held = await _lock.LockAsync();
        ValueTask<AsyncLock.Releaser> pending = _lock.LockAsync();
        Task<AsyncLock.Releaser> first = Await();
        await Assert.ThrowsAsync<InvalidOperationException>(Await);
        Assert.Throws<InvalidOperationException>(() => pending.GetAwaiter().GetResult());
        Assert.Equal("AsyncLock [locked, waiters:1]", _lock.ToString());
        held.Dispose();
        (await first.WithinLimit()).Dispose();
        Assert.False(_lock.IsHeld);

        async Task<AsyncLock.Releaser> Await() => await pending;
    }

    [Fact]
    public async Task ValueTask_awaited_by_racing_threads_goes_to_exactly_one()
    {
        for (int round = 0; round < 100; round++)
        {
            AsyncLock.Releaser held = await _lock.LockAsync();
            ValueTask<AsyncLock.Releaser> pending = _lock.LockAsync();
            using var start = new Barrier(3);
            Task<bool>[] racers = [Race(), Race()];
            Assert.True(start.SignalAndWait(Guard.Limit));
            held.Dispose();
            bool[] won = await Task.WhenAll(racers).WithinLimit();
            Assert.Single(won, true);
            Assert.Equal("AsyncLock [unlocked]", _lock.ToString());

            // On threads of their own: the pool may have fewer to spare than are to meet here.
            Task<bool> Race() => Task.Factory.StartNew(
                async () =>
                {
                    start.SignalAndWait();
                    try
                    {
                        using (await pending)
                            return true;
                    }
                    catch (InvalidOperationException)
                    {
                        return false;
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap();
        }
    }

    [Fact]
    public Task Million_waiters_in_a_chain_do_not_overflow_the_stack() => Task.Run(async () =>
    {
        const int Count = 1_000_000;
        int entered = 0;
        AsyncLock.Releaser held = await _lock.LockAsync();
        var tasks = new Task[Count];
        for (int i = 0; i < Count; i++)
            tasks[i] = Enter(i);
        held.Dispose();
        await Task.WhenAll(tasks).WithinLimit();
        Assert.Equal(Count, entered);
        Assert.Equal("AsyncLock [unlocked]", _lock.ToString());

        async Task Enter(int place)
        {
            using (await _lock.LockAsync())
                Assert.Equal(place, entered++);
        }
    });

    /// <summary>Ended by the guard if cancelling were linear in the number of waiters: 200,000 of them would then take minutes.</summary>
    [Fact]
    public async Task Cancelling_each_of_200_000_waiters_does_not_depend_on_how_many_wait()
    {
        const int Count = 200_000;
        AsyncLock.Releaser held = await _lock.LockAsync();
        var waits = new (CancellationTokenSource Source, Task Task)[Count];
        for (int i = 0; i < Count; i++)
        {
            var source = new CancellationTokenSource();
            waits[i] = (source, _lock.LockAsync(source.Token).AsTask());
        }

        await Task.Run(() =>
        {
            // From the middle outwards, where neither end of the list is near.
            for (int i = 0; i < Count; i++)
                waits[(Count / 2) + (i % 2 == 0 ? i / 2 : -(i / 2) - 1)].Source.Cancel();
        }).WithinLimit();
        Assert.Equal("AsyncLock [locked]", _lock.ToString());
        foreach ((CancellationTokenSource source, Task task) in waits)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
            source.Dispose();
        }

        held.Dispose();
        Assert.Equal("AsyncLock [unlocked]", _lock.ToString());
    }

    [Fact]
    public async Task Continuations_start_in_the_order_of_the_grants_on_the_captured_context()
    {
        var context = new RecordingContext();
        var order = new List<int>();
        AsyncLock.Releaser held = await _lock.LockAsync();
        Task[] tasks = context.Run(() => Enumerable.Range(0, 100).Select(Enter).ToArray());
        held.Dispose();
        while (tasks.Any(task => !task.IsCompleted))
            context.RunOne();
        Assert.Equal(Enumerable.Range(0, 100), order);

        async Task Enter(int place)
        {
            using (await _lock.LockAsync())
            {
                Assert.Same(context, SynchronizationContext.Current);
                order.Add(place);
            }
        }
    }

    [Fact]
    public async Task Continuation_runs_on_the_captured_task_scheduler_and_in_its_execution_context()
    {
        var local = new AsyncLocal<int>();
        TaskScheduler scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        AsyncLock.Releaser held = await _lock.LockAsync();
        Task task = Task.Factory.StartNew(
            async () =>
            {
                local.Value = 42;
                using (await _lock.LockAsync())
                {
                    Assert.Same(scheduler, TaskScheduler.Current);
                    Assert.Equal(42, local.Value);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            scheduler).Unwrap();
        Guard.Until(() => _lock.ToString().EndsWith("waiters:1]", StringComparison.Ordinal));
        held.Dispose();
        await task.WithinLimit();
    }

    [Fact]
    public void Continuation_never_runs_inside_the_release()
    {
        AsyncLock.Releaser held = _lock.Lock();
        using var resumed = new ManualResetEventSlim();
        int thread = 0;
        _lock.LockAsync().GetAwaiter().UnsafeOnCompleted(() =>
        {
            thread = Environment.CurrentManagedThreadId;
            resumed.Set();
        });
        bool inside = false;
        var releasing = new Thread(() =>
        {
            held.Dispose();
            inside = thread == Environment.CurrentManagedThreadId;
        });
        releasing.Start();
        releasing.Join();
        Assert.True(resumed.Wait(Guard.Limit));
        Assert.False(inside);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Contended_wait_allocates_nothing(bool withToken)
    {
        using var source = new CancellationTokenSource();
        CancellationToken token = withToken ? source.Token : default;
        for (int i = 0; i < 1_000; i++)
            Contend(token);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            Contend(token);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Contend(CancellationToken token)
        {
            AsyncLock.Releaser held = _lock.Lock();
            ValueTask<AsyncLock.Releaser> waiting = _lock.LockAsync(token);
            held.Dispose();
#pragma warning disable CA2012 // it is completed by now
            waiting.GetAwaiter().GetResult().Dispose();
#pragma warning restore CA2012
        }
    }

    [Fact]
    public async Task Cancellation_inside_the_release_of_its_own_registration_does_not_deadlock()
    {
        // The holder's release and the waiter's cancellation meet on two threads, over and over.
        for (int round = 0; round < 2_000; round++)
        {
            using var source = new CancellationTokenSource();
            AsyncLock.Releaser held = await _lock.LockAsync();
            Task<AsyncLock.Releaser> waiter = _lock.LockAsync(source.Token).AsTask();
            Task cancel = Task.Run(source.Cancel);
            held.Dispose();
            if (await Record.ExceptionAsync(() => waiter.WithinLimit()) is not OperationCanceledException)
                (await waiter).Dispose();
            await cancel.WithinLimit();
            Assert.Equal("AsyncLock [unlocked]", _lock.ToString());
        }
    }

    [Fact]
    public async Task Debugger_shows_the_waiters_in_order()
    {
        using var source = new CancellationTokenSource();
        AsyncLock.Releaser held = await _lock.LockAsync();
        Task<AsyncLock.Releaser> first = _lock.LockAsync().AsTask(), second = _lock.LockAsync(source.Token).AsTask();
        var proxyType = Type.GetType(typeof(AsyncLock).GetCustomAttribute<DebuggerTypeProxyAttribute>()!.ProxyTypeName)!;
        object proxy = Activator.CreateInstance(proxyType, _lock)!;
        var waiters = (object[])proxyType.GetProperty("Waiters")!.GetValue(proxy)!;
        Assert.Equal(["#1 asynchronous", "#2 asynchronous, with a token or a timeout"], waiters.Select(waiter => waiter.ToString()));

        held.Dispose();
        (await first.WithinLimit()).Dispose();
        (await second.WithinLimit()).Dispose();
    }
}
