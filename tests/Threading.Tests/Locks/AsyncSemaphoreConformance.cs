namespace AsyncRace.Threading.Tests;

/// <summary>Section D of asyncio's contract.</summary>
public sealed class AsyncSemaphoreConformance
{
    private readonly List<int> _order = [];

    [Fact]
    public void Conformance_39_Semaphore_of_none_is_exhausted()
    {
        Assert.Equal(0, AsyncSemaphore.Unbounded(0).CurrentCount);
        Assert.False(AsyncSemaphore.Unbounded(0).TryWait());
        Assert.False(new AsyncSemaphore(0, 1).TryWait());
    }

    [Fact]
    public async Task Conformance_40_Text_tells_the_state_and_the_waiters()
    {
        var semaphore = new AsyncSemaphore();
        Assert.EndsWith("[unlocked, value:1]", semaphore.ToString(), StringComparison.Ordinal);
        await semaphore.WaitAsync();
        Assert.EndsWith("[locked]", semaphore.ToString(), StringComparison.Ordinal);
        Task first = semaphore.WaitAsync().AsTask(), second = semaphore.WaitAsync().AsTask();
        Assert.EndsWith("[locked, waiters:2]", semaphore.ToString(), StringComparison.Ordinal);
        semaphore.Release();
        await first.WithinLimit();
        semaphore.Release();
        await second.WithinLimit();
    }

    [Fact]
    public void Conformance_41_Cannot_be_awaited_and_has_one_permit_by_default()
    {
        Assert.DoesNotContain(typeof(AsyncSemaphore).GetMethods(), method => method.Name is "GetAwaiter" or "Dispose");
        Assert.Equal(1, new AsyncSemaphore().CurrentCount);
    }

    [Fact]
    public void Conformance_42_Count_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("initialCount", () => new AsyncSemaphore(-1));
        Assert.Throws<ArgumentOutOfRangeException>("initialCount", () => new AsyncSemaphore(0));
        Assert.Throws<ArgumentOutOfRangeException>("initialCount", () => new AsyncSemaphore(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>("maximumCount", () => new AsyncSemaphore(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("initialCount", () => AsyncSemaphore.Unbounded(-1));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => new AsyncSemaphore().Release(0));
    }

    [Fact]
    public void Conformance_43_44_Permits_go_straight_to_the_waiters() => OnLoop.Run(async loop =>
    {
        var semaphore = new AsyncSemaphore(3);
        await semaphore.WaitAsync();
        await semaphore.WaitAsync();
        Assert.Equal(1, semaphore.CurrentCount);
        Task[] tasks = [Wait(1), Wait(2), Wait(3)];
        await OnLoop.Settle();
        Assert.Equal([1], _order);
        Assert.Equal("AsyncSemaphore [locked, waiters:2]", semaphore.ToString());

        Task fourth = Wait(4);
        semaphore.Release();
        semaphore.Release();
        Assert.Equal(0, semaphore.CurrentCount);
        await OnLoop.Settle();
        Assert.Equal([1, 2, 3], _order);
        Assert.Equal("AsyncSemaphore [locked, waiters:1]", semaphore.ToString());
        semaphore.Release();
        await Task.WhenAll([.. tasks, fourth]);

        Task Wait(int name) => loop.CreateTask(async () =>
        {
            await semaphore.WaitAsync();
            _order.Add(name);
        });
    });

    [Fact]
    public async Task Conformance_45_Cancelled_waiter_leaves_the_queue()
    {
        using var source = new CancellationTokenSource();
        AsyncSemaphore semaphore = AsyncSemaphore.Unbounded(0);
        Task waiter = semaphore.WaitAsync(source.Token).AsTask();
        source.Cancel();
        await Guard.ThrowsCanceled(waiter, source.Token);
        Assert.EndsWith("[locked]", semaphore.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Conformance_46_Cancelled_waiters_take_no_permit() => OnLoop.Run(async loop =>
    {
        AsyncSemaphore semaphore = AsyncSemaphore.Unbounded(0);
        using var source = new CancellationTokenSource();
        using var end = new CancellationTokenSource();
        Task[] tasks = [Wait(1, source.Token), Wait(2, source.Token), Wait(3, default), Wait(4, end.Token)];
        await OnLoop.Settle();
        source.Cancel();
        semaphore.Release();
        await OnLoop.Settle();
        Assert.Equal([3], _order);
        Assert.True(tasks[0].IsCanceled && tasks[1].IsCanceled && !tasks[3].IsCompleted);
        end.Cancel();
        await OnLoop.ThrowsCanceled(tasks[3], end.Token);

        Task Wait(int name, CancellationToken token) => loop.CreateTask(async () =>
        {
            await semaphore.WaitAsync(token);
            _order.Add(name);
        });
    });

    [Fact]
    public void Conformance_47_Release_in_the_turn_of_a_cancellation_reaches_the_next() => OnLoop.Run(async loop =>
    {
        AsyncSemaphore semaphore = AsyncSemaphore.Unbounded(0);
        using var source = new CancellationTokenSource();
        Task one = loop.CreateTask(async () => await semaphore.WaitAsync(source.Token));
        Task two = loop.CreateTask(async () => await semaphore.WaitAsync());
        await OnLoop.Settle();
        source.Cancel();
        semaphore.Release();
        await two;
        await OnLoop.ThrowsCanceled(one, source.Token);
        Assert.Equal("AsyncSemaphore [locked]", semaphore.ToString());
    });

    [Fact]
    public void Conformance_48_Permit_that_meets_a_cancellation_comes_back() => OnLoop.Run(async loop =>
    {
        var semaphore = new AsyncSemaphore(1);
        using var source = new CancellationTokenSource();
        AsyncSemaphore.Releaser first = await semaphore.EnterAsync();
        Task second = loop.CreateTask(async () =>
        {
            using (await semaphore.EnterAsync(source.Token))
                _order.Add(2);
        });
        await OnLoop.Settle();
        first.Dispose();
        source.Cancel();
        await OnLoop.ThrowsCanceled(second, source.Token);
        Assert.Empty(_order);
        Assert.True(semaphore.WaitAsync().IsCompletedSuccessfully);
    });

    [Fact]
    public async Task Conformance_49_Release_over_the_maximum_throws_and_changes_nothing()
    {
        var semaphore = new AsyncSemaphore(2);
        var exception = Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
        Assert.Contains("over its maximum of 2", exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, semaphore.CurrentCount);
        await semaphore.WaitAsync();
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release(2));
        Assert.Equal(1, semaphore.CurrentCount);
    }

    [Fact]
    public async Task Conformance_50_Released_without_waiters_it_is_not_exhausted()
    {
        var semaphore = new AsyncSemaphore();
        await semaphore.WaitAsync();
        semaphore.Release();
        Assert.Equal(1, semaphore.CurrentCount);
    }

    [Fact]
    public void Conformance_51_A_releaser_cannot_overtake_who_queued() => OnLoop.Run(async loop =>
    {
        var semaphore = new AsyncSemaphore(1);
        await Task.WhenAll(Twice(1), Twice(2), Twice(3));
        Assert.Equal([1, 2, 3, 1, 2, 3], _order);

        Task Twice(int name) => loop.CreateTask(async () =>
        {
            for (int round = 0; round < 2; round++)
            {
                using (await semaphore.EnterAsync())
                {
                    _order.Add(name);
                    await loop.Delay(TimeSpan.FromSeconds(1));
                }
            }
        });
    });

    [Fact]
    public void Conformance_52_Who_releases_and_waits_again_goes_to_the_end() => OnLoop.Run(async loop =>
    {
        AsyncSemaphore semaphore = AsyncSemaphore.Unbounded(1);
        Task one = loop.CreateTask(async () =>
        {
            await semaphore.WaitAsync();
            _order.Add(1);
        });
        Task two = loop.CreateTask(async () =>
        {
            await semaphore.WaitAsync();
            _order.Add(2);
            semaphore.Release();
            await semaphore.WaitAsync();
            _order.Add(4);
        });
        Task three = loop.CreateTask(async () =>
        {
            await semaphore.WaitAsync();
            _order.Add(3);
        });
        await OnLoop.Settle();
        Assert.Equal([1], _order);
        semaphore.Release();
        semaphore.Release();
        await Task.WhenAll(one, two, three);

        // The permits went to 2 and 3 at once, so when 2 comes again nobody is queued: only this much is left of asyncio's 1, 2, 3, 4.
        Assert.Equal([1, 2], _order.Take(2));
        Assert.Equal([3, 4], _order.Skip(2).Order());
    });

    [Fact]
    public void Conformance_53_After_a_cancellation_the_others_keep_their_order() => OnLoop.Run(async loop =>
    {
        AsyncSemaphore semaphore = AsyncSemaphore.Unbounded(0);
        using var source = new CancellationTokenSource();
        Task one = Wait(1, source.Token), two = Wait(2, default), three = Wait(3, default);
        await OnLoop.Settle();
        source.Cancel();
        semaphore.Release();
        semaphore.Release();
        await Task.WhenAll(two, three);
        await OnLoop.ThrowsCanceled(one, source.Token);
        Assert.Equal([2, 3], _order);

        Task Wait(int name, CancellationToken token) => loop.CreateTask(async () =>
        {
            await semaphore.WaitAsync(token);
            _order.Add(name);
        });
    });

    [Fact]
    public void Conformance_54_Waiters_are_served_before_newcomers() => OnLoop.Run(async loop =>
    {
        AsyncSemaphore semaphore = AsyncSemaphore.Unbounded(0);
        Task? four = null;
        Task one = loop.CreateTask(async () =>
        {
            await semaphore.WaitAsync();
            _order.Add(1);
            four = loop.CreateTask(async () =>
            {
                await semaphore.WaitAsync();
                _order.Add(4);
            });
        });
        await OnLoop.Settle();
        Task two = loop.CreateTask(async () =>
        {
            semaphore.Release();
            semaphore.Release();
            semaphore.Release();
            await Task.Yield(); // with direct hand-over a permit is free by now: only who queued is sure to come first
            await semaphore.WaitAsync();
            _order.Add(2);
        });
        Task three = loop.CreateTask(async () =>
        {
            await Task.Yield();
            await semaphore.WaitAsync();
            _order.Add(3);
        });
        await Task.WhenAll(one, two, three);
        semaphore.Release();
        await four!;
        Assert.Equal([1, 2, 3, 4], _order);
    });

    [Fact]
    public async Task Releaser_disposed_twice_gives_back_one_permit()
    {
        var semaphore = new AsyncSemaphore(2);
        AsyncSemaphore.Releaser first = await semaphore.EnterAsync(), second = await semaphore.EnterAsync();
        AsyncSemaphore.Releaser copy = first;
        first.Dispose();
        first.Dispose();
        copy.Dispose();
        Assert.Equal(1, semaphore.CurrentCount);
        using (await semaphore.EnterAsync())
        {
            copy.Dispose(); // its permit object is in use again
            Assert.Equal(0, semaphore.CurrentCount);
        }

        second.Dispose();
        default(AsyncSemaphore.Releaser).Dispose();
        Assert.Equal(2, semaphore.CurrentCount);
    }

    [Fact]
    public async Task Every_form_of_waiting_is_served()
    {
        var semaphore = new AsyncSemaphore(1);
        Assert.True(semaphore.TryEnter(out AsyncSemaphore.Releaser held));
        Assert.False(semaphore.TryEnter(out _));
        Assert.False(await semaphore.TryWaitAsync(TimeSpan.FromMilliseconds(1)).WithinLimit());
        Assert.False((await semaphore.TryEnterAsync(TimeSpan.FromMilliseconds(1)).WithinLimit()).Acquired);
        Assert.False(semaphore.TryWait(TimeSpan.FromMilliseconds(1)));
        Task blocked = Guard.OnThread(() => semaphore.Enter().Dispose());
        Guard.Until(() => semaphore.ToString().EndsWith("waiters:1]", StringComparison.Ordinal));
        ValueTask<Attempt<AsyncSemaphore.Releaser>> timed = semaphore.TryEnterAsync(TimeSpan.FromHours(1));
        held.Dispose();
        await blocked.WithinLimit();
        (await timed.WithinLimit()).Dispose();
        Assert.Equal("AsyncSemaphore [unlocked, value:1]", semaphore.ToString());
    }

    [Fact]
    public void Contended_wait_allocates_nothing()
    {
        var semaphore = new AsyncSemaphore(1);
        for (int i = 0; i < 1_000; i++)
            Contend();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            Contend();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Contend()
        {
            AsyncSemaphore.Releaser held = semaphore.Enter();
            ValueTask<AsyncSemaphore.Releaser> waiting = semaphore.EnterAsync();
            held.Dispose();
#pragma warning disable CA2012 // it is completed by now
            waiting.GetAwaiter().GetResult().Dispose();
#pragma warning restore CA2012
        }
    }
}
