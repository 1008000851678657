using System.Diagnostics;
using System.Reflection;

namespace AsyncRace.Threading.Tests;

/// <summary>What a debugger shows: the state in one line, and inside who waits, in order.</summary>
public sealed class DebuggerViewTests
{
    public static TheoryData<string> Kinds => [.. Waiting.Keys];

    /// <summary>A primitive for which two wait, and how its view calls them.</summary>
    private static Dictionary<string, Func<(object Primitive, string List)>> Waiting { get; } = new()
    {
        ["lock"] = () => TwoWait(new AsyncLock(), @lock => @lock.Lock(), @lock => @lock.AcquireAsync()),
        ["semaphore"] = () => TwoWait(new AsyncSemaphore(), semaphore => semaphore.Wait(), semaphore => semaphore.WaitAsync()),
        ["reader/writer lock"] = () => TwoWait(new AsyncReaderWriterLock(), @lock => @lock.WriterLock(), @lock => @lock.ReaderLockAsync()),
        ["manual-reset event"] = () => TwoWait(new AsyncManualResetEvent(), _ => { }, @event => @event.WaitAsync()),
        ["auto-reset event"] = () => TwoWait(new AsyncAutoResetEvent(), _ => { }, @event => @event.WaitAsync()),
        ["condition"] = () => TwoWait(new AsyncCondition(), _ => { }, condition =>
        {
            condition.Lock.Lock();
            return condition.WaitAsync();
        }),
        ["barrier"] = () => TwoWait(new AsyncBarrier(3), _ => { }, barrier => barrier.WaitAsync()),
        ["queue, getters"] = () => TwoWait(new AsyncQueue<int>(), _ => { }, queue => queue.GetAsync(), "Getters"),
        ["queue, putters"] = () => TwoWait(new AsyncQueue<int>(1), queue => queue.PutNoWait(0), queue => queue.PutAsync(1), "Putters"),
    };

    [Fact]
    public void Every_type_says_its_state_in_one_line()
    {
        foreach (Type type in typeof(AsyncLock).Assembly.GetExportedTypes().Where(type => type.Name.StartsWith("Async", StringComparison.Ordinal) && type.IsClass))
            Assert.NotNull(type.GetCustomAttribute<DebuggerDisplayAttribute>());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void View_lists_the_waiters_in_order(string kind)
    {
        (object primitive, string list) = Waiting[kind]();
        object view = ViewOf(primitive);
        var waiters = (object[])view.GetType().GetProperty(list)!.GetValue(view)!;
        Assert.Equal(["#1 asynchronous", "#2 asynchronous"], waiters.Select(waiter => waiter.ToString()));
    }

    [Fact]
    public void View_of_a_loop_lists_its_timers_and_tasks()
    {
        using var loop = new AsyncLoop();
        LoopTimer second = loop.CallLater(TimeSpan.FromHours(2), () => { }), first = loop.CallLater(TimeSpan.FromHours(1), () => { });
        Task task = loop.CreateTask(() => Task.CompletedTask);
        object view = ViewOf(loop);
        Assert.Equal([first, second], (LoopTimer[])view.GetType().GetProperty("Timers")!.GetValue(view)!);
        Assert.Equal([task], (Task[])view.GetType().GetProperty("Tasks")!.GetValue(view)!);
        Assert.Equal(1, view.GetType().GetProperty("ReadyCount")!.GetValue(view));
    }

    [Fact]
    public async Task View_of_a_reader_writer_lock_shows_who_waits_to_upgrade()
    {
        var @lock = new AsyncReaderWriterLock();
        AsyncReaderWriterLock.Releaser other = await @lock.ReaderLockAsync();
        using AsyncReaderWriterLock.UpgradeableReleaser reading = await @lock.UpgradeableReaderLockAsync();
        Task<AsyncReaderWriterLock.Releaser> upgrade = reading.UpgradeAsync().AsTask();
        object view = ViewOf(@lock);
        Assert.Equal("#1 asynchronous", view.GetType().GetProperty("Upgrade")!.GetValue(view)!.ToString());
        other.Dispose();
        (await upgrade.WithinLimit()).Dispose();
    }

    private static (object Primitive, string List) TwoWait<T>(T primitive, Action<T> occupy, Func<T, object> wait, string list = "Waiters")
        where T : notnull
    {
        occupy(primitive);
        _ = wait(primitive);
        _ = wait(primitive);
        return (primitive, list);
    }

    private static object ViewOf(object primitive)
    {
        Type type = primitive.GetType(), view = Type.GetType(type.GetCustomAttribute<DebuggerTypeProxyAttribute>()!.ProxyTypeName)!;
        return Activator.CreateInstance(view.IsGenericTypeDefinition ? view.MakeGenericType(type.GetGenericArguments()) : view, primitive)!;
    }
}
