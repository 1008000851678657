using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AsyncRace.Threading;

/// <summary>
/// Hands items from those who put them to those who get them, first in, first out; bounded or not; and knows when all of them have been
/// dealt with.
/// </summary>
/// <remarks>
/// <para><b>Order.</b> Getters and putters that have to wait are served strictly first come, first served. An item is handed directly to
/// the first waiting getter.</para>
/// <para><b>Cancellation.</b> A token that is already cancelled always throws. Cancelling one of many waiters takes the same time however
/// many there are. A get that is cancelled after an item was handed to it but before the waiting method has gone on gives the item to the
/// next getter, or back to the queue as the next to come out: no item is lost, and for that moment the queue may hold more than its size. A put that is cancelled after its item was taken in ends normally.</para>
/// <para><b>All done.</b> Each item that was put is unfinished until <see cref="TaskDone"/> is called for it; <see cref="JoinAsync"/> waits
/// until none is.</para>
/// <para><b>The end.</b> After <see cref="Shutdown"/> nothing more can be put; what is in the queue can still be got, unless the shutdown is
/// immediate. Whoever waits then gets a <see cref="QueueShutDownException"/>, and an enumeration ends.</para>
/// <para><b>Where continuations run.</b> On the captured <see cref="SynchronizationContext"/> or <see cref="TaskScheduler"/>, otherwise on
/// the thread pool; never inside a putting or getting call.</para>
/// <para><b>Thread safety.</b> Every member may be called from any thread and from any event loop. The queue needs no disposal. Waiting
/// allocates nothing once the process has warmed up.</para>
/// </remarks>
/// <example>
/// <code>
/// var queue = new AsyncQueue&lt;Order&gt;(maxSize: 100);
///
/// // any number of producers
/// await queue.PutAsync(order, cancellationToken);
///
/// // any number of consumers
/// await foreach (Order order in queue)
/// {
///     await ProcessAsync(order);
///     queue.TaskDone();
/// }
///
/// // at the end
/// queue.Shutdown();
/// await queue.JoinAsync();
/// </code>
/// </example>
/// <typeparam name="T">The type of the items.</typeparam>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(AsyncQueue<>.DebugView))]
public partial class AsyncQueue<T> : IAsyncEnumerable<T>, IWaitTarget
{
    private readonly ItemStore<T> _items;

    /// <summary>The same, if it is first in, first out: then no user's comparer can throw under the queue bit, and the short paths will do.</summary>
    private readonly RingStore<T>? _ring;
    private readonly int _capacity;
    private readonly AsyncLoop? _loop;

    // Only the queue bit is used of the word: everything below belongs to whoever has it.
    private long _state;
    private WaitList _getters;
    private WaitList _putters;
    private WaitList _joiners;
    private bool _isShutDown;
    private bool _dropsItems;

    /// <summary>How many items were put, less those that a shutdown dropped.</summary>
    private long _put;

    /// <summary>How many of them have been dealt with. Changes by interlocked instructions, without the queue bit.</summary>
    private long _done;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="maxSize">How many items it may hold before putters have to wait; 0 for any number.</param>
    /// <param name="loop">If given, waits may suspend on this loop only: elsewhere they throw <see cref="InvalidOperationException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public AsyncQueue(int maxSize = 0, AsyncLoop? loop = null)
        : this(maxSize, loop, new RingStore<T>())
    {
    }

    private protected AsyncQueue(int maxSize, AsyncLoop? loop, object store)
    {
        if (maxSize < 0)
            throw new ArgumentOutOfRangeException(nameof(maxSize), maxSize, "The size must not be negative; 0 stands for any number of items.");
        MaxSize = maxSize;
        _loop = loop;
        _capacity = maxSize == 0 ? int.MaxValue : maxSize;
        _items = (ItemStore<T>)store;
        _ring = store as RingStore<T>;
    }

    /// <summary>How many items the queue may hold; 0 for any number.</summary>
    public int MaxSize { get; }

    /// <summary>How many items the queue holds. Like all that follow: what it says may be over before the caller can act on it.</summary>
    public int Count => _items.Count;

    /// <summary>Whether the queue holds no item.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Whether the queue has no room.</summary>
    public bool IsFull => Count >= _capacity;

    /// <summary>Whether the queue was shut down.</summary>
    public bool IsShutDown => Volatile.Read(ref _isShutDown);

    /// <summary>Puts an item, waiting for room if there is none.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the wait; then the item is not put.</param>
    /// <returns>A task that ends when the item is in the queue, or was handed to a getter. Await it exactly once.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the item was not put.</exception>
    /// <exception cref="QueueShutDownException">The queue was shut down; the item was not put.</exception>
    public ValueTask PutAsync(T item, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of(cancellationToken);
        if (TryAddAtOnce(item))
            return default;
        return PutOrQueue(item, Timeout.InfiniteTimeSpan, cancellationToken, out bool isShutDown) switch
        {
            { } waiter => waiter.AsTask(),
            null when isShutDown => new ValueTask(Task.FromException(new QueueShutDownException())),
            null => default,
        };
    }

    /// <summary>Puts an item, waiting for room for a limited time if there is none.</summary>
    /// <param name="item">The item.</param>
    /// <param name="timeout">How long to wait: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait; then the item is not put.</param>
    /// <returns>Whether the item was put.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the item was not put.</exception>
    /// <exception cref="QueueShutDownException">The queue was shut down; the item was not put.</exception>
    public ValueTask<bool> TryPutAsync(T item, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Deadline.Validate(timeout);
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<bool>(cancellationToken);
        if (TryPut(item))
            return new ValueTask<bool>(true);
        if (timeout == TimeSpan.Zero && !IsShutDown)
            return new ValueTask<bool>(false);
        return PutOrQueue(item, timeout, cancellationToken, out bool isShutDown) switch
        {
            { } waiter => waiter.AsTimedTask(),
            null when isShutDown => new ValueTask<bool>(Task.FromException<bool>(new QueueShutDownException())),
            null => new ValueTask<bool>(true),
        };
    }

    /// <summary>Puts an item if there is room, without waiting.</summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether the item was put; false too if the queue was shut down.</returns>
    public bool TryPut(T item) => TryPutCore(item) == PutResult.Done;

    /// <summary>Puts an item without waiting.</summary>
    /// <param name="item">The item.</param>
    /// <exception cref="QueueFullException">There is no room.</exception>
    /// <exception cref="QueueShutDownException">The queue was shut down.</exception>
    public void PutNoWait(T item)
    {
        switch (TryPutCore(item))
        {
            case PutResult.NoRoom:
                throw new QueueFullException();
            case PutResult.ShutDown:
                throw new QueueShutDownException();
        }
    }

    /// <summary>Gets the next item, waiting for one if there is none.</summary>
    /// <param name="cancellationToken">Ends the wait; then no item is taken.</param>
    /// <returns>The item. Await the task exactly once.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no item was taken.</exception>
    /// <exception cref="QueueShutDownException">The queue was shut down and holds no item any more.</exception>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<T>(cancellationToken);
        if (TryTakeAtOnce(out T? next))
            return new ValueTask<T>(next!);
        return GetOrQueue(Timeout.InfiniteTimeSpan, cancellationToken, out T? item, out bool isShutDown) switch
        {
            { } waiter => new ValueTask<T>(waiter, waiter.Version),
            null when isShutDown => new ValueTask<T>(Task.FromException<T>(new QueueShutDownException())),
            null => new ValueTask<T>(item!),
        };
    }

    /// <summary>Gets the next item, waiting for one for a limited time if there is none.</summary>
    /// <param name="timeout">How long to wait: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait; then no item is taken.</param>
    /// <returns>Whether there was an item in time, and the item.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; no item was taken.</exception>
    /// <exception cref="QueueShutDownException">The queue was shut down and holds no item any more.</exception>
    public ValueTask<(bool HasItem, T? Item)> TryGetAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Deadline.Validate(timeout);
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<(bool HasItem, T? Item)>(cancellationToken);
        if (TryGet(out T? item))
            return new ValueTask<(bool HasItem, T? Item)>((true, item));
        if (timeout == TimeSpan.Zero && !IsShutDown)
            return default;
        return GetOrQueue(timeout, cancellationToken, out item, out bool isShutDown) switch
        {
            { } waiter => new ValueTask<(bool HasItem, T? Item)>(waiter, waiter.Version),
            null when isShutDown => new ValueTask<(bool HasItem, T? Item)>(
                Task.FromException<(bool HasItem, T? Item)>(new QueueShutDownException())),
            null => new ValueTask<(bool HasItem, T? Item)>((true, item)),
        };
    }

    /// <summary>Gets the next item if there is one, without waiting.</summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether there was one.</returns>
#pragma warning disable CS8767 // netstandard2.0 has no MaybeNullWhen, so the item is said to be nullable
    public bool TryGet(out T? item)
#pragma warning restore CS8767
    {
        PutWaiter? putter;
        bool taken;
        StateWord.Enter(ref _state);
        try
        {
            taken = TryTake(out item, out putter);
        }
        finally
        {
            // A priority queue's comparer is the user's and may throw.
            StateWord.Exit(ref _state, 0);
        }

        putter?.Complete(Outcome.Granted);
        return taken;
    }

    /// <summary>Gets the next item without waiting.</summary>
    /// <returns>The item.</returns>
    /// <exception cref="QueueEmptyException">There is none.</exception>
    /// <exception cref="QueueShutDownException">There is none, and the queue was shut down.</exception>
    public T GetNoWait() => TryGet(out T? item)
        ? item!
        : throw (IsShutDown ? new QueueShutDownException() : new QueueEmptyException());

    /// <summary>Says that an item that was got has been dealt with.</summary>
    /// <exception cref="InvalidOperationException">It was said more often than items were put.</exception>
    public void TaskDone()
    {
        long done = Volatile.Read(ref _done);
        while (true)
        {
            if (done >= Volatile.Read(ref _put))
                throw new InvalidOperationException("TaskDone was called more often than items were put into the queue.");
            long before = Interlocked.CompareExchange(ref _done, done + 1, done);
            if (before == done)
                break;
            done = before;
        }

        // Who joins queues first and looks then, and this one has counted first: one of the two sees the other.
        if (!_joiners.IsEmpty && Unfinished <= 0)
            EndJoins();
    }

    /// <summary>Ends all joins, if there still is nothing to wait for.</summary>
    private void EndJoins()
    {
        StateWord.Enter(ref _state);
        Waiter? joiners = Unfinished <= 0 ? _joiners.DequeueMany(int.MaxValue) : null;
        StateWord.Exit(ref _state, 0);
        WaitList.CompleteAll(joiners);
    }

    /// <summary>Waits until every item that was put has been dealt with.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when no item is unfinished. Await it exactly once.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask JoinAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of(cancellationToken);
        return QueueJoiner(Timeout.InfiniteTimeSpan, cancellationToken)?.AsTask() ?? default;
    }

    /// <summary>Waits for a limited time until every item that was put has been dealt with.</summary>
    /// <param name="timeout">How long to wait: zero to only look, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether no item is unfinished.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<bool> TryJoinAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Deadline.Validate(timeout);
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<bool>(cancellationToken);
        if (timeout == TimeSpan.Zero)
            return new ValueTask<bool>(Unfinished <= 0);
        return QueueJoiner(timeout, cancellationToken)?.AsTimedTask() ?? new ValueTask<bool>(true);
    }

    /// <summary>
    /// Ends the queue: nothing can be put any more, and putters and getters that wait get a <see cref="QueueShutDownException"/>. Does
    /// nothing if it was shut down, unless it is immediate now and was not then.
    /// </summary>
    /// <param name="immediate">Whether to drop the items that are in the queue, as if they had been dealt with.</param>
    public void Shutdown(bool immediate = false)
    {
        StateWord.Enter(ref _state);
        _isShutDown = true;
        if (immediate)
        {
            _dropsItems = true;
            Volatile.Write(ref _put, _put - Math.Min(Unfinished, _items.Count));
            _items.Clear();
        }

        Waiter? getters = _getters.DequeueMany(int.MaxValue), putters = _putters.DequeueMany(int.MaxValue);
        Waiter? joiners = Unfinished <= 0 ? _joiners.DequeueMany(int.MaxValue) : null;
        StateWord.Exit(ref _state, 0);
        Fail(getters);
        Fail(putters);
        WaitList.CompleteAll(joiners);

        static void Fail(Waiter? chain)
        {
            while (chain is { } waiter)
            {
                chain = waiter.Next;
                waiter.Next = null;
                waiter.Complete(Outcome.Failed, new QueueShutDownException());
            }
        }
    }

    /// <summary>Gets items until the queue was shut down and is empty. <see cref="TaskDone"/> is left to the caller.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The enumerator. Several may run at once; each item goes to one of them.</returns>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            T item;
            try
            {
                item = await GetAsync(cancellationToken);
            }
            catch (QueueShutDownException)
            {
                yield break;
            }

            yield return item;
        }
    }

    /// <summary>
    /// Says the size and who waits, for example <c>AsyncQueue [maxsize=2, items=[1, 2], putters[1], tasks=2]</c>. Of many items only the first are
    /// named.
    /// </summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        const int Named = 10;
        T[] items = Snapshot();
        (int getters, int putters, long unfinished, bool isShutDown) = (_getters.Count, _putters.Count, Unfinished, _isShutDown);
        string contents = string.Join(", ", items.Take(Named)) + (items.Length > Named ? ", …" : "");
        return TypeName
            + $" [maxsize={MaxSize}"
            + (items.Length > 0 ? $", items=[{contents}]" : "")
            + (getters > 0 ? $", getters[{getters}]" : "")
            + (putters > 0 ? $", putters[{putters}]" : "")
            + (unfinished > 0 ? $", tasks={unfinished}" : "")
            + (isShutDown ? ", shutdown]" : "]");
    }

    private T[] Snapshot()
    {
        StateWord.Enter(ref _state);
        try
        {
            return _items.ToArray();
        }
        finally
        {
            StateWord.Exit(ref _state, 0);
        }
    }

    /// <summary>How many items have not been dealt with. What is done meanwhile can make it too large, and whoever does that looks again.</summary>
    private long Unfinished
    {
        get
        {
            long done = Volatile.Read(ref _done);
            return Volatile.Read(ref _put) - done;
        }
    }

    private protected virtual string TypeName => nameof(AsyncQueue<T>);

    void IWaitTarget.Withdraw(Waiter waiter, Outcome outcome)
    {
        StateWord.Enter(ref _state);
        bool withdrawn = waiter.CanWithdraw(this, outcome);
        if (withdrawn)
        {
            switch (waiter)
            {
                case GetWaiter:
                    _getters.Remove(waiter);
                    break;
                case PutWaiter:
                    _putters.Remove(waiter);
                    break;
                default:
                    _joiners.Remove(waiter);
                    break;
            }
        }

        StateWord.Exit(ref _state, 0);
        if (withdrawn)
            waiter.Complete(outcome);
    }

    void IWaitTarget.PassOn(Waiter waiter)
    {
        if (waiter is not GetWaiter { Item: var item })
            return;
        Waiter? next = null, joiners = null;
        StateWord.Enter(ref _state);
        try
        {
            if (_dropsItems)
            {
                Volatile.Write(ref _put, _put - 1);
                if (Unfinished <= 0)
                    joiners = _joiners.DequeueMany(int.MaxValue);
            }
            else if (_getters.Dequeue() is GetWaiter getter)
            {
                getter.Item = item;
                next = getter;
            }
            else
            {
                _items.PutBack(item!);
            }
        }
        finally
        {
            StateWord.Exit(ref _state, 0);
        }

        next?.Complete(Outcome.Granted);
        WaitList.CompleteAll(joiners);
    }

    private enum PutResult
    {
        Done,
        NoRoom,
        ShutDown,
    }

    private PutResult TryPutCore(T item)
    {
        PutResult result;
        GetWaiter? getter;
        StateWord.Enter(ref _state);
        try
        {
            result = TryAdd(item, out getter);
        }
        finally
        {
            StateWord.Exit(ref _state, 0);
        }

        getter?.Complete(Outcome.Granted);
        return result;
    }

    /// <summary>Under the queue bit: hands an item to the first getter, or stores it if there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PutResult TryAdd(T item, out GetWaiter? getter)
    {
        getter = null;
        if (_isShutDown)
            return PutResult.ShutDown;
        if (!_getters.IsEmpty)
        {
            getter = (GetWaiter)_getters.Dequeue()!;
            getter.Item = item;
        }
        else if (_items.Count >= _capacity)
        {
            return PutResult.NoRoom;
        }
        else
        {
            _items.Add(item);
        }

        Volatile.Write(ref _put, _put + 1);
        return PutResult.Done;
    }

    /// <summary>Under the queue bit: takes an item, and lets the first putter's in for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTake(out T? item, out PutWaiter? putter)
    {
        putter = null;
        if (_items.Count == 0)
        {
            item = default;
            return false;
        }

        item = _items.Take();
        if (!_putters.IsEmpty && _items.Count < _capacity)
        {
            putter = (PutWaiter)_putters.Dequeue()!;
            _items.Add(putter.Item!);
            Volatile.Write(ref _put, _put + 1);
        }

        return true;
    }

    /// <summary>Stores an item if nothing else is to be done: nobody gets, there is room, and nobody else is in the queue at the moment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAddAtOnce(T item)
    {
        if (_ring is not { } ring || ring.Count >= _capacity || !StateWord.TryEnter(ref _state))
            return false;
        bool canAdd = ring.HasPlace && ring.Count < _capacity && _getters.IsEmpty && !_isShutDown;
        if (canAdd)
        {
            ring.AddInPlace(item);
            Volatile.Write(ref _put, _put + 1);
        }

        StateWord.Exit(ref _state, 0);
        return canAdd;
    }

    /// <summary>Takes an item if nothing else is to be done: there is one, nobody waits to put, and nobody else is in the queue at the moment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTakeAtOnce(out T? item)
    {
        item = default;
        if (_ring is not { } ring || ring.Count == 0 || !StateWord.TryEnter(ref _state))
            return false;
        bool canTake = ring.Count > 0 && _putters.IsEmpty;
        if (canTake)
            item = ring.TakeFirst();
        StateWord.Exit(ref _state, 0);
        return canTake;
    }

    private PutWaiter? PutOrQueue(T item, TimeSpan timeout, CancellationToken cancellationToken, out bool isShutDown)
    {
        // Only a look: the slow path decides under the queue bit.
        PutResult result = IsFull ? PutResult.NoRoom : TryPutCore(item);
        isShutDown = result == PutResult.ShutDown;
        return result == PutResult.NoRoom ? PutOrQueueSlow(item, timeout, cancellationToken, out isShutDown) : null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private PutWaiter? PutOrQueueSlow(T item, TimeSpan timeout, CancellationToken cancellationToken, out bool isShutDown)
    {
        if (!IsShutDown)
            LoopBinding.Check(_loop, this);
        PutWaiter waiter = PutWaiter.Rent();
        waiter.Begin(this, cancellationToken, timeout);
        waiter.Item = item;
        PutResult result;
        GetWaiter? getter;
        StateWord.Enter(ref _state);
        try
        {
            result = TryAdd(item, out getter);
            if (result == PutResult.NoRoom)
                _putters.Enqueue(waiter, this);
        }
        finally
        {
            StateWord.Exit(ref _state, 0);
        }

        isShutDown = result == PutResult.ShutDown;
        if (result == PutResult.NoRoom)
        {
            waiter.Watch();
            return waiter;
        }

        waiter.Discard();
        getter?.Complete(Outcome.Granted);
        return null;
    }

    private GetWaiter? GetOrQueue(TimeSpan timeout, CancellationToken cancellationToken, out T? item, out bool isShutDown)
    {
        isShutDown = false;
        item = default;
        return !IsEmpty && TryGet(out item) ? null : GetOrQueueSlow(timeout, cancellationToken, out item, out isShutDown);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private GetWaiter? GetOrQueueSlow(TimeSpan timeout, CancellationToken cancellationToken, out T? item, out bool isShutDown)
    {
        if (!IsShutDown)
            LoopBinding.Check(_loop, this);
        GetWaiter waiter = GetWaiter.Rent();
        waiter.Begin(this, cancellationToken, timeout);
        PutWaiter? putter;
        bool queued;
        StateWord.Enter(ref _state);
        try
        {
            bool taken = TryTake(out item, out putter);
            isShutDown = !taken && _isShutDown;
            queued = !taken && !isShutDown;
            if (queued)
                _getters.Enqueue(waiter, this);
        }
        finally
        {
            StateWord.Exit(ref _state, 0);
        }

        if (queued)
        {
            waiter.Watch();
            return waiter;
        }

        waiter.Discard();
        putter?.Complete(Outcome.Granted);
        return null;
    }

    private SignalWaiter? QueueJoiner(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (Unfinished <= 0)
            return null;
        LoopBinding.Check(_loop, this);
        SignalWaiter waiter = SignalWaiter.Rent();
        waiter.Begin(this, cancellationToken, timeout);
        StateWord.Enter(ref _state);
        _joiners.Enqueue(waiter, this);
        StateWord.Exit(ref _state, 0);
        Interlocked.MemoryBarrier(); // see TaskDone
        if (Unfinished <= 0)
            EndJoins();
        waiter.Watch();
        return waiter;
    }
}
