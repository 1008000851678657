namespace AsyncRace.Threading.Tests;

/// <summary>What is wrong with a <see cref="BrokenQueue"/>.</summary>
internal enum QueueDefect
{
    None,

    /// <summary>An item handed to a getter that was cancelled meanwhile is gone.</summary>
    ItemLostToCancellation,

    /// <summary>The item of a putter that was cancelled goes in all the same.</summary>
    CanceledPutGoesIn,

    /// <summary>"Is there room?" and "add" are two steps.</summary>
    CheckThenAdd,

    /// <summary>What was put last comes out first.</summary>
    LastInFirstOut,

    /// <summary>Joining ends when the queue is empty, with items still being dealt with.</summary>
    JoinsWhenEmpty,
}

/// <summary>A simple queue with one well-known mistake in it.</summary>
internal sealed class BrokenQueue(int capacity, QueueDefect defect) : IQueueUnderStress
{
    private readonly Lock _gate = new();
    private readonly LinkedList<long> _items = [];
    private readonly LinkedList<TaskCompletionSource<long>> _getters = [];
    private readonly LinkedList<(long Item, TaskCompletionSource<bool> Source)> _putters = [];
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _unfinished;
    private bool _isShutDown;

    public int Count
    {
        get
        {
            lock (_gate)
                return _items.Count;
        }
    }

    public async ValueTask PutAsync(long item, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        LinkedListNode<(long Item, TaskCompletionSource<bool> Source)> node;
        lock (_gate)
        {
            if (TryAdd(item))
                return;
            node = _putters.AddLast((item, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        await using (token.UnsafeRegister(_ => Cancel(_putters, node, node.Value.Source, defect == QueueDefect.CanceledPutGoesIn, token), null))
            await node.Value.Source.Task;
    }

    public bool TryPut(long item)
    {
        if (defect == QueueDefect.CheckThenAdd)
        {
            if (Count >= capacity)
                return false;
            Thread.Yield();
            lock (_gate)
                Add(item);
            return true;
        }

        lock (_gate)
            return TryAdd(item);
    }

    public async ValueTask<long> GetAsync(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource<long>> node;
        lock (_gate)
        {
            if (TryTake(out long item))
                return item;
            if (_isShutDown)
                throw new QueueShutDownException();
            node = _getters.AddLast(new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using (token.UnsafeRegister(_ => Cancel(_getters, node, node.Value, defect == QueueDefect.ItemLostToCancellation, token), null))
            return await node.Value.Task;
    }

    public bool TryGet(out long item)
    {
        lock (_gate)
            return TryTake(out item);
    }

    public void TaskDone()
    {
        lock (_gate)
            _unfinished--;
        MayHaveJoined();
    }

    public async ValueTask JoinAsync()
    {
        _isJoining = true;
        MayHaveJoined();
        await _joined.Task;
    }

    public void Shutdown()
    {
        List<TaskCompletionSource<long>> getters;
        lock (_gate)
        {
            _isShutDown = true;
            getters = [.. _getters];
            _getters.Clear();
        }

        foreach (TaskCompletionSource<long> getter in getters)
            getter.TrySetException(new QueueShutDownException());
    }

    private volatile bool _isJoining;

    private void MayHaveJoined()
    {
        lock (_gate)
        {
            if (_isJoining && (defect == QueueDefect.JoinsWhenEmpty ? _items.Count : _unfinished) == 0)
                _joined.TrySetResult();
        }
    }

    private bool TryAdd(long item)
    {
        if (_items.Count >= capacity)
            return false;
        Add(item);
        return true;
    }

    private void Add(long item)
    {
        _unfinished++;
        if (_getters.First is { Value: var getter })
        {
            _getters.RemoveFirst();
            getter.TrySetResult(item);
        }
        else
        {
            _items.AddLast(item);
        }
    }

    private bool TryTake(out long item)
    {
        item = 0;
        if ((defect == QueueDefect.LastInFirstOut ? _items.Last : _items.First) is not { } taken)
            return false;
        item = taken.Value;
        _items.Remove(taken);
        if (_putters.First is { Value: var (next, source) } && _items.Count < capacity)
        {
            _putters.RemoveFirst();
            Add(next);
            source.TrySetResult(true);
        }

        return true;
    }

    private void Cancel<TNode, TResult>(
        LinkedList<TNode> list, LinkedListNode<TNode> node, TaskCompletionSource<TResult> source, bool isBroken, CancellationToken token)
    {
        lock (_gate)
        {
            if (!isBroken)
            {
                if (node.List is null)
                    return;
                list.Remove(node);
            }
        }

        source.TrySetCanceled(token);
    }
}
