using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AsyncRace.Threading;

public sealed partial class AsyncLoop
{
    // The state word: closed | sleeping | queue. Under the queue bit: _ready and _timers.
    private const long Sleeping = 4;
    private const long Closed = 8;

    private readonly object _sleep = new();
    private long _state;
    private WorkItem[] _ready = new WorkItem[64];
    private int _readyCount;
    private TimerHeap _timers = new();

    /// <summary>
    /// What the loop's own thread made ready while nothing else was, before all of <see cref="_ready"/>; the loop thread's alone, so that a loop
    /// that nobody else uses needs no interlocked instruction.
    /// </summary>
    private WorkItem[] _own = new WorkItem[64];
    private int _ownCount;

    /// <summary>What runs in this turn; the loop thread's alone.</summary>
    private WorkItem[] _running = new WorkItem[64];

    private Thread? _thread;
    private volatile bool _stopping;
    private int _jobs;

    /// <summary>Runs turns until <see cref="Stop"/>; exactly one turn if that was called before.</summary>
    /// <exception cref="InvalidOperationException">The loop is closed or runs already, or another loop runs on this thread.</exception>
    public void RunForever()
    {
        CheckOpen();
        if (_current is { } other)
            throw new InvalidOperationException($"A loop cannot be run from a running event loop: {other} runs on this thread.");
        if (Interlocked.CompareExchange(ref _thread, Thread.CurrentThread, null) is not null)
            throw new InvalidOperationException($"The event loop is already running on another thread: {this}.");

        SynchronizationContext? previous = SynchronizationContext.Current;
        _current = this;
        try
        {
            do
            {
                SynchronizationContext.SetSynchronizationContext(_context);
                RunTurn();
            }
            while (!_stopping);
        }
        finally
        {
            _stopping = false;
            _current = null;
            SynchronizationContext.SetSynchronizationContext(previous);
            Volatile.Write(ref _thread, null);
        }
    }

    /// <summary>Has the loop stop at the end of the turn. From any thread.</summary>
    public void Stop()
    {
        _stopping = true;
        Wake(StateWord.Enter(ref _state));
    }

    internal LoopTimer AddTimer(TimeSpan due, Action callback)
    {
        var timer = new LoopTimer(this, callback, due);
        long state = StateWord.Enter(ref _state);
        if ((state & Closed) != 0)
        {
            StateWord.Exit(ref _state, state);
            throw IsClosedError();
        }

        _timers.Add(timer);
        if (timer.Index == 0)
            Wake(state);
        else
            StateWord.Exit(ref _state, state);
        return timer;
    }

    /// <returns>Whether the timer was still waiting for its time.</returns>
    internal bool Remove(LoopTimer timer)
    {
        long state = StateWord.Enter(ref _state);
        bool removed = timer.Index >= 0;
        _timers.Remove(timer);
        StateWord.Exit(ref _state, state);
        return removed;
    }

    /// <param name="callback">A <see cref="SendOrPostCallback"/> or a <see cref="LoopHandle"/>.</param>
    /// <param name="argument">What to give to it.</param>
    /// <returns>False if the loop is closed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnqueue(object callback, object? argument)
    {
        // While it runs it is not closed. And what was posted by somebody from whom this thread may have heard since is seen here.
        if (!IsCurrent || Volatile.Read(ref _readyCount) > 0)
            return TryEnqueueForAll(callback, argument);
        Add(ref _own, ref _ownCount, new WorkItem(callback, argument));
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryEnqueueForAll(object callback, object? argument)
    {
        long state = StateWord.Enter(ref _state);
        if ((state & Closed) != 0)
        {
            StateWord.Exit(ref _state, state);
            return false;
        }

        Add(ref _ready, ref _readyCount, new WorkItem(callback, argument));
        Wake(state);
        return true;
    }

    private void Enqueue(object callback, object? argument)
    {
        if (!TryEnqueue(callback, argument))
            throw IsClosedError();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref WorkItem[] items, ref int count, WorkItem item)
    {
        if (count == items.Length)
            Array.Resize(ref items, 2 * count);
        items[count++] = item;
    }

    /// <summary>Gives the queue bit back, and wakes the loop if it sleeps.</summary>
    private void Wake(long state)
    {
        StateWord.Exit(ref _state, state & ~Sleeping);
        if ((state & Sleeping) == 0)
            return;
        lock (_sleep)
            Monitor.Pulse(_sleep);
    }

    private void RunTurn()
    {
        int count = TakeReady();
        if (count == 0 && !_stopping)
        {
            SleepUntilReady();
            count = TakeReady();
        }

        WorkItem[] items = _running;
        for (int i = 0; i < count; i++)
        {
            WorkItem item = items[i];
            items[i] = default;
            try
            {
                if (Debug)
                    ExecuteTimed(item);
                else
                    item.Execute();
            }
            catch (Exception exception)
            {
                Report("A callback threw an exception that nobody awaits", exception);
            }
        }
    }

    /// <summary>Makes due timers ready, and what is ready the work of this turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TakeReady()
    {
        // Whoever adds something at this moment is seen in the next turn; before it sleeps the loop looks under the queue bit.
        return Volatile.Read(ref _readyCount) == 0 && _timers.Count == 0 ? TakeOwn() : TakeAll();
    }

    private int TakeOwn()
    {
        int count = _ownCount;
        (_running, _own) = (_own, _running);
        _ownCount = 0;
        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TakeAll()
    {
        long state = StateWord.Enter(ref _state);
        if (_timers.First is { } first)
        {
            TimeSpan now = Time;
            while (first is not null && first.Due <= now)
            {
                first.HasFired = true;
                _timers.Remove(first);
                Add(ref _ready, ref _readyCount, new WorkItem(first, null));
                first = _timers.First;
            }
        }

        int count = _readyCount;
        (_running, _ready) = (_ready, _running);
        _readyCount = 0;
        StateWord.Exit(ref _state, state);
        if (_ownCount == 0)
            return count;
        for (int i = 0; i < count; i++)
            Add(ref _own, ref _ownCount, _running[i]);
        Array.Clear(_running, 0, count);
        return TakeOwn();
    }

    private void SleepUntilReady()
    {
        while (true)
        {
            long state = StateWord.Enter(ref _state);
            TimeSpan? due = _timers.First?.Due;
            if (_readyCount > 0 || _stopping || due <= Time)
            {
                StateWord.Exit(ref _state, state);
                return;
            }

            if (_isVirtual && due is { } next && Volatile.Read(ref _jobs) == 0)
            {
                Volatile.Write(ref _virtualTicks, next.Ticks);
                StateWord.Exit(ref _state, state);
                return;
            }

            StateWord.Exit(ref _state, state | Sleeping);
            Sleep(_isVirtual || due is null ? Timeout.Infinite : MillisecondsUntil(due.Value));
        }
    }

    private int MillisecondsUntil(TimeSpan due) =>
        (int)Math.Max(0, Math.Min(Math.Ceiling((due - Time).TotalMilliseconds), int.MaxValue));

    private void Sleep(int milliseconds)
    {
        lock (_sleep)
        {
            // Whoever wakes the loop clears the bit first and pulses then, so no wake-up falls in between.
            if ((Volatile.Read(ref _state) & Sleeping) != 0)
                Monitor.Wait(_sleep, milliseconds);
        }

        StateWord.Exit(ref _state, StateWord.Enter(ref _state) & ~Sleeping);
    }

    private void ExecuteTimed(WorkItem item)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            item.Execute();
        }
        finally
        {
            TimeSpan taken = ElapsedSince(start);
            if (taken > SlowCallbackDuration)
                Report($"A callback kept the loop for {taken.TotalMilliseconds:F0} ms; nothing else of the loop could run meanwhile", null);
        }
    }

    private void Report(string message, Exception? exception)
    {
        var incident = new LoopIncident(this, message, exception);
        try
        {
            if (IncidentHandler is { } handler)
                handler(incident);
            else
                Console.Error.WriteLine(incident);
        }
        catch (Exception inHandler)
        {
            // The handler's own failure must not end the loop either.
            Console.Error.WriteLine(new LoopIncident(this, "The loop's incident handler threw an exception", inHandler));
            Console.Error.WriteLine(incident);
        }
    }

    private readonly struct WorkItem(object callback, object? argument)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Execute()
        {
            if (callback is SendOrPostCallback posted)
                posted(argument);
            else
                ((LoopHandle)callback).Run();
        }

        internal void MoveToThreadPool()
        {
            if (callback is SendOrPostCallback posted)
                ThreadPool.UnsafeQueueUserWorkItem(new WaitCallback(posted), argument);
        }
    }
}
