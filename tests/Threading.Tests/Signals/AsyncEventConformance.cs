namespace AsyncRace.Threading.Tests;

/// <summary>Section B of asyncio's contract.</summary>
public sealed class AsyncEventConformance
{
    private readonly AsyncManualResetEvent _event = new();

    [Fact]
    public async Task Conformance_13_Text_tells_the_state_and_the_waiters()
    {
        Assert.EndsWith("[unset]", _event.ToString(), StringComparison.Ordinal);
        _event.Set();
        Assert.EndsWith("[set]", _event.ToString(), StringComparison.Ordinal);
        _event.Reset();
        Task waiter = _event.WaitAsync().AsTask();
        Assert.EndsWith("[unset, waiters:1]", _event.ToString(), StringComparison.Ordinal);
        _event.Set();
        await waiter.WithinLimit();
    }

    [Fact]
    public void Conformance_14_Set_resumes_all_in_order() => OnLoop.Run(async loop =>
    {
        var order = new List<int>();
        Task<bool> one = loop.CreateTask(() => Wait(1)), two = loop.CreateTask(() => Wait(2));
        await OnLoop.Settle();
        Assert.Empty(order);
        Task<bool> three = loop.CreateTask(() => Wait(3));
        _event.Set();
        await Task.Yield();
        Assert.Equal([3, 1, 2], order);
        Assert.True(await one && await two && await three);

        async Task<bool> Wait(int name)
        {
            bool result = await _event.TryWaitAsync(Timeout.InfiniteTimeSpan);
            order.Add(name);
            return result;
        }
    });

    [Fact]
    public void Conformance_15_Wait_on_a_set_event_ends_at_once()
    {
        _event.Set();
        Assert.True(_event.WaitAsync().IsCompletedSuccessfully);
        ValueTask<bool> timed = _event.TryWaitAsync(TimeSpan.Zero);
        Assert.True(timed is { IsCompletedSuccessfully: true, Result: true });
    }

    [Fact]
    public async Task Conformance_16_Cancelled_waiter_leaves_the_queue()
    {
        using var source = new CancellationTokenSource();
        Task waiter = _event.WaitAsync(source.Token).AsTask();
        source.Cancel();
        await Guard.ThrowsCanceled(waiter, source.Token);
        Assert.EndsWith("[unset]", _event.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Conformance_17_Reset_undoes_set()
    {
        Assert.False(_event.IsSet);
        _event.Set();
        Assert.True(_event.IsSet);
        _event.Reset();
        Assert.False(_event.IsSet);
    }

    [Fact]
    public void Conformance_18_Set_and_reset_at_once_still_resume_who_waited() => OnLoop.Run(async loop =>
    {
        int resumed = 0;
        Task<bool> waiter = loop.CreateTask(async () =>
        {
            bool result = await _event.TryWaitAsync(Timeout.InfiniteTimeSpan);
            resumed++;
            return result;
        });
        await OnLoop.Settle();
        _event.Set();
        Assert.True(_event.IsSet);
        _event.Reset();
        Assert.False(_event.IsSet);
        _event.Set();
        _event.Set();
        Assert.True(_event.IsSet);
        await OnLoop.Settle();
        Assert.True(await waiter);
        Assert.Equal(1, resumed);
        Assert.EndsWith("[set]", _event.ToString(), StringComparison.Ordinal);
    });
}
