namespace AsyncRace.Threading.Tests;

/// <summary>Section E of asyncio's contract.</summary>
public sealed class AsyncBarrierConformance
{
    private readonly List<int> _passed = [];
    private int _broken;

    [Fact]
    public void Conformance_55_Cannot_be_awaited_and_is_filling()
    {
        Assert.DoesNotContain(typeof(AsyncBarrier).GetMethods(), method => method.Name == "GetAwaiter");
        Assert.Contains("filling", new AsyncBarrier(2).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Place_of_a_cancelled_participant_is_nobodys()
    {
        var barrier = new AsyncBarrier(3);
        using var source = new CancellationTokenSource();
        Task<int> canceled = barrier.WaitAsync(source.Token).AsTask(), first = barrier.WaitAsync().AsTask();
        await source.CancelAsync();
        await Guard.ThrowsCanceled(canceled, source.Token);
        Task<int> second = barrier.WaitAsync().AsTask(), third = barrier.WaitAsync().AsTask();
        int[] places = await Task.WhenAll(first, second, third).WithinLimit();
        Assert.Equal([0, 1, 2], places);
    }

    [Fact]
    public void Conformance_56_Text_tells_the_phase_and_the_waiters() => OnLoop.Run(async loop =>
    {
        var barrier = new AsyncBarrier(5);
        Assert.EndsWith("[filling, waiters:0/5]", barrier.ToString(), StringComparison.Ordinal);
        Task[] tasks = Start(loop, 2, () => WaitAsync(barrier));
        await OnLoop.Settle();
        Assert.EndsWith("[filling, waiters:2/5]", barrier.ToString(), StringComparison.Ordinal);

        string draining = "", resetting = "";
        Task last = loop.CreateTask(async () =>
        {
            await barrier.WaitAsync();
            draining = barrier.ToString();
            barrier.Reset();
            resetting = barrier.ToString();
        });
        Task[] others = Start(loop, 2, () => WaitAsync(barrier));
        await Task.WhenAll([.. tasks, .. others, last]);
        Assert.Contains("draining", draining, StringComparison.Ordinal);
        Assert.Contains("resetting", resetting, StringComparison.Ordinal);
        barrier.Abort();
        Assert.EndsWith("[broken]", barrier.ToString(), StringComparison.Ordinal);
        Assert.True(barrier.IsBroken);
    });

    [Fact]
    public void Conformance_57_Needs_at_least_one_participant()
    {
        Assert.Throws<ArgumentOutOfRangeException>("participantCount", () => new AsyncBarrier(0));
        Assert.Throws<ArgumentOutOfRangeException>("participantCount", () => new AsyncBarrier(-4));
        Assert.Equal(5, new AsyncBarrier(5).ParticipantCount);
    }

    [Fact]
    public void Conformance_58_Each_gets_an_index_of_its_own() => OnLoop.Run(async loop =>
    {
        var barrier = new AsyncBarrier(3);
        await Task.WhenAll(Start(loop, 3, () => WaitAsync(barrier)));
        Assert.Equal([0, 1, 2], _passed.Order());
        AssertWholeAndEmpty(barrier);
    });

    [Fact]
    public async Task Conformance_59_60_Barrier_of_one_is_passed_at_once()
    {
        var barrier = new AsyncBarrier(1);
        Assert.Equal(0, await barrier.WaitAsync());
        Assert.Equal(0, await barrier.WaitAsync());
        AssertWholeAndEmpty(barrier);
    }

    [Fact]
    public void Conformance_61_Fills_task_by_task() => OnLoop.Run(async loop =>
    {
        var barrier = new AsyncBarrier(3);
        var tasks = new List<Task>();
        for (int waiting = 1; waiting < 3; waiting++)
        {
            tasks.AddRange(Start(loop, 1, () => WaitAsync(barrier)));
            await OnLoop.Settle();
            Assert.EndsWith($"[filling, waiters:{waiting}/3]", barrier.ToString(), StringComparison.Ordinal);
            Assert.Equal(waiting, barrier.WaitingCount);
        }

        tasks.AddRange(Start(loop, 1, () => WaitAsync(barrier)));
        await Task.WhenAll(tasks);
        AssertWholeAndEmpty(barrier);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Conformance_62_63_65_Generations_do_not_mix(bool onLoop)
    {
        var barrier = new AsyncBarrier(5);
        int first = 0;
        var second = new List<int>();
        Func<Task> twice = async () =>
        {
            await barrier.WaitAsync();
            Interlocked.Increment(ref first);
            int index = await barrier.WaitAsync();
            lock (second)
            {
                Assert.Equal(5, first);
                second.Add(index);
            }
        };
        if (onLoop)
            OnLoop.Run(loop => Task.WhenAll(Start(loop, 5, twice)));
        else
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(twice))).WithinLimit();
        Assert.Equal([0, 1, 2, 3, 4], second.Order());
        AssertWholeAndEmpty(barrier);
    }

    [Fact]
    public void Conformance_64_All_but_the_last_to_leave_see_it_draining() => OnLoop.Run(async loop =>
    {
        var barrier = new AsyncBarrier(5);
        var seen = new List<string>();
        await Task.WhenAll(Start(loop, 5, async () =>
        {
            await barrier.WaitAsync();
            seen.Add(barrier.ToString());
        }));
        Assert.All(seen.Take(4), text => Assert.Contains("draining", text, StringComparison.Ordinal));
        Assert.Contains("filling", seen[4], StringComparison.Ordinal);
    });

    [Fact]
    public void Conformance_66_Cancelled_task_leaves_the_barrier_whole() => OnLoop.Run(async loop =>
    {
        var barrier = new AsyncBarrier(3);
        using var source = new CancellationTokenSource();
        Task cancelled = loop.CreateTask(async () => await barrier.WaitAsync(source.Token));
        Task[] waiting = Start(loop, 1, () => WaitAsync(barrier));
        await OnLoop.Settle();
        Assert.Equal(2, barrier.WaitingCount);
        source.Cancel();
        await OnLoop.ThrowsCanceled(cancelled, source.Token);
        Assert.Equal(1, barrier.WaitingCount);
        Assert.False(barrier.IsBroken);
        await Task.WhenAll([.. waiting, .. Start(loop, 2, () => WaitAsync(barrier))]);
        AssertWholeAndEmpty(barrier);
    });

    [Fact]
    public void Conformance_67_Reset_of_an_empty_barrier_changes_nothing()
    {
        var barrier = new AsyncBarrier(3);
        barrier.Reset();
        AssertWholeAndEmpty(barrier);
    }

    [Fact]
    public void Conformance_68_71_Reset_throws_out_who_waits_and_the_barrier_works_again() => OnLoop.Run(async loop =>
    {
        var barrier = new AsyncBarrier(3);
        Task[] tasks = Start(loop, 2, async () =>
        {
            await WaitAsync(barrier); // broken
            await WaitAsync(barrier);
        });
        await OnLoop.Settle();
        barrier.Reset();
        await OnLoop.Settle();
        Assert.Equal(2, _broken);
        Assert.EndsWith("[filling, waiters:2/3]", barrier.ToString(), StringComparison.Ordinal);
        await Task.WhenAll([.. tasks, .. Start(loop, 1, () => WaitAsync(barrier))]);
        Assert.Equal(3, _passed.Count);
        AssertWholeAndEmpty(barrier);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Conformance_69_70_Reset_by_the_third_leaver_throws_out_the_two_inside(bool leaversComeAgain) => OnLoop.Run(async loop =>
    {
        var barrier = new AsyncBarrier(5);
        int left = 0;
        Task[] tasks = Start(loop, 5, async () =>
        {
            try
            {
                await barrier.WaitAsync();
            }
            catch (BrokenBarrierException)
            {
                _broken++;
                return;
            }

            if (++left == 3)
                barrier.Reset();
            else if (leaversComeAgain)
                await WaitAsync(barrier);
        });
        await OnLoop.Settle();
        Assert.Equal(2, _broken);
        Assert.Equal(3, left);
        if (leaversComeAgain)
        {
            Assert.EndsWith("[filling, waiters:2/5]", barrier.ToString(), StringComparison.Ordinal);
            tasks = [.. tasks, .. Start(loop, 3, () => WaitAsync(barrier))];
        }
        else
        {
            AssertWholeAndEmpty(barrier);
            tasks = [.. tasks, .. Start(loop, 5, () => WaitAsync(barrier))];
        }

        await Task.WhenAll(tasks);
        Assert.Equal(5, _passed.Count);
        Assert.Equal(2, _broken);
        AssertWholeAndEmpty(barrier);
    });

    [Fact]
    public void Conformance_72_Reset_after_the_drain_disturbs_nobody() => OnLoop.Run(async loop =>
    {
        var barrier = new AsyncBarrier(3);
        int left = 0;
        Task[] tasks = Start(loop, 3, async () =>
        {
            await WaitAsync(barrier);
            if (++left == 3)
                barrier.Reset();
            await WaitAsync(barrier);
        });
        await Task.WhenAll(tasks);
        await Task.WhenAll(Start(loop, 3, () => WaitAsync(barrier)));
        Assert.Equal((9, 0), (_passed.Count, _broken));
        AssertWholeAndEmpty(barrier);
    });

    [Fact]
    public async Task Conformance_73_Aborted_barrier_is_broken_and_empty()
    {
        var barrier = new AsyncBarrier(3);
        barrier.Abort();
        Assert.True(barrier.IsBroken);
        Assert.Equal(0, barrier.WaitingCount);
        await Assert.ThrowsAsync<BrokenBarrierException>(async () => await barrier.WaitAsync());
    }

    [Fact]
    public void Conformance_74_Abort_by_the_third_leaver_throws_out_all_the_others() => OnLoop.Run(async loop =>
    {
        var barrier = new AsyncBarrier(5);
        int left = 0;
        Task[] tasks = Start(loop, 5, async () =>
        {
            try
            {
                await barrier.WaitAsync();
                if (++left == 3)
                    barrier.Abort();
                else
                    await barrier.WaitAsync();
            }
            catch (BrokenBarrierException)
            {
                _broken++;
            }
        });
        await Task.WhenAll(tasks);
        Assert.Equal((3, 4), (left, _broken));
        Assert.True(barrier.IsBroken);
    });

    [Fact]
    public async Task Conformance_75_Abort_instead_of_coming_breaks_the_others()
    {
        var barrier = new AsyncBarrier(5);
        int failed = 0, passed = 0;
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(async () =>
        {
            try
            {
                if (await barrier.WaitAsync() == 3)
                {
                    barrier.Abort();
                    return;
                }

                await barrier.WaitAsync();
                Interlocked.Increment(ref passed);
            }
            catch (BrokenBarrierException)
            {
                Interlocked.Increment(ref failed);
            }
        }))).WithinLimit();
        Assert.Equal((4, 0), (failed, passed));
        Assert.True(barrier.IsBroken);
    }

    [Fact]
    public void Conformance_76_Reset_makes_a_broken_barrier_whole() => OnLoop.Run(async loop =>
    {
        var barrier = new AsyncBarrier(5);
        var second = new AsyncBarrier(5);
        barrier.Abort();
        await Task.WhenAll(Start(loop, 5, async () =>
        {
            await WaitAsync(barrier);
            if (await second.WaitAsync() == 0)
                barrier.Reset();
            await second.WaitAsync();
            await WaitAsync(barrier);
        }));
        Assert.Equal((5, 5), (_passed.Count, _broken));
        AssertWholeAndEmpty(barrier);
    });

    [Fact]
    public void Wait_that_times_out_does_not_count_any_more() => OnLoop.Run(async loop =>
    {
        var barrier = new AsyncBarrier(2);
        Assert.Null(await barrier.TryWaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(TimeSpan.FromSeconds(5), loop.Time);
        AssertWholeAndEmpty(barrier);
        Task<int?> first = loop.CreateTask(async () => await barrier.TryWaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(1, await loop.CreateTask(async () => await barrier.WaitAsync()));
        Assert.Equal(0, await first);
    });

    private static void AssertWholeAndEmpty(AsyncBarrier barrier)
    {
        Assert.Equal($"AsyncBarrier [filling, waiters:0/{barrier.ParticipantCount}]", barrier.ToString());
        Assert.False(barrier.IsBroken);
    }

    private static Task[] Start(AsyncLoop loop, int count, Func<Task> work) =>
        [.. Enumerable.Range(0, count).Select(_ => loop.CreateTask(work))];

    private async Task WaitAsync(AsyncBarrier barrier)
    {
        try
        {
            _passed.Add(await barrier.WaitAsync());
        }
        catch (BrokenBarrierException)
        {
            _broken++;
        }
    }
}
