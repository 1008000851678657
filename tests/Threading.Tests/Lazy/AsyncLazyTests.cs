namespace AsyncRace.Threading.Tests;

public sealed class AsyncLazyTests
{
    private int _executions;

    [Fact]
    public async Task Many_awaits_one_execution()
    {
        var proceed = new TaskCompletionSource();
        var lazy = new AsyncLazy<int>(async () =>
        {
            await proceed.Task;
            return Interlocked.Increment(ref _executions);
        });
        Assert.False(lazy.IsStarted);
        Assert.Equal("AsyncLazy [not started]", lazy.ToString());
        Task<int>[] all = [.. Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await lazy))];
        Guard.Until(() => lazy.IsStarted);
        Assert.False(lazy.IsValueCreated);
        Assert.Equal("AsyncLazy [running]", lazy.ToString());
        proceed.SetResult();
        Assert.All(await Task.WhenAll(all).WithinLimit(), value => Assert.Equal(1, value));
        Assert.True(lazy.IsValueCreated);
        Assert.Equal("AsyncLazy [created: 1]", lazy.ToString());
    }

    [Theory]
    [InlineData(AsyncLazyFailure.Retry, 2)]
    [InlineData(AsyncLazyFailure.Keep, 1)]
    public async Task Failure_is_forgotten_or_kept(AsyncLazyFailure policy, int executions)
    {
        var lazy = new AsyncLazy<int>(() => ++_executions == 1 ? throw new FormatException() : Task.FromResult(_executions), policy);
        await Assert.ThrowsAsync<FormatException>(async () => await lazy);
        if (policy == AsyncLazyFailure.Retry)
            Assert.Equal(2, await lazy);
        else
            await Assert.ThrowsAsync<FormatException>(async () => await lazy);
        Assert.Equal(executions, _executions);
        lazy.Reset();
        Assert.Equal(executions + 1, await lazy);
    }

    [Fact]
    public async Task Cancelled_execution_is_tried_again_and_its_token_is_told()
    {
        var token = new CancellationToken(canceled: true);
        var lazy = new AsyncLazy<int>(() => ++_executions == 1 ? Task.FromCanceled<int>(token) : Task.FromResult(7));
        await Guard.ThrowsCanceled(lazy.GetValueAsync(), token);
        Assert.Equal(7, await lazy);
    }

    [Fact]
    public async Task Caller_that_gives_up_does_not_end_the_execution()
    {
        var proceed = new TaskCompletionSource<int>();
        var lazy = new AsyncLazy<int>(() => proceed.Task);
        using var source = new CancellationTokenSource();
        Task<int> patient = lazy.GetValueAsync(), impatient = lazy.GetValueAsync(source.Token);
        source.Cancel();
        await Guard.ThrowsCanceled(impatient, source.Token);
        await Guard.ThrowsCanceled(lazy.GetValueAsync(source.Token), source.Token);
        proceed.SetResult(3);
        Assert.Equal(3, await patient.WithinLimit());
    }

    [Fact]
    public async Task Reset_leaves_a_running_execution_to_who_awaits_it()
    {
        var first = new TaskCompletionSource<int>();
        var lazy = new AsyncLazy<int>(() => ++_executions == 1 ? first.Task : Task.FromResult(2));
        lazy.Start();
        Task<int> early = lazy.GetValueAsync();
        lazy.Reset();
        Assert.Equal(2, await lazy);
        first.SetException(new FormatException());
        await Assert.ThrowsAsync<FormatException>(() => early);
        Assert.Equal(2, await lazy);
    }
}
