namespace AsyncRace.Threading.Tests;

/// <summary>What is wrong with a <see cref="BrokenLoop"/>.</summary>
internal enum LoopDefect
{
    None,

    /// <summary>What is posted between the loop's look and its sleep does not wake it.</summary>
    LooksThenSleeps,

    /// <summary>What was posted last runs first.</summary>
    LastPostedFirst,

    /// <summary>A call from another thread runs there.</summary>
    RunsOnTheCaller,

    /// <summary>What the loop's own thread posts overtakes what others have posted.</summary>
    OwnPostsFirst,

    /// <summary>A timer cannot be cancelled once it is due.</summary>
    DueTimersFire,
}

/// <summary>A simple loop with one well-known mistake in it.</summary>
internal sealed class BrokenLoop(LoopDefect defect) : ILoopUnderStress
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Action> _ready = [];
    private readonly SemaphoreSlim _wake = new(0);
    private volatile int _thread;
    private volatile bool _isAsleep;
    private volatile bool _isStopped;

    public void RunForever()
    {
        _thread = Environment.CurrentManagedThreadId;
        while (!_isStopped)
        {
            Action? next;
            lock (_gate)
            {
                next = (defect == LoopDefect.LastPostedFirst ? _ready.Last : _ready.First)?.Value;
                if (next is not null)
                    _ready.Remove(next);
                else if (defect != LoopDefect.LooksThenSleeps)
                    _isAsleep = true;
            }

            if (next is not null)
            {
                next();
                continue;
            }

            Thread.Yield();
            _isAsleep = true;
            _wake.Wait();
        }
    }

    public void Stop()
    {
        _isStopped = true;
        _wake.Release();
    }

    public void Post(Action callback)
    {
        bool wake;
        lock (_gate)
        {
            if (defect == LoopDefect.OwnPostsFirst && Environment.CurrentManagedThreadId == _thread)
                _ready.AddFirst(callback);
            else
                _ready.AddLast(callback);
            wake = _isAsleep;
            _isAsleep = false;
        }

        if (wake)
            _wake.Release();
    }

    public Task<int> InvokeAsync(Func<int> function)
    {
        if (defect == LoopDefect.RunsOnTheCaller)
            return Task.FromResult(function());
        var result = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => result.TrySetResult(function()));
        return result.Task;
    }

    public Action CallLater(TimeSpan delay, Action callback)
    {
        bool isCanceled = false;
        Post(() =>
        {
            if (!isCanceled || defect == LoopDefect.DueTimersFire)
                callback();
        });
        return () => isCanceled = true;
    }
}
