namespace AsyncRace.Threading.Tests;

public sealed class AsyncAutoResetEventTests
{
    private readonly AsyncAutoResetEvent _event = new();

    [Fact]
    public async Task Each_signal_ends_one_wait_in_order()
    {
        Task first = _event.WaitAsync().AsTask(), second = _event.WaitAsync().AsTask();
        Assert.Equal("AsyncAutoResetEvent [unset, waiters:2]", _event.ToString());
        _event.Set();
        await first.WithinLimit();
        Assert.False(second.IsCompleted);
        _event.Set();
        await second.WithinLimit();
        Assert.False(_event.IsSet);
    }

    [Fact]
    public void Signals_that_nobody_waits_for_do_not_add_up()
    {
        _event.Set();
        _event.Set();
        Assert.True(_event.TryWait(TimeSpan.Zero));
        Assert.False(_event.TryWait(TimeSpan.Zero));
        _event.Set();
        _event.Reset();
        Assert.False(_event.TryWait(TimeSpan.Zero));
    }

    [Fact]
    public async Task Signal_that_meets_a_cancellation_goes_to_the_next()
    {
        using var source = new CancellationTokenSource();
        ValueTask first = _event.WaitAsync(source.Token);
        Task second = _event.WaitAsync().AsTask();
        _event.Set();
        source.Cancel();
        await Guard.ThrowsCanceled(first.AsTask(), source.Token);
        await second.WithinLimit();
        Assert.Equal("AsyncAutoResetEvent [unset]", _event.ToString());
    }

    [Fact]
    public async Task Blocked_threads_and_timed_waits_are_served_too()
    {
        Assert.False(await _event.TryWaitAsync(TimeSpan.FromMilliseconds(1)).WithinLimit());
        Task blocked = Guard.OnThread(() => _event.Wait());
        Guard.Until(() => _event.ToString().EndsWith("waiters:1]", StringComparison.Ordinal));
        _event.Set();
        await blocked.WithinLimit();
    }
}
