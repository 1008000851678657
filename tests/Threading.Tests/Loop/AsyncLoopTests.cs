using System.Diagnostics;

namespace AsyncRace.Threading.Tests;

public sealed class AsyncLoopTests
{
    [Fact]
    public void Hour_of_timers_takes_no_time_on_virtual_time()
    {
        using AsyncLoop loop = AsyncLoop.WithVirtualTime(new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero));
        var ticks = new List<TimeSpan>();
        long start = Stopwatch.GetTimestamp();
        loop.RunUntilComplete(async () =>
        {
            for (int i = 0; i < 3_600; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
                ticks.Add(loop.Time);
            }
        });
        Assert.Equal(Enumerable.Range(1, 3_600).Select(second => TimeSpan.FromSeconds(second)), ticks);
        Assert.Equal(new DateTimeOffset(2024, 2, 29, 13, 0, 0, TimeSpan.Zero), loop.TimeProvider.GetUtcNow());
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Timeouts_of_the_companion_types_follow_the_loops_clock() => OnLoop.Run(async loop =>
    {
        var gate = new AsyncLock();
        using (await gate.LockAsync())
        {
            Assert.False((await gate.TryLockAsync(TimeSpan.FromDays(1))).Acquired);
            Assert.Equal(TimeSpan.FromDays(1), loop.Time);
            ValueTask<Attempt<AsyncLock.Releaser>> cancelled = gate.TryLockAsync(TimeSpan.FromDays(2), new CancellationTokenSource(0).Token);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
        }

        await loop.Delay(TimeSpan.FromDays(3));
        Assert.Equal("AsyncLock [unlocked]", gate.ToString());
    });

    [Fact]
    public void Periodic_timer_ticks_on_the_loops_clock() => OnLoop.Run(async loop =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(5), loop.TimeProvider);
        Assert.True(await timer.WaitForNextTickAsync() && await timer.WaitForNextTickAsync());
        Assert.Equal(TimeSpan.FromMinutes(10), loop.Time);
    });

    [Fact]
    public void Virtual_time_waits_for_the_executor() => OnLoop.Run(async loop =>
    {
        Task hour = loop.Delay(TimeSpan.FromHours(1));
        await loop.RunInExecutor(() => Thread.Sleep(20));
        Assert.Equal(TimeSpan.Zero, loop.Time);
        await hour;
    });

    [Fact]
    public void Created_task_starts_in_the_next_turn() => OnLoop.Run(async loop =>
    {
        bool started = false;
        Task task = loop.CreateTask(() =>
        {
            started = true;
            return Task.CompletedTask;
        });
        Assert.False(started);
        await task;
        Assert.True(started);
    });

    [Fact]
    public void Slow_callback_is_reported_in_debug_mode()
    {
        var incidents = new List<LoopIncident>();
        using var loop = new AsyncLoop { Debug = true, SlowCallbackDuration = TimeSpan.FromMilliseconds(1), IncidentHandler = incidents.Add };
        loop.CallSoon(() => Thread.Sleep(5));
        loop.Stop();
        loop.RunForever();
        Assert.Contains("kept the loop", Assert.Single(incidents).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Task_that_ignores_its_cancellation_is_left_alone_when_the_loop_is_closed()
    {
        var incidents = new List<LoopIncident>();
        var loop = new AsyncLoop { CloseTimeout = TimeSpan.FromMilliseconds(20), IncidentHandler = incidents.Add };
        var never = new TaskCompletionSource();
        Task task = loop.CreateTask(() => never.Task);
        loop.Close();
        Assert.Contains("did not end", Assert.Single(incidents).Message, StringComparison.Ordinal);
        never.SetResult();
        Guard.Until(() => task.IsCompleted);
    }

    [Fact]
    public void Task_started_while_the_loop_is_closed_is_awaited_too()
    {
        var loop = new AsyncLoop();
        bool ended = false;
        loop.CreateTask(async token =>
        {
            try
            {
                await loop.Delay(TimeSpan.FromHours(1), token);
            }
            finally
            {
                _ = loop.CreateTask(async () =>
                {
                    await Task.Yield();
                    ended = true;
                });
            }
        });
        loop.Close();
        Assert.True(ended);
    }

    [Fact]
    public void Turn_allocates_nothing() => OnLoop.Run(async loop =>
    {
        for (int i = 0; i < 1_000; i++)
            await Task.Yield();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            await Task.Yield();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    });

    [Fact]
    public void Loop_local_has_one_value_per_loop_and_none_elsewhere()
    {
        int made = 0;
        var local = new LoopLocal<string>(() => $"{++made} of {AsyncLoop.Current!.Name}");
        Assert.Contains("no event loop is running", Assert.Throws<InvalidOperationException>(() => local.Value).Message, StringComparison.Ordinal);
        using var first = new AsyncLoop("first");
        using var second = new AsyncLoop("second");
        foreach ((AsyncLoop loop, string expected) in new[] { (first, "1 of first"), (second, "2 of second"), (first, "1 of first") })
        {
            Assert.Equal(expected, loop.RunUntilComplete(async () =>
            {
                await Task.Yield();
                _ = local.Value;
                Assert.True(local.IsValueCreated);
                return local.Value;
            }));
        }

        Assert.Equal(2, made);
    }
}
