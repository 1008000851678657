namespace AsyncRace.Threading;

/// <summary>
/// Starts continuations on the thread pool in the order in which this thread completed their waits. A thread's completed waits share one work
/// item: cheaper than one each, and first in, first out although it goes to the thread's own end of the pool, which is not.
/// </summary>
/// <remarks>
/// Before it runs a continuation the work item puts itself back into the pool if more are left, so a continuation that blocks, or takes long,
/// holds up nobody: another worker goes on with the next.
/// </remarks>
internal sealed class Dispatcher
#if !NETSTANDARD2_0
    : IThreadPoolWorkItem
#endif
{
    /// <summary>How many continuations run before the worker sees to the rest of the pool's work.</summary>
#if NETSTANDARD2_0
    private const int RunLength = 1;
#else
    private const int RunLength = 64;
#endif

    [ThreadStatic]
    private static Dispatcher? _ofThisThread;

    private long _state;
    private Waiter? _first;
    private Waiter? _last;
    private bool _isQueued;

    /// <summary>Has the continuations of a chain of waiters run, linked by <see cref="Waiter.Next"/>.</summary>
    internal static void Start(Waiter first, Waiter last) => (_ofThisThread ??= new Dispatcher()).Add(first, last);

    private void Add(Waiter first, Waiter last)
    {
        StateWord.Enter(ref _state);
        if (_last is null)
            _first = first;
        else
            _last.Next = first;
        _last = last;
        bool queue = !_isQueued;
        _isQueued = true;
        StateWord.Exit(ref _state, 0);
        if (queue)
            Queue();
    }

    private void Queue()
    {
#if NETSTANDARD2_0
        ThreadPool.UnsafeQueueUserWorkItem(static dispatcher => ((Dispatcher)dispatcher).Execute(), this);
#else
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
#endif
    }

#if !NETSTANDARD2_0
    void IThreadPoolWorkItem.Execute() => Execute();
#endif

    private void Execute()
    {
#if !NETSTANDARD2_0
        ExecutionContext? context = ExecutionContext.Capture();
#endif
        for (int run = 0; run < RunLength; run++)
        {
            // What is added after this look is for the work item that its adder then queues.
            if (run > 0 && Volatile.Read(ref _first) is null)
                return;
            StateWord.Enter(ref _state);
            if (run == 0)
                _isQueued = false;
            Waiter? waiter = _first;
            bool queue = false;
            if (waiter is not null)
            {
                _first = waiter.Next;
                if (_first is null)
                    _last = null;
                queue = _first is not null && !_isQueued;
                _isQueued |= queue;
            }

            StateWord.Exit(ref _state, 0);
            if (waiter is null)
                return;
            if (queue)
                Queue();
            waiter.Next = null;
            waiter.Execute();
#if !NETSTANDARD2_0
            // As the pool does between work items.
            if (context is not null && !ReferenceEquals(ExecutionContext.Capture(), context))
                ExecutionContext.Restore(context);
            if (SynchronizationContext.Current is not null)
                SynchronizationContext.SetSynchronizationContext(null);
#endif
        }
    }
}
