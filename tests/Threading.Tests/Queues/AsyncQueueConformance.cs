namespace AsyncRace.Threading.Tests;

/// <summary>
/// Sections F, G and H of asyncio's contract. Without a C# meaning: 78 (an alias object for a queue of ints; generics are the compiler's) and 99 (a
/// maximum size of 1.3; it is an int).
/// </summary>
public sealed class AsyncQueueConformance
{
    [Fact]
    public async Task Conformance_77_Text_tells_the_items_and_who_waits()
    {
        var queue = new AsyncQueue<int>(1);
        Task<int> getter = queue.GetAsync().AsTask();
        Assert.StartsWith("AsyncQueue [", queue.ToString(), StringComparison.Ordinal);
        Assert.Contains("getters[1]", queue.ToString(), StringComparison.Ordinal);
        queue.PutNoWait(1);
        Assert.Equal(1, await getter.WithinLimit());
        queue.PutNoWait(2);
        Task putter = queue.PutAsync(3).AsTask();
        Assert.Equal("AsyncQueue [maxsize=1, items=[2], putters[1], tasks=2]", queue.ToString());
        queue.GetNoWait();
        await putter.WithinLimit();
    }

    [Fact]
    public void Conformance_79_Empty_until_something_is_put()
    {
        var queue = new AsyncQueue<object>();
        var item = new object();
        Assert.True(queue.IsEmpty);
        queue.PutNoWait(item);
        Assert.False(queue.IsEmpty);
        Assert.Same(item, queue.GetNoWait());
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void Conformance_80_Full_only_if_bounded()
    {
        var unbounded = new AsyncQueue<int>();
        for (int i = 0; i < 100; i++)
            unbounded.PutNoWait(i);
        Assert.False(unbounded.IsFull);
        var queue = new AsyncQueue<int>(1);
        Assert.False(queue.IsFull);
        queue.PutNoWait(1);
        Assert.True(queue.IsFull);
        Assert.Throws<ArgumentOutOfRangeException>("maxSize", () => new AsyncQueue<int>(-1));
    }

    [Fact]
    public void Conformance_81_First_in_first_out()
    {
        var queue = new AsyncQueue<int>();
        foreach (int item in new[] { 1, 3, 2 })
            queue.PutNoWait(item);
        Assert.Equal([1, 3, 2], new[] { queue.GetNoWait(), queue.GetNoWait(), queue.GetNoWait() });
    }

    [Fact]
    public void Conformance_82_Producer_waits_for_room() => OnLoop.Run(async loop =>
    {
        var queue = new AsyncQueue<int>(2);
        Assert.Equal(2, queue.MaxSize);
        Task producer = loop.CreateTask(async () =>
        {
            for (int i = 0; i < 3; i++)
                await queue.PutAsync(i);
        });
        await OnLoop.Settle();
        Assert.Equal(2, queue.Count);
        Assert.False(producer.IsCompleted);
        Assert.Equal(0, queue.GetNoWait());
        await producer;
        Assert.Equal([1, 2], new[] { queue.GetNoWait(), queue.GetNoWait() });
    });

    [Fact]
    public void Conformance_83_Get_of_what_is_there_ends_at_once()
    {
        var queue = new AsyncQueue<int>();
        queue.PutNoWait(1);
        ValueTask<int> get = queue.GetAsync();
        Assert.True(get is { IsCompletedSuccessfully: true, Result: 1 });
    }

    [Fact]
    public async Task Conformance_84_Get_lets_a_putter_in()
    {
        var queue = new AsyncQueue<int>(1);
        queue.PutNoWait(1);
        Task putter = queue.PutAsync(2).AsTask();
        Assert.Equal(1, await queue.GetAsync());
        await putter.WithinLimit();
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public void Conformance_85_Getter_waits_for_an_item() => OnLoop.Run(async loop =>
    {
        var queue = new AsyncQueue<int>();
        loop.CallLater(TimeSpan.FromSeconds(10), () => queue.PutNoWait(1));
        Assert.Equal(1, await queue.GetAsync());
        Assert.Equal(TimeSpan.FromSeconds(10), loop.Time);
    });

    [Fact]
    public void Conformance_86_87_Get_without_waiting()
    {
        var queue = new AsyncQueue<int>();
        queue.PutNoWait(1);
        queue.PutNoWait(2);
        Assert.Equal(1, queue.GetNoWait());
        Assert.True(queue.TryGet(out int item) && item == 2);
        Assert.Throws<QueueEmptyException>(() => queue.GetNoWait());
        Assert.False(queue.TryGet(out _));
    }

    [Fact]
    public void Conformance_88_Cancelled_getter_is_passed_over() => OnLoop.Run(async loop =>
    {
        var queue = new AsyncQueue<int>();
        using var source = new CancellationTokenSource();
        Task<int> first = loop.CreateTask(async () => await queue.GetAsync(source.Token));
        Task<int> second = loop.CreateTask(async () => await queue.GetAsync());
        await OnLoop.Settle();
        source.Cancel();
        queue.PutNoWait(1);
        Assert.Equal(1, await second);
        await OnLoop.ThrowsCanceled(first, source.Token);
    });

    [Fact]
    public void Conformance_89_Waiting_putters_keep_their_order() => OnLoop.Run(async loop =>
    {
        var queue = new AsyncQueue<string>(1);
        Task a = loop.CreateTask(async () => await queue.PutAsync("a")), b = loop.CreateTask(async () => await queue.PutAsync("b"));
        await OnLoop.Settle();
        Assert.Equal("a", await queue.GetAsync());
        Assert.Equal("b", await queue.GetAsync());
        await Task.WhenAll(a, b);
    });

    [Fact]
    public async Task Conformance_90_Nobody_sleeps_while_there_are_items()
    {
        var queue = new AsyncQueue<int>(1);
        Task producer = Task.Run(async () =>
        {
            for (int i = 0; i < 5; i++)
                await queue.PutAsync(i);
        });
        Task consumer = Task.Run(async () =>
        {
            for (int i = 0; i < 5; i++)
                Assert.Equal(i, await queue.GetAsync());
        });
        await Task.WhenAll(producer, consumer).WithinLimit();
    }

    [Fact]
    public void Conformance_91_Getter_that_timed_out_is_not_kept() => OnLoop.Run(async loop =>
    {
        var queue = new AsyncQueue<int>();
        Assert.False((await queue.TryGetAsync(TimeSpan.FromSeconds(1))).HasItem);
        Assert.Equal("AsyncQueue [maxsize=0]", queue.ToString());
        Assert.False((await queue.TryGetAsync(TimeSpan.Zero)).HasItem);
        queue.PutNoWait(7);
        Assert.Equal((true, 7), await queue.TryGetAsync(TimeSpan.Zero));
    });

    [Fact]
    public void Conformance_92_Put_into_an_unbounded_queue_ends_at_once() =>
        Assert.True(new AsyncQueue<int>().PutAsync(1).IsCompletedSuccessfully);

    [Fact]
    public void Conformance_93_Putter_waits_for_room() => OnLoop.Run(async loop =>
    {
        var queue = new AsyncQueue<int>(1);
        loop.CallLater(TimeSpan.FromSeconds(10), () => queue.GetNoWait());
        await queue.PutAsync(1);
        Assert.Equal(TimeSpan.Zero, loop.Time);
        await queue.PutAsync(2);
        Assert.Equal(TimeSpan.FromSeconds(10), loop.Time);
    });

    [Fact]
    public void Conformance_94_98_Put_without_waiting()
    {
        var queue = new AsyncQueue<int>(2);
        queue.PutNoWait(1);
        Assert.True(queue.TryPut(2));
        Assert.Throws<QueueFullException>(() => queue.PutNoWait(3));
        Assert.False(queue.TryPut(3));
        Assert.Equal(1, queue.GetNoWait());
    }

    [Fact]
    public void Conformance_95_Cancelled_get_eats_no_item() => OnLoop.Run(async loop =>
    {
        var queue = new AsyncQueue<int>();
        using var source = new CancellationTokenSource();
        Task<int> reader = loop.CreateTask(async () => await queue.GetAsync(source.Token));
        await OnLoop.Settle();
        queue.PutNoWait(1);
        queue.PutNoWait(2);
        source.Cancel();
        await OnLoop.ThrowsCanceled(reader, source.Token);
        Assert.Equal(1, await queue.GetAsync());
        Assert.Equal(2, await queue.GetAsync());
    });

    [Fact]
    public void Conformance_96_Item_of_a_cancelled_get_goes_to_the_next_reader() => OnLoop.Run(async loop =>
    {
        var queue = new AsyncQueue<int>();
        using var source = new CancellationTokenSource();
        Task<int> first = loop.CreateTask(async () => await queue.GetAsync(source.Token));
        Task<int> second = loop.CreateTask(async () => await queue.GetAsync()), third = loop.CreateTask(async () => await queue.GetAsync());
        await OnLoop.Settle();
        queue.PutNoWait(1);
        queue.PutNoWait(2);
        source.Cancel();
        await OnLoop.ThrowsCanceled(first, source.Token);
        Assert.Equal([1, 2], new[] { await second, await third }.Order());
    });

    [Fact]
    public void Conformance_97_105_Putter_cancelled_after_it_was_let_in_has_put_exactly_once() => OnLoop.Run(async loop =>
    {
        var queue = new AsyncQueue<int>(1);
        queue.PutNoWait(1);
        using var source = new CancellationTokenSource();
        Task writer = loop.CreateTask(async () => await queue.PutAsync(2, source.Token));
        await OnLoop.Settle();
        Assert.Equal(1, queue.GetNoWait());
        source.Cancel();
        await writer; // ended normally: its item is in the queue
        Assert.Equal(2, queue.GetNoWait());
        Assert.True(queue.IsEmpty);
    });

    [Fact]
    public async Task Conformance_100_Putting_task_ends_well()
    {
        var queue = new AsyncQueue<int>();
        Task put = Task.Run(async () => await queue.PutAsync(1));
        Assert.Equal(1, await queue.GetAsync().WithinLimit());
        await put.WithinLimit();
    }

    [Fact]
    public void Conformance_101_Item_of_a_cancelled_put_never_comes_out() => OnLoop.Run(async loop =>
    {
        var queue = new AsyncQueue<string>(1);
        using var source = new CancellationTokenSource();
        queue.PutNoWait("a");
        Task x = loop.CreateTask(async () => await queue.PutAsync("X", source.Token)), b = loop.CreateTask(async () => await queue.PutAsync("b"));
        await OnLoop.Settle();
        source.Cancel();
        Assert.Equal("a", await queue.GetAsync());
        Assert.Equal("b", await queue.GetAsync());
        await b;
        await OnLoop.ThrowsCanceled(x, source.Token);
        Assert.True(queue.IsEmpty);
    });

    [Fact]
    public async Task Conformance_102_Waiting_getter_gets_what_is_put()
    {
        var queue = new AsyncQueue<int>();
        Task<int> getter = queue.GetAsync().AsTask();
        await queue.PutAsync(1);
        Assert.Equal(1, await getter.WithinLimit());
    }

    [Fact]
    public void Conformance_103_Putters_end_when_one_reader_takes_all() => OnLoop.Run(async loop =>
    {
        var queue = new AsyncQueue<int>(2);
        Task[] putters = [.. Enumerable.Range(0, 4).Select(i => loop.CreateTask(async () => await queue.PutAsync(i)))];
        await OnLoop.Settle();
        var got = new List<int> { await queue.GetAsync() };
        while (queue.TryGet(out int item))
            got.Add(item);
        await Task.WhenAll(putters);
        Assert.Equal([0, 1, 2, 3], got);
    });

    [Fact]
    public async Task Conformance_104_Cancelled_putter_is_not_kept()
    {
        var queue = new AsyncQueue<int>(1);
        queue.PutNoWait(1);
        using var source = new CancellationTokenSource();
        Task putter = queue.PutAsync(2, source.Token).AsTask();
        Assert.Contains("putters[1]", queue.ToString(), StringComparison.Ordinal);
        source.Cancel();
        await Guard.ThrowsCanceled(putter, source.Token);
        Assert.DoesNotContain("putters", queue.ToString(), StringComparison.Ordinal);
        Assert.False(await queue.TryPutAsync(3, TimeSpan.FromMilliseconds(1)).WithinLimit());
        Assert.Equal("AsyncQueue [maxsize=1, items=[1], tasks=1]", queue.ToString());
    }

    [Fact]
    public void Item_of_a_cancelled_get_is_dropped_by_an_immediate_shutdown() => OnLoop.Run(async loop =>
    {
        var queue = new AsyncQueue<int>();
        using var source = new CancellationTokenSource();
        Task<int> reader = loop.CreateTask(async () => await queue.GetAsync(source.Token));
        await OnLoop.Settle();
        queue.PutNoWait(1);
        Task join = queue.JoinAsync().AsTask();
        queue.Shutdown(immediate: true);
        source.Cancel();
        await OnLoop.ThrowsCanceled(reader, source.Token);
        await join;
        Assert.True(queue.IsEmpty);
    });
}
