namespace AsyncRace.Threading.Tests;

/// <summary>Section I of asyncio's contract: order of the variants, join and shutdown. All that is about join and shutdown holds for all three.</summary>
public sealed class QueueJoinConformance
{
    public enum Kind
    {
        Queue,
        Stack,
        PriorityQueue,
    }

    public static TheoryData<Kind> Kinds => [.. Enum.GetValues<Kind>()];

    [Fact]
    public void Conformance_106_Stack_is_last_in_first_out()
    {
        var stack = new AsyncStack<int>();
        foreach (int item in new[] { 1, 3, 2 })
            stack.PutNoWait(item);
        Assert.StartsWith("AsyncStack [maxsize=0, items=[2, 3, 1]", stack.ToString(), StringComparison.Ordinal);
        Assert.Equal([2, 3, 1], new[] { stack.GetNoWait(), stack.GetNoWait(), stack.GetNoWait() });
    }

    [Fact]
    public async Task Conformance_107_Priority_queue_is_smallest_first()
    {
        var queue = new AsyncPriorityQueue<string, int>();
        await queue.PutAsync("b", 1);
        queue.PutNoWait("d", 3);
        Assert.True(queue.TryPut("c", 2) && queue.TryPut("b, later", 1) && queue.TryPut("a", 0));
        Assert.StartsWith("AsyncPriorityQueue [maxsize=0, items=[(a, 0), (b, 1)", queue.ToString(), StringComparison.Ordinal);
        var order = new List<string>();
        while (queue.TryGet(out var item))
            order.Add(item.Element);
        Assert.Equal(["a", "b", "b, later", "c", "d"], order);
    }

    [Fact]
    public void Priority_queue_sorts_whatever_is_put_and_survives_a_comparer_that_throws()
    {
        var random = new Random(11);
        bool throws = false;
        var queue = new AsyncPriorityQueue<int, int>(
            comparer: Comparer<int>.Create((left, right) => throws ? throw new FormatException() : left.CompareTo(right)));
        List<int> put = [.. Enumerable.Range(0, 500).Select(_ => random.Next(100))];
        foreach (int priority in put)
            queue.PutNoWait(priority, priority);
        throws = true;
        Assert.Throws<FormatException>(() => queue.PutNoWait(0, 0));
        Assert.Throws<FormatException>(() => queue.GetNoWait());
        throws = false;
        Assert.Equal(500, queue.Count);
        Assert.Equal(put.Order(), put.Select(_ => queue.GetNoWait().Element));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Conformance_108_Task_done_too_often_throws(Kind kind) =>
        Assert.Throws<InvalidOperationException>(() => kind.MakeQueue().TaskDone());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Conformance_109_Join_ends_when_all_is_done(Kind kind) => OnLoop.Run(async loop =>
    {
        TestQueue queue = kind.MakeQueue();
        for (int i = 0; i < 100; i++)
            queue.Put(i);
        int sum = 0;
        for (int worker = 0; worker < 2; worker++)
        {
            _ = loop.CreateTask(async token =>
            {
                while (true)
                {
                    int item = await queue.GetAsync(token);
                    await Task.Yield();
                    sum += item;
                    queue.TaskDone();
                }
            });
        }

        await queue.JoinAsync();
        Assert.Equal(Enumerable.Range(0, 100).Sum(), sum);
        await OnLoop.Settle();
        Assert.Contains("getters[2]", queue.Text, StringComparison.Ordinal);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Conformance_110_Join_of_an_empty_queue_ends_at_once(Kind kind)
    {
        TestQueue queue = kind.MakeQueue();
        Assert.True(queue.JoinAsync().IsCompletedSuccessfully);
        await queue.JoinAsync();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Conformance_111_112_Text_tells_size_tasks_and_shutdown(Kind kind)
    {
        TestQueue queue = kind.MakeQueue();
        Assert.Contains("maxsize=0", queue.Text, StringComparison.Ordinal);
        queue.Put(1);
        queue.Put(2);
        Assert.Contains("tasks=2", queue.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("shutdown", queue.Text, StringComparison.Ordinal);
        queue.Shutdown();
        Assert.Contains("shutdown", queue.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Conformance_113_Shutdown_of_an_empty_queue_ends_everything(Kind kind)
    {
        TestQueue queue = kind.MakeQueue();
        Task getter = queue.GetAsync().AsTask();
        queue.Shutdown();
        await Assert.ThrowsAsync<QueueShutDownException>(() => getter.WithinLimit());
        await queue.JoinAsync();
        await AssertAllThrow(queue);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Conformance_114_After_a_shutdown_what_is_there_can_still_be_got(Kind kind)
    {
        TestQueue queue = kind.MakeQueue(1);
        queue.Put(1);
        Task putter = queue.PutAsync(2).AsTask(), join = queue.JoinAsync().AsTask();
        queue.Shutdown();
        await Assert.ThrowsAsync<QueueShutDownException>(() => putter.WithinLimit());
        Assert.Equal(1, await queue.GetAsync());
        Assert.False(join.IsCompleted);
        queue.TaskDone();
        await join.WithinLimit();
        await AssertAllThrow(queue);
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Conformance_115_Immediate_shutdown_drops_what_is_there(Kind kind)
    {
        TestQueue queue = kind.MakeQueue();
        queue.Put(1);
        Task join = queue.JoinAsync().AsTask();
        queue.Shutdown(immediate: true);
        Assert.Equal(0, queue.Count);
        await join.WithinLimit();
        await AssertAllThrow(queue);
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Conformance_116_Immediate_shutdown_leaves_unfinished_what_was_got(Kind kind)
    {
        TestQueue queue = kind.MakeQueue();
        queue.Put(1);
        queue.Put(2);
        await queue.GetAsync();
        Task join = queue.JoinAsync().AsTask();
        queue.Shutdown(immediate: true);
        Assert.Equal(0, queue.Count);
        Assert.False(join.IsCompleted);
        queue.TaskDone();
        await join.WithinLimit();
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
    }

    [Fact]
    public async Task Enumeration_ends_with_the_shutdown()
    {
        var queue = new AsyncQueue<int>();
        var got = new List<int>();
        Task consumer = Task.Run(async () =>
        {
            await foreach (int item in queue)
            {
                got.Add(item);
                queue.TaskDone();
            }
        });
        for (int i = 0; i < 100; i++)
            await queue.PutAsync(i);
        Assert.True(await queue.TryJoinAsync(Guard.Limit));
        queue.Shutdown();
        await consumer.WithinLimit();
        Assert.Equal(Enumerable.Range(0, 100), got);
    }

    private static async Task AssertAllThrow(TestQueue queue)
    {
        await Assert.ThrowsAsync<QueueShutDownException>(async () => await queue.PutAsync(9));
        await Assert.ThrowsAsync<QueueShutDownException>(async () => await queue.GetAsync());
        Assert.Throws<QueueShutDownException>(() => queue.Put(9));
        Assert.Throws<QueueShutDownException>(() => queue.Get());
    }
}

/// <summary>The three kinds of queue behind one face, of ints that are their own priorities.</summary>
internal sealed class TestQueue
{
    private readonly AsyncQueue<int>? _plain;
    private readonly AsyncPriorityQueue<int, int>? _priority;

    internal TestQueue(QueueJoinConformance.Kind kind, int maxSize)
    {
        switch (kind)
        {
            case QueueJoinConformance.Kind.Queue:
                _plain = new AsyncQueue<int>(maxSize);
                break;
            case QueueJoinConformance.Kind.Stack:
                _plain = new AsyncStack<int>(maxSize);
                break;
            default:
                _priority = new AsyncPriorityQueue<int, int>(maxSize);
                break;
        }
    }

    internal int Count => _plain?.Count ?? _priority!.Count;

    internal string Text => (_plain ?? (object)_priority!).ToString()!;

    internal ValueTask PutAsync(int item) => _plain?.PutAsync(item) ?? _priority!.PutAsync(item, item);

    internal async ValueTask<int> GetAsync(CancellationToken token = default) =>
        _plain is not null ? await _plain.GetAsync(token) : (await _priority!.GetAsync(token)).Element;

    internal int Get() => _plain?.GetNoWait() ?? _priority!.GetNoWait().Element;

    internal ValueTask JoinAsync() => _plain?.JoinAsync() ?? _priority!.JoinAsync();

    internal void Put(int item)
    {
        _plain?.PutNoWait(item);
        _priority?.PutNoWait(item, item);
    }

    internal void TaskDone()
    {
        _plain?.TaskDone();
        _priority?.TaskDone();
    }

    internal void Shutdown(bool immediate = false)
    {
        _plain?.Shutdown(immediate);
        _priority?.Shutdown(immediate);
    }
}

internal static class KindExtensions
{
    internal static TestQueue MakeQueue(this QueueJoinConformance.Kind kind, int maxSize = 0) => new(kind, maxSize);
}
