namespace AsyncRace.Threading.Tests;

/// <summary>Section A of asyncio's contract: each test carries the number of its line.</summary>
public sealed class AsyncLockConformance
{
    private readonly AsyncLock _lock = new();
    private readonly List<int> _order = [];

    [Fact]
    public async Task Conformance_01_Text_tells_the_state_and_the_waiters()
    {
        Assert.EndsWith("[unlocked]", _lock.ToString(), StringComparison.Ordinal);
        using (await _lock.LockAsync())
        {
            Assert.EndsWith("[locked]", _lock.ToString(), StringComparison.Ordinal);
            Task first = Acquire(1), second = Acquire(2);
            Assert.EndsWith("[locked, waiters:2]", _lock.ToString(), StringComparison.Ordinal);
            Assert.False(first.IsCompleted || second.IsCompleted);
        }
    }

    [Fact]
    public void Conformance_02_The_lock_itself_cannot_be_awaited() =>
        Assert.DoesNotContain(typeof(AsyncLock).GetMethods(), method => method.Name == "GetAwaiter");

    [Fact]
    public void Conformance_03_Constructors_need_no_loop()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        Assert.False(new AsyncLock().IsHeld);
        Assert.Contains(typeof(AsyncLock).GetConstructors(), constructor => constructor.GetParameters() is []);
    }

    [Fact]
    public async Task Conformance_04_Only_the_releaser_is_disposable()
    {
        Assert.False(typeof(IDisposable).IsAssignableFrom(typeof(AsyncLock)));
        Assert.False(typeof(IAsyncDisposable).IsAssignableFrom(typeof(AsyncLock)));
        Assert.DoesNotContain(typeof(AsyncLock).GetMethods(), method => method.Name is "Dispose" or "DisposeAsync");
        Assert.IsAssignableFrom<IDisposable>(await _lock.LockAsync());
    }

    [Fact]
    public async Task Conformance_05_Each_release_admits_the_next_in_order()
    {
        await _lock.AcquireAsync();
        Task first = Acquire(1), second = Acquire(2);
        _lock.Release();
        await first.WithinLimit();
        Assert.Equal([1], _order);
        Assert.False(second.IsCompleted);

        Task third = Acquire(3);
        _lock.Release();
        await second.WithinLimit();
        _lock.Release();
        await third.WithinLimit();
        Assert.Equal([1, 2, 3], _order);
        Assert.True(_lock.IsHeld);
    }

    [Fact]
    public async Task Conformance_06_Cancelled_waiter_leaves_the_queue()
    {
        using var source = new CancellationTokenSource();
        using var held = await _lock.LockAsync();
        Task waiter = _lock.LockAsync(source.Token).AsTask();
        source.Cancel();
        await Guard.ThrowsCanceled(waiter, source.Token);
        Assert.EndsWith("[locked]", _lock.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Conformance_07_Release_and_cancel_in_one_turn(bool releaseFirst)
    {
        using var source = new CancellationTokenSource();
        AsyncLock.Releaser a = await _lock.LockAsync();
        ValueTask<AsyncLock.Releaser> b = _lock.LockAsync(source.Token);
        Task c = AcquireAndRelease(3);
        if (releaseFirst)
        {
            a.Dispose();
            source.Cancel();
        }
        else
        {
            source.Cancel();
            a.Dispose();
        }

        await Guard.ThrowsCanceled(b.AsTask(), source.Token);
        await c.WithinLimit();
        Assert.Equal([3], _order);
        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public async Task Conformance_08_First_cancelled_and_lock_released_at_once_admits_the_second_only()
    {
        using var source = new CancellationTokenSource();
        using var third = new CancellationTokenSource();
        await _lock.AcquireAsync();
        Task one = Acquire(1, source.Token), two = Acquire(2), three = Acquire(3, third.Token);
        source.Cancel();
        _lock.Release();
        await Guard.ThrowsCanceled(one, source.Token);
        await two.WithinLimit();
        Assert.False(three.IsCompleted);
        third.Cancel();
        await Guard.ThrowsCanceled(three, third.Token);
        Assert.Equal([2], _order);
        Assert.True(_lock.IsHeld);
    }

    [Fact]
    public async Task Conformance_09_A_wakeup_that_meets_a_cancellation_is_passed_on()
    {
        using var source = new CancellationTokenSource();
        await _lock.AcquireAsync();
        ValueTask b = _lock.AcquireAsync(source.Token);
        Task c = Acquire(3);
        _lock.Release(); // b has it, but has not run
        source.Cancel();
        Assert.False(c.IsCompleted);
        await Guard.ThrowsCanceled(b.AsTask(), source.Token);
        await c.WithinLimit();
        Assert.Equal("AsyncLock [locked]", _lock.ToString());
    }

    [Fact]
    public void Conformance_10_Releasing_an_unlocked_lock_throws_and_changes_nothing()
    {
        var exception = Assert.Throws<InvalidOperationException>(_lock.Release);
        Assert.StartsWith("The lock is not held", exception.Message, StringComparison.Ordinal);
        Assert.False(_lock.IsHeld);
        Assert.True(_lock.TryLock(out AsyncLock.Releaser releaser));
        releaser.Dispose();
    }

    [Fact]
    public async Task Conformance_11_Released_without_waiters_it_is_free_at_once()
    {
        await _lock.AcquireAsync();
        _lock.Release();
        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public async Task Conformance_12_Scope_holds_the_lock_also_when_the_block_throws()
    {
        using (await _lock.LockAsync())
            Assert.True(_lock.IsHeld);
        Assert.False(_lock.IsHeld);

        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            using (await _lock.LockAsync())
            {
                Assert.True(_lock.IsHeld);
                throw new FormatException();
            }
        });
        Assert.False(_lock.IsHeld);
    }

    private async Task Acquire(int name, CancellationToken token = default)
    {
        await _lock.AcquireAsync(token);
        _order.Add(name);
    }

    private async Task AcquireAndRelease(int name)
    {
        using (await _lock.LockAsync())
            _order.Add(name);
    }
}
