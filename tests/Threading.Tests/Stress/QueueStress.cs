namespace AsyncRace.Threading.Tests;

/// <summary>A queue as the stress test sees it.</summary>
internal interface IQueueUnderStress
{
    int Count { get; }

    ValueTask PutAsync(long item, CancellationToken token);

    bool TryPut(long item);

    ValueTask<long> GetAsync(CancellationToken token);

    bool TryGet(out long item);

    void TaskDone();

    ValueTask JoinAsync();

    void Shutdown();
}

/// <summary>The real queue, and the stack that is made from it.</summary>
internal sealed class AsyncQueueUnderStress(AsyncQueue<long> queue) : IQueueUnderStress
{
    public int Count => queue.Count;

    public ValueTask PutAsync(long item, CancellationToken token) => queue.PutAsync(item, token);

    public bool TryPut(long item) => queue.TryPut(item);

    public ValueTask<long> GetAsync(CancellationToken token) => queue.GetAsync(token);

    public bool TryGet(out long item) => queue.TryGet(out item);

    public void TaskDone() => queue.TaskDone();

    public ValueTask JoinAsync() => queue.JoinAsync();

    public void Shutdown() => queue.Shutdown();
}

/// <summary>The real priority queue. The smallest number first: so from each putter, who counts up, the first that it put.</summary>
internal sealed class AsyncPriorityQueueUnderStress(AsyncPriorityQueue<long, int> queue) : IQueueUnderStress
{
    public int Count => queue.Count;

    public ValueTask PutAsync(long item, CancellationToken token) => queue.PutAsync(item, (int)item, token);

    public bool TryPut(long item) => queue.TryPut(item, (int)item);

    public async ValueTask<long> GetAsync(CancellationToken token) => (await queue.GetAsync(token)).Element;

    public bool TryGet(out long item)
    {
        bool isGot = queue.TryGet(out (long Element, int Priority) got);
        item = got.Element;
        return isGot;
    }

    public void TaskDone() => queue.TaskDone();

    public ValueTask JoinAsync() => queue.JoinAsync();

    public void Shutdown() => queue.Shutdown();
}

/// <summary>
/// Some workers put numbered items, others get them. Each item comes out exactly once, though any put and any get may be cancelled; there are never more
/// than the queue has room for; joining ends when all items have been dealt with; and a lone getter gets each putter's items in order.
/// </summary>
/// <param name="capacity">How many items the queue under test has room for; 0 for any number.</param>
/// <param name="isOrdered">Whether it is first in, first out.</param>
internal sealed class QueueStress(IQueueUnderStress subject, int seed, int operations, int capacity, bool isOrdered)
    : StressRun(seed, asyncWorkers: Putters + MaximumGetters + 1)
{
    private const int Putters = 3;
    private const int MaximumGetters = 3;

    private readonly int _getters = seed % 3 == 0 ? 1 : MaximumGetters;

    /// <summary>A get that is cancelled when an item was on its way to it gives that back, room or not.</summary>
    private readonly bool _cancelsGets = seed % 2 == 0;
    private readonly int[][] _seen = [.. Enumerable.Range(0, Putters).Select(_ => new int[operations])];
    private readonly int[] _last = [-1, -1, -1];
    private int _putters = Putters;
    private long _done;

    protected override Task WorkAsync(Worker worker) => worker.Id switch
    {
        < Putters => PutAsync(worker),
        Putters + MaximumGetters => JoinAsync(),
        _ when worker.Id < Putters + _getters => GetAsync(worker),
        _ => Task.CompletedTask,
    };

    protected override string? ViolatedAtEnd() => subject.Count > 0 ? "items are left although all have been dealt with" : null;

    private async Task PutAsync(Worker worker)
    {
        for (int i = 0; i < operations && GoesOn; i++)
        {
            bool isPut = false;
            while (!isPut && GoesOn)
            {
                isPut = await worker.TryAsync(async token =>
                {
                    long item = ((long)worker.Id << 32) | (uint)i;
                    if (worker.OneIn(3) && subject.TryPut(item))
                        return;
                    ValueTask putting = subject.PutAsync(item, token);
                    worker.MayCancel();
                    await putting;
                });
            }

            await worker.LingerAsync();
            Check(capacity == 0 || _cancelsGets || subject.Count <= capacity, "the queue holds more than it has room for");
        }

        Interlocked.Decrement(ref _putters);
    }

    private async Task GetAsync(Worker worker)
    {
        while (GoesOn)
        {
            try
            {
                await worker.TryAsync(async token =>
                {
                    if (!worker.OneIn(3) || !subject.TryGet(out long item))
                    {
                        ValueTask<long> getting = subject.GetAsync(_cancelsGets ? token : default);
                        worker.MayCancel();
                        item = await getting;
                    }

                    See((int)(item >> 32), (int)item);
                    await worker.LingerAsync();
                    Interlocked.Increment(ref _done);
                    subject.TaskDone();
                });
            }
            catch (QueueShutDownException)
            {
                return;
            }
        }
    }

    private void See(int putter, int number)
    {
        Check(Interlocked.Increment(ref _seen[putter][number]) == 1, "an item came out twice");
        if (!isOrdered || _getters > 1)
            return;
        Check(number == _last[putter] + 1, $"item {number} came after {_last[putter]}");
        _last[putter] = number;
    }

    private async Task JoinAsync()
    {
        await UntilAsync(() => Volatile.Read(ref _putters) == 0);
        if (!GoesOn)
            return;
        await subject.JoinAsync();
        Check(Interlocked.Read(ref _done) == (long)Putters * operations, "the join ended before all items had been dealt with");
        subject.Shutdown();
    }
}
