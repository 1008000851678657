namespace AsyncRace.Threading.Tests;

/// <summary>Section C of asyncio's contract.</summary>
public sealed class AsyncConditionConformance
{
    private readonly AsyncCondition _condition = new();
    private readonly List<int> _resumed = [];

    [Fact]
    public void Conformance_19_Notified_waiter_resumes_when_the_lock_is_free_and_holds_it() => OnLoop.Run(async loop =>
    {
        await ParkAsync(loop, 3);
        Assert.False(_condition.Lock.IsHeld);
        await _condition.Lock.AcquireAsync();
        _condition.Notify();
        await OnLoop.Settle();
        Assert.Empty(_resumed);
        _condition.Lock.Release();
        await OnLoop.Settle();
        Assert.Equal([1], _resumed);
        Assert.True(_condition.Lock.IsHeld);
        _condition.Lock.Release();
    });

    [Fact]
    public void Conformance_20_Notified_waiters_resume_one_per_release() => OnLoop.Run(async loop =>
    {
        await ParkAsync(loop, 3);
        await _condition.Lock.AcquireAsync();
        _condition.Notify();
        _condition.Lock.Release();
        await OnLoop.Settle();
        Assert.Equal([1], _resumed);
        _condition.Notify(2);
        _condition.Lock.Release();
        await OnLoop.Settle();
        Assert.Equal([1, 2], _resumed);
        Assert.True(_condition.Lock.IsHeld);
        _condition.Lock.Release();
        await OnLoop.Settle();
        Assert.Equal([1, 2, 3], _resumed);
        Assert.True(_condition.Lock.IsHeld);
    });

    [Fact]
    public async Task Conformance_21_Cancelled_wait_throws_with_the_lock_held_again()
    {
        using var source = new CancellationTokenSource();
        AsyncLock.Releaser held = await _condition.LockAsync();
        Task wait = _condition.WaitAsync(source.Token).AsTask();
        Assert.Equal("AsyncCondition [unlocked, waiters:1]", _condition.ToString());
        source.Cancel();
        await Guard.ThrowsCanceled(wait, source.Token);
        Assert.Equal("AsyncCondition [locked]", _condition.ToString());
        held.Dispose(); // valid after the wait, although the lock was given up meanwhile
        Assert.Equal("AsyncCondition [unlocked]", _condition.ToString());
    }

    [Fact]
    public void Conformance_22_Waiter_notified_and_cancelled_while_contested_ends_with_the_lock() => OnLoop.Run(async loop =>
    {
        using var source = new CancellationTokenSource();
        Task wait = loop.CreateTask(async () =>
        {
            await _condition.Lock.AcquireAsync();
            await _condition.WaitAsync(source.Token);
        });
        await OnLoop.Settle();
        await _condition.Lock.AcquireAsync();
        _condition.Notify();
        await OnLoop.Settle();
        source.Cancel();
        await OnLoop.Settle();
        Assert.False(wait.IsCompleted);
        _condition.Lock.Release();
        await OnLoop.Settle();
        Assert.True(wait.IsCompleted);
        Assert.True(_condition.Lock.IsHeld);
    });

    [Fact]
    public void Conformance_23_Waiter_cancelled_after_the_notification_throws_once_it_has_the_lock() => OnLoop.Run(async loop =>
    {
        using var source = new CancellationTokenSource();
        Task wait = loop.CreateTask(async () =>
        {
            using (await _condition.LockAsync())
            {
                try
                {
                    await _condition.WaitAsync(source.Token);
                }
                finally
                {
                    Assert.True(_condition.Lock.IsHeld);
                }
            }
        });
        await OnLoop.Settle();
        using (await _condition.LockAsync())
        {
            _condition.Notify();
            source.Cancel();
            await OnLoop.Settle();
            Assert.False(wait.IsCompleted);
        }

        await OnLoop.ThrowsCanceled(wait, source.Token);
        Assert.False(_condition.Lock.IsHeld);
    });

    [Fact]
    public async Task Conformance_24_Waiting_without_the_lock_throws()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await _condition.WaitAsync());
        Assert.StartsWith("The condition's lock is not held", exception.Message, StringComparison.Ordinal);
        Assert.Equal("AsyncCondition [unlocked]", _condition.ToString());
    }

    [Fact]
    public void Conformance_25_Waiting_for_a_predicate_ends_when_it_holds() => OnLoop.Run(async loop =>
    {
        bool ready = false;
        Task wait = loop.CreateTask(async () =>
        {
            using (await _condition.LockAsync())
            {
                await _condition.WaitUntilAsync(() => ready);
                Assert.True(_condition.Lock.IsHeld);
                _resumed.Add(1);
            }
        });
        await OnLoop.Settle();
        await NotifyAsync();
        Assert.Empty(_resumed);
        Assert.Equal("AsyncCondition [unlocked, waiters:1]", _condition.ToString());
        ready = true;
        await NotifyAsync();
        Assert.Equal([1], _resumed);
        await wait;

        async Task NotifyAsync()
        {
            using (await _condition.LockAsync())
                _condition.Notify();
            await OnLoop.Settle();
        }
    });

    [Fact]
    public async Task Conformance_26_Predicate_that_holds_needs_no_lock_one_that_does_not_throws()
    {
        await _condition.WaitUntilAsync(() => true);
        Assert.True(await _condition.TryWaitUntilAsync(() => true, TimeSpan.Zero));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _condition.WaitUntilAsync(() => false));
    }

    [Fact]
    public void Conformance_27_Notifications_add_up_and_may_exceed_the_waiters() => OnLoop.Run(async loop =>
    {
        await ParkAndReleaseAsync(loop, 3);
        await _condition.Lock.AcquireAsync();
        _condition.Notify(1);
        _condition.Lock.Release();
        await OnLoop.Settle();
        Assert.Equal([1], _resumed);
        await _condition.Lock.AcquireAsync();
        _condition.Notify(1);
        _condition.Notify(2048);
        _condition.Lock.Release();
        await OnLoop.Settle();
        Assert.Equal([1, 2, 3], _resumed);
    });

    [Fact]
    public void Conformance_28_Notify_all_resumes_all_in_order() => OnLoop.Run(async loop =>
    {
        await ParkAndReleaseAsync(loop, 2);
        using (await _condition.LockAsync())
            _condition.NotifyAll();
        await OnLoop.Settle();
        Assert.Equal([1, 2], _resumed);
        Assert.Equal("AsyncCondition [unlocked]", _condition.ToString());
    });

    [Fact]
    public void Conformance_29_Notify_without_the_lock_throws() =>
        Assert.Throws<InvalidOperationException>(() => _condition.Notify());

    [Fact]
    public void Conformance_30_Notify_all_without_the_lock_throws() =>
        Assert.Throws<InvalidOperationException>(_condition.NotifyAll);

    [Fact]
    public void Conformance_31_Text_tells_the_state_and_the_waiters() => OnLoop.Run(async loop =>
    {
        Assert.EndsWith("[unlocked]", _condition.ToString(), StringComparison.Ordinal);
        await ParkAsync(loop, 1);
        Assert.EndsWith("[unlocked, waiters:1]", _condition.ToString(), StringComparison.Ordinal);
        await ParkAsync(loop, 1);
        Assert.EndsWith("[unlocked, waiters:2]", _condition.ToString(), StringComparison.Ordinal);
        using (await _condition.LockAsync())
            Assert.EndsWith("[locked, waiters:2]", _condition.ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public async Task Conformance_32_Scope_holds_the_lock()
    {
        using (await _condition.LockAsync())
            Assert.True(_condition.Lock.IsHeld);
        Assert.False(_condition.Lock.IsHeld);
    }

    [Fact]
    public async Task Conformance_33_Lock_and_condition_report_the_same()
    {
        foreach (AsyncCondition condition in new[] { new AsyncCondition(), new AsyncCondition(new AsyncLock()) })
        {
            AsyncLock.Releaser held = await condition.LockAsync();
            Assert.True(condition.Lock.IsHeld && condition.ToString().EndsWith("[locked]", StringComparison.Ordinal));
            held.Dispose();
            held = await condition.Lock.LockAsync();
            Assert.True(condition.Lock.IsHeld && condition.ToString().EndsWith("[locked]", StringComparison.Ordinal));
            held.Dispose();
            Assert.EndsWith("[unlocked]", condition.ToString(), StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentNullException>(() => new AsyncCondition((AsyncLock)null!));
    }

    [Fact]
    public void Conformance_34_Wait_that_times_out_has_the_lock_again() => OnLoop.Run(async loop =>
    {
        using (await _condition.LockAsync())
        {
            TimeSpan start = loop.Time;
            Assert.False(await _condition.TryWaitAsync(TimeSpan.FromSeconds(10)));
            Assert.Equal(TimeSpan.FromSeconds(10), loop.Time - start);
            Assert.Equal("AsyncCondition [locked]", _condition.ToString());
            Assert.False(await _condition.TryWaitUntilAsync(() => false, TimeSpan.FromMilliseconds(10)));
            Assert.Equal("AsyncCondition [locked]", _condition.ToString());
        }

        Assert.False(_condition.Lock.IsHeld);
    });

    [Fact]
    public async Task Conformance_35_Cancelled_wait_for_a_predicate_throws_the_callers_cancellation()
    {
        using var source = new CancellationTokenSource();
        using AsyncLock.Releaser held = await _condition.LockAsync();
        Task wait = _condition.WaitUntilAsync(() => false, source.Token).AsTask();
        source.Cancel();
        OperationCanceledException exception = await Guard.ThrowsCanceled(wait, source.Token);
        Assert.Null(exception.InnerException);
    }

    [Fact]
    public void Conformance_36_Cancelled_while_taking_the_lock_again_it_throws_the_same() => OnLoop.Run(async loop =>
    {
        using var source = new CancellationTokenSource();
        Task wait = loop.CreateTask(async () =>
        {
            using (await _condition.LockAsync())
                await _condition.WaitUntilAsync(() => false, source.Token);
        });
        await OnLoop.Settle();
        using (await _condition.LockAsync())
        {
            _condition.Notify();
            await OnLoop.Settle();
            source.Cancel();
            Assert.False(wait.IsCompleted);
        }

        await OnLoop.ThrowsCanceled(wait, source.Token);
        Assert.False(_condition.Lock.IsHeld);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Conformance_37_38_A_notification_is_never_lost_to_a_cancellation(bool whileTakingTheLock) => OnLoop.Run(async loop =>
    {
        using var source = new CancellationTokenSource();
        bool item = false;
        Task first = loop.CreateTask(() => ConsumeAsync(source.Token));
        Task second = loop.CreateTask(() => ConsumeAsync(default));
        await OnLoop.Settle();
        using (await _condition.LockAsync())
        {
            item = true;
            _condition.Notify(1);
            if (whileTakingTheLock)
                await OnLoop.Settle();
            source.Cancel();
        }

        await OnLoop.ThrowsCanceled(first, source.Token);
        await second;
        Assert.False(item);
        Assert.Equal("AsyncCondition [unlocked]", _condition.ToString());

        async Task ConsumeAsync(CancellationToken token)
        {
            using (await _condition.LockAsync(token))
            {
                await _condition.WaitUntilAsync(() => item, token);
                item = false;
            }
        }
    });

    [Fact]
    public async Task Releaser_restored_by_a_wait_is_the_only_valid_one()
    {
        AsyncLock.Releaser outer = await _condition.LockAsync();
        Task wait = _condition.WaitAsync().AsTask();
        AsyncLock.Releaser meanwhile = await _condition.LockAsync();
        _condition.Notify();
        outer.Dispose(); // not the holder now
        Assert.True(_condition.Lock.IsHeld);
        meanwhile.Dispose();
        await wait.WithinLimit();
        meanwhile.Dispose();
        Assert.Throws<InvalidOperationException>(_condition.Lock.Release);
        Assert.True(_condition.Lock.IsHeld);
        outer.Dispose();
        Assert.False(_condition.Lock.IsHeld);
        using (await _condition.LockAsync())
        {
            outer.Dispose();
            meanwhile.Dispose();
            Assert.True(_condition.Lock.IsHeld);
        }
    }

    /// <summary>Tasks that wait, and keep the lock when they have resumed.</summary>
    private async Task ParkAsync(AsyncLoop loop, int count)
    {
        for (int name = 1; name <= count; name++)
        {
            int me = name;
            _ = loop.CreateTask(async token =>
            {
                await _condition.Lock.AcquireAsync(token);
                try
                {
                    await _condition.WaitAsync(token);
                    _resumed.Add(me);
                }
                catch (OperationCanceledException)
                {
                    _condition.Lock.Release();
                }
            });
        }

        await OnLoop.Settle();
    }

    /// <summary>Tasks that wait, and release the lock when they have resumed.</summary>
    private async Task ParkAndReleaseAsync(AsyncLoop loop, int count)
    {
        for (int name = 1; name <= count; name++)
        {
            int me = name;
            _ = loop.CreateTask(async token =>
            {
                using (await _condition.LockAsync(token))
                {
                    await _condition.WaitAsync(token);
                    _resumed.Add(me);
                }
            });
        }

        await OnLoop.Settle();
    }
}
