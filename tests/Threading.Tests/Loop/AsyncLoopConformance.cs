namespace AsyncRace.Threading.Tests;

/// <summary>Section K of asyncio's contract.</summary>
public sealed class AsyncLoopConformance
{
    private readonly List<string> _order = [];

    [Fact]
    public void Conformance_123_Callbacks_run_once_in_order()
    {
        using var loop = new AsyncLoop();
        loop.CallSoon(() => _order.Add("a"));
        loop.CallSoon(() => _order.Add("b"));
        RunTurns(loop, 3);
        Assert.Equal(["a", "b"], _order);
    }

    [Fact]
    public void Conformance_124_What_a_callback_adds_runs_in_the_next_turn()
    {
        using var loop = new AsyncLoop();
        loop.CallSoon(() =>
        {
            _order.Add("first");
            loop.CallSoon(() => _order.Add("added"));
        });
        loop.CallSoon(() => _order.Add("second"));
        RunTurns(loop, 1);
        Assert.Equal(["first", "second"], _order);
        RunTurns(loop, 1);
        Assert.Equal(["first", "second", "added"], _order);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Conformance_125_Delayed_callbacks_run_once_when_due_in_order(bool isVirtual)
    {
        using AsyncLoop loop = isVirtual ? AsyncLoop.WithVirtualTime() : new AsyncLoop();
        TimeSpan start = loop.Time, ran = default;

        // Between two of these calls the clock may go on by any time: by less than what sets the delays apart, though.
        loop.CallLater(TimeSpan.FromHours(-1), () => _order.Add("second"));
        loop.CallLater(TimeSpan.FromHours(-2), () => _order.Add("first"));
        loop.CallLater(TimeSpan.FromMilliseconds(10), () => _order.Add("third"));
        loop.CallLater(TimeSpan.FromMilliseconds(20), () =>
        {
            _order.Add("last");
            ran = loop.Time;
            loop.Stop();
        });
        loop.RunForever();
        Assert.Equal(["first", "second", "third", "last"], _order);
        Assert.True(ran - start >= TimeSpan.FromMilliseconds(20));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Conformance_126_Callback_at_a_time_runs_not_before(bool isVirtual)
    {
        using AsyncLoop loop = isVirtual ? AsyncLoop.WithVirtualTime() : new AsyncLoop();
        TimeSpan due = loop.Time + TimeSpan.FromMilliseconds(15), ran = default;
        TimeSpan last = loop.Time;
        loop.CallAt(due, () =>
        {
            ran = loop.Time;
            loop.Stop();
        });
        loop.CallAt(due, () => _order.Add("same time, but made second"));
        loop.RunForever();
        Assert.True(ran >= due && loop.Time >= last);
        Assert.Single(_order);
    }

    [Fact]
    public void Conformance_127_Cancelled_callbacks_never_run_and_leave_nothing_behind()
    {
        using AsyncLoop loop = AsyncLoop.WithVirtualTime();
        LoopHandle soon = loop.CallSoon(() => _order.Add("never"));
        soon.Cancel();
        Assert.True(soon.IsCancelled);
        var timers = Enumerable.Range(1, 1_000).Select(i => loop.CallLater(TimeSpan.FromSeconds(i), () => _order.Add("never"))).ToList();
        LoopTimer kept = loop.CallLater(TimeSpan.FromSeconds(500), loop.Stop);
        var random = new Random(7);
        foreach (LoopTimer timer in timers.OrderBy(_ => random.Next()))
            timer.Cancel();
        loop.RunForever();
        Assert.Equal(kept.Due, loop.Time);
        Assert.Empty(_order);
        kept.Cancel();
        Assert.False(kept.IsCancelled); // it has run
    }

    [Fact]
    public async Task Conformance_128_Post_from_another_thread_wakes_a_sleeping_loop()
    {
        await using var running = new RunningLoop();
        AsyncLoop loop = running.Loop;
        int ran = 0;
        for (int i = 0; i < 200; i++)
        {
            int expected = i + 1;
            loop.Post(() => Interlocked.Increment(ref ran));
            Guard.Until(() => Volatile.Read(ref ran) == expected);
        }

        await running.StopAsync();
        loop.CallSoon(() => _order.Add("soon"));
        loop.Post(() => _order.Add("posted"));
        loop.CallSoon(() => _order.Add("soon again"));
        RunTurns(loop, 1);
        Assert.Equal(["soon", "posted", "soon again"], _order);
    }

    [Fact]
    public async Task Conformance_129_Debug_mode_refuses_use_from_another_thread()
    {
        await using var running = new RunningLoop(debug: true);
        AsyncLoop loop = running.Loop;
        foreach (Action use in new Action[]
        {
            () => loop.CallSoon(() => { }),
            () => loop.CallLater(TimeSpan.Zero, () => { }),
            () => loop.CallAt(TimeSpan.Zero, () => { }),
        })
        {
            Assert.Contains("Non-thread-safe operation", Assert.Throws<InvalidOperationException>(use).Message, StringComparison.Ordinal);
            loop.Debug = false;
            use();
            loop.Debug = true;
        }

        await running.StopAsync();
    }

    [Fact]
    public void Conformance_130_Null_callback_is_refused()
    {
        using var loop = new AsyncLoop();
        Assert.Throws<ArgumentNullException>(() => loop.CallSoon(null!));
        Assert.Throws<ArgumentNullException>(() => loop.CallLater(TimeSpan.Zero, null!));
        Action create = () => loop.CreateTask((Func<Task>)null!);
        Assert.Throws<ArgumentNullException>(create);
        Assert.Throws<ArgumentNullException>(() => AsyncLoop.Run((Func<Task>)null!));
    }

    [Fact]
    public void Conformance_131_A_running_loop_cannot_be_run_again() => OnLoop.Run(loop =>
    {
        bool started = false;
        Func<Task> inner = () =>
        {
            started = true;
            return Task.CompletedTask;
        };
        Assert.Contains("from a running event loop", Assert.Throws<InvalidOperationException>(() => loop.RunUntilComplete(inner)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(loop.RunForever);
        Assert.Throws<InvalidOperationException>(() => AsyncLoop.Run(inner));
        using var other = new AsyncLoop();
        Assert.Throws<InvalidOperationException>(() => other.RunUntilComplete(inner));
        Assert.False(started);
        return Task.CompletedTask;
    });

    [Fact]
    public void Conformance_132_Loop_stopped_before_the_task_is_completed_throws()
    {
        using var loop = new AsyncLoop();
        Action run = () => loop.RunUntilComplete(async () =>
        {
            loop.Stop();
            await Task.Yield();
        });
        var exception = Assert.Throws<InvalidOperationException>(run);
        Assert.Contains("stopped before the task was completed", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Conformance_133_Run_returns_what_main_returns_and_throws_what_it_throws()
    {
        Assert.Equal(42, AsyncLoop.Run(async () =>
        {
            await Task.Yield();
            return 42;
        }));
        var thrown = new FormatException();
        Action run = () => AsyncLoop.Run(async () =>
        {
            await Task.Yield();
            throw thrown;
        });
        Assert.Same(thrown, Assert.Throws<FormatException>(run));
    }

    [Fact]
    public void Conformance_134_Leftover_tasks_are_cancelled_and_awaited()
    {
        var incidents = new List<LoopIncident>();
        bool cleanedUp = false;
        AsyncLoop.Run(async () =>
        {
            AsyncLoop loop = AsyncLoop.Current!;
            loop.IncidentHandler = incidents.Add;
            _ = loop.CreateTask(async token =>
            {
                try
                {
                    await loop.Delay(TimeSpan.FromHours(1), token);
                }
                finally
                {
                    await Task.Yield();
                    cleanedUp = true;
                }
            });
            _ = loop.CreateTask(async token =>
            {
                try
                {
                    await loop.Delay(TimeSpan.FromHours(1), token);
                }
                catch (OperationCanceledException)
                {
                    throw new FormatException();
                }
            });
            await Task.Yield();
        });
        Assert.True(cleanedUp);
        Assert.IsType<FormatException>(Assert.Single(incidents).Exception);
    }

    [Fact]
    public void Conformance_135_A_closed_loop_refuses_everything()
    {
        var loop = new AsyncLoop();
        loop.CallSoon(() => Assert.Throws<InvalidOperationException>(loop.Close));
        RunTurns(loop, 1);
        loop.Close();
        loop.Close();
        Assert.True(loop.IsClosed);
        foreach (Action use in new Action[]
        {
            () => loop.CallSoon(() => { }),
            () => loop.Post(() => { }),
            () => loop.CallLater(TimeSpan.Zero, () => { }),
            () => loop.CallAt(TimeSpan.Zero, () => { }),
            () => loop.CreateTask(() => Task.CompletedTask),
            () => loop.RunUntilComplete(() => Task.CompletedTask),
            loop.RunForever,
            () => loop.RunInExecutor(() => { }).GetAwaiter().GetResult(),
        })
            Assert.Contains("loop is closed", Assert.Throws<InvalidOperationException>(use).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Conformance_136_Stopped_before_it_runs_the_loop_runs_one_turn()
    {
        using var loop = new AsyncLoop();
        loop.CallSoon(() =>
        {
            _order.Add("first turn");
            loop.CallSoon(() => _order.Add("second turn"));
        });
        loop.Stop();
        loop.RunForever();
        Assert.Equal(["first turn"], _order);
    }

    [Fact]
    public void Conformance_137_A_task_of_another_loop_is_refused()
    {
        using var loop = new AsyncLoop("mine");
        using var other = new AsyncLoop("other");
        Task task = other.CreateTask(() => Task.CompletedTask);
        var exception = Assert.Throws<ArgumentException>("task", () => loop.RunUntilComplete(task));
        Assert.Contains("'mine'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'other'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Conformance_138_Executor_runs_elsewhere_and_comes_back() => OnLoop.Run(async loop =>
    {
        int here = Environment.CurrentManagedThreadId;
        int there = await loop.RunInExecutor(() => Environment.CurrentManagedThreadId);
        Assert.NotEqual(here, there);
        Assert.Equal(here, Environment.CurrentManagedThreadId);
        await Assert.ThrowsAsync<FormatException>(() => loop.RunInExecutor(() => throw new FormatException()));
    });

    [Fact]
    public void Conformance_139_Executor_sees_the_callers_async_locals() => OnLoop.Run(async loop =>
    {
        var local = new AsyncLocal<int> { Value = 42 };
        Assert.Equal(42, await loop.RunInExecutor(() => local.Value));
    });

    [Fact]
    public async Task Conformance_140_A_late_end_in_the_executor_does_not_disturb_a_closed_loop()
    {
        using var proceed = new ManualResetEventSlim();
        Task<int>? job = null;
        var incidents = new List<LoopIncident>();
        var loop = new AsyncLoop { IncidentHandler = incidents.Add };
        loop.RunUntilComplete(() =>
        {
            job = loop.RunInExecutor(() =>
            {
                proceed.Wait();
                return 1;
            });
            return Task.CompletedTask;
        });
        loop.Close();
        proceed.Set();
        Assert.Equal(1, await job!.WithinLimit());
        Assert.Empty(incidents);
    }

    [Fact]
    public async Task Conformance_141_Work_from_another_thread_runs_on_the_loop_and_its_end_comes_back()
    {
        await using var running = new RunningLoop();
        AsyncLoop loop = running.Loop;
        AsyncLoop? seen = null;
        Assert.Equal("a", await loop.InvokeAsync(async () =>
        {
            await Task.Yield();
            seen = AsyncLoop.Current;
            return "a";
        }).WithinLimit());
        Assert.Same(loop, seen);
        Assert.Equal(3, await loop.InvokeAsync(() => 3).WithinLimit());
        await Assert.ThrowsAsync<FormatException>(() => loop.InvokeAsync(() => throw new FormatException()).WithinLimit());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop.InvokeAsync(async () =>
        {
            await Task.Yield();
            throw new OperationCanceledException();
        }).WithinLimit());
        await running.StopAsync();
    }

    [Fact]
    public async Task Conformance_142_Work_whose_caller_gives_up_is_cancelled()
    {
        await using var running = new RunningLoop();
        AsyncLoop loop = running.Loop;
        using var source = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        bool cancelled = false;
        Task work = loop.InvokeAsync(
            async token =>
            {
                started.SetResult();
                try
                {
                    await loop.Delay(TimeSpan.FromHours(1), token);
                }
                catch (OperationCanceledException)
                {
                    cancelled = true;
                    throw;
                }
            },
            source.Token);
        await started.Task.WithinLimit();
        await Assert.ThrowsAsync<TimeoutException>(() => work.WaitAsync(TimeSpan.FromMilliseconds(5)));
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work.WithinLimit());
        Assert.True(cancelled);
        await running.StopAsync();
    }

    [Fact]
    public void Conformance_143_A_callback_that_throws_is_reported_and_the_loop_goes_on()
    {
        var incidents = new List<LoopIncident>();
        using var loop = new AsyncLoop { IncidentHandler = incidents.Add };
        loop.CallSoon(() => throw new FormatException());
        loop.CallSoon(() => _order.Add("later"));
        loop.CallSoon(ThrowLater);
        RunTurns(loop, 3);
        Assert.Equal(["later"], _order);
        Assert.Collection(
            incidents,
            incident => Assert.IsType<FormatException>(incident.Exception),
            incident => Assert.IsType<DivideByZeroException>(incident.Exception));
        Assert.Same(loop, incidents[0].Loop);

        static async void ThrowLater()
        {
            await Task.Yield();
            throw new DivideByZeroException();
        }
    }

    /// <remarks>asyncio's Runner keeps changes of context variables between runs. In C# what an async method sets it sets for itself and for
    /// what it calls, so that part has no meaning here.</remarks>
    [Fact]
    public void Conformance_144_A_loop_can_be_run_several_times_until_it_is_closed()
    {
        var loop = new AsyncLoop();
        Assert.Equal(1, loop.RunUntilComplete(() => Task.FromResult(1)));
        Assert.Equal(2, loop.RunUntilComplete(() => Task.FromResult(2)));
        loop.Close();
        loop.Dispose();
        Assert.Throws<InvalidOperationException>(() => { loop.RunUntilComplete(() => Task.FromResult(3)); });
    }

    /// <remarks>Ctrl+C calls Interrupt; a test cannot press it.</remarks>
    [Fact]
    public void Conformance_145_An_interruption_cancels_main_and_wakes_the_loop()
    {
        Action run = () => AsyncLoop.Run(async token =>
        {
            AsyncLoop loop = AsyncLoop.Current!;
            _ = Task.Run(loop.Interrupt);
            await loop.Delay(TimeSpan.FromHours(1), token);
        });
        Assert.ThrowsAny<OperationCanceledException>(run);
    }

    private static void RunTurns(AsyncLoop loop, int turns)
    {
        for (int turn = 0; turn < turns; turn++)
        {
            loop.Stop();
            loop.RunForever();
        }
    }
}
