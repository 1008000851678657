namespace AsyncRace.Threading.Tests;

/// <summary>
/// Every member that hands out a value task, and every way to handle one wrongly: the wrong caller gets an exception or waits, and the primitive
/// serves the next as if nothing had happened.
/// </summary>
public sealed class ValueTaskMisuseTests
{
    public static TheoryData<string> Members => [.. MisusedType.All.Keys];

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Awaited_again_after_its_end_it_throws_and_takes_nothing(string member)
    {
        MisusedType type = MisusedType.All[member]();
        type.Occupy();
        PendingWait once = type.Begin();
        type.Grant();
        await once.AwaitAsync().WithinLimit();
        type.AssertIdle();
        await AssertRefused(type, once.AwaitAsync);

        // What was behind it is in use again, by a wait that the old value task must not be able to take or to end.
        type.Occupy();
        PendingWait next = type.Begin();
        Task ended = next.AwaitAsync();
        if (!type.IsTask)
        {
            await AssertRefused(type, once.AwaitAsync);
            Assert.Throws<InvalidOperationException>(once.GetResult);
        }

        Assert.False(ended.IsCompleted);
        type.Grant();
        await ended.WithinLimit();
        type.AssertIdle();
    }

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Awaited_by_two_it_goes_to_the_first(string member)
    {
        MisusedType type = MisusedType.All[member]();
        for (int round = 0; round < 3; round++)
        {
            type.Occupy();
            PendingWait pending = type.Begin();
            Task first = pending.AwaitAsync();
            if (!type.IsTask)
            {
                await AssertRefused(type, pending.AwaitAsync);
                Assert.Throws<InvalidOperationException>(pending.GetResult);
            }

            Task second = type.IsTask ? pending.AwaitAsync() : Task.CompletedTask;
            Assert.False(first.IsCompleted);
            type.Grant();
            await Task.WhenAll(first, second).WithinLimit();
            type.AssertIdle();
        }
    }

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Its_result_asked_for_too_early_it_blocks_or_throws(string member)
    {
        MisusedType type = MisusedType.All[member]();
        for (int round = 0; round < 3; round++)
        {
            type.Occupy();
            PendingWait pending = type.Begin();
            Exception? exception = null;
            var asking = new Thread(() => exception = Record.Exception(pending.GetResult));
            asking.Start();
            Guard.Until(() => !asking.IsAlive || (asking.ThreadState & ThreadState.WaitSleepJoin) != 0);
            type.Grant();
            Assert.True(asking.Join(Guard.Limit));
            if (exception is not null)
            {
                Assert.IsType<InvalidOperationException>(exception);
                await pending.AwaitAsync().WithinLimit();
            }

            type.AssertIdle();
        }
    }

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Made_a_task_it_is_nobody_elses(string member)
    {
        MisusedType type = MisusedType.All[member]();
        type.Occupy();
        PendingWait pending = type.Begin();
        Task task = pending.AsTask();
        if (!type.IsTask)
        {
            Assert.Throws<InvalidOperationException>(() => { _ = pending.AsTask(); });
            await AssertRefused(type, pending.AwaitAsync);
        }

        type.Grant();
        await Task.WhenAll(task.WithinLimit(), task.WithinLimit()); // the task may be awaited as often as one likes
        pending.Leave(task);
        type.AssertIdle();
        if (!type.IsTask)
            Assert.Throws<InvalidOperationException>(() => { _ = pending.AsTask(); });
    }

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Never_awaited_and_cancelled_it_keeps_nobody_waiting(string member)
    {
        MisusedType type = MisusedType.All[member]();
        if (!type.CanBeAbandoned)
            return;
        for (int round = 0; round < 3; round++)
        {
            using var source = new CancellationTokenSource();
            type.Occupy();
            type.Begin(source.Token);
            Task behind = type.Begin().AwaitAsync();
            source.Cancel();
            type.Grant();
            await behind.WithinLimit();
            type.AssertIdle();
        }
    }

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Raced_for_by_two_threads_it_goes_to_one(string member)
    {
        MisusedType type = MisusedType.All[member]();
        if (type.IsTask)
            return;
        for (int round = 0; round < 20; round++)
        {
            type.Occupy();
            PendingWait pending = type.Begin();
            using var start = new Barrier(3);
            Task[] racers = [Guard.OnThread(() => Race(pending.GetResult)), Guard.OnThread(() => Race(() => pending.AwaitAsync().GetAwaiter().GetResult()))];
            Assert.True(start.SignalAndWait(Guard.Limit));
            type.Grant();
            Exception?[] exceptions = [.. await Task.WhenAll(racers.Select(racer => Record.ExceptionAsync(() => racer.WithinLimit())))];
            Assert.IsType<InvalidOperationException>(Assert.Single(exceptions, exception => exception is not null));
            type.AssertIdle();

            void Race(Action take)
            {
                start.SignalAndWait();
                take();
            }
        }
    }

    [Fact]
    public void Granted_and_never_awaited_it_costs_what_it_was_granted_and_no_more()
    {
        var semaphore = new AsyncSemaphore(2);
        semaphore.Wait();
        semaphore.Wait();
        AbandonAWait(semaphore);
        semaphore.Release();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal("AsyncSemaphore [locked]", semaphore.ToString());
        for (int i = 0; i < 3; i++)
        {
            semaphore.Release();
            Assert.True(semaphore.TryWait());
        }

        Assert.False(semaphore.TryWait());
    }

    private static void AbandonAWait(AsyncSemaphore semaphore)
    {
#pragma warning disable CA2012 // what is tested here
        _ = semaphore.WaitAsync();
#pragma warning restore CA2012
    }

    private static async Task AssertRefused(MisusedType type, Func<Task> again)
    {
        if (!type.IsTask)
            await Assert.ThrowsAsync<InvalidOperationException>(() => again().WithinLimit());
    }
}
