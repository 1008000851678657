namespace AsyncRace.Threading.Tests;

/// <summary>A loop as the stress test sees it.</summary>
internal interface ILoopUnderStress
{
    void RunForever();

    void Stop();

    void Post(Action callback);

    Task<int> InvokeAsync(Func<int> function);

    /// <summary>From the loop itself.</summary>
    /// <returns>What cancels it.</returns>
    Action CallLater(TimeSpan delay, Action callback);
}

/// <summary>The real loop.</summary>
internal sealed class AsyncLoopUnderStress : ILoopUnderStress
{
    private readonly AsyncLoop _loop = new();

    public void RunForever()
    {
        _loop.RunForever();
        _loop.Close();
    }

    public void Stop() => _loop.Stop();

    public void Post(Action callback) => _loop.Post(callback);

    public Task<int> InvokeAsync(Func<int> function) => _loop.InvokeAsync(() => Task.FromResult(function()));

    public Action CallLater(TimeSpan delay, Action callback) => _loop.CallLater(delay, callback).Cancel;
}

/// <summary>
/// One worker runs a loop, the others give it work: callbacks, calls whose result comes back, timers that are cancelled in time or not. What the
/// loop runs it runs on its own thread, one after the other, each thing once, what one thread posts in that order, and what it posts itself not
/// before what it can know to have been posted before; and however it sleeps, it wakes.
/// </summary>
internal sealed class LoopStress(ILoopUnderStress subject, int seed, int operations) : StressRun(seed, asyncWorkers: Posters, blockingWorkers: 1)
{
    private const int Posters = 4;

    private readonly int[] _last = new int[Posters];

    /// <summary>Up to which number each poster's things have been posted.</summary>
    private readonly int[] _posted = new int[Posters];
    private int _loopThread;
    private int _inside;
    private int _done;

    protected override async Task WorkAsync(Worker worker)
    {
        if (worker.IsBlocking)
        {
            Volatile.Write(ref _loopThread, Environment.CurrentManagedThreadId);
            subject.RunForever();
            return;
        }

        await UntilAsync(() => Volatile.Read(ref _loopThread) != 0);
        for (int i = 1; i <= operations && GoesOn; i++)
        {
            int number = i;
            await worker.TryAsync(_ => OnceAsync(worker, number));
            Volatile.Write(ref _posted[worker.Id], number);
        }

        if (Interlocked.Increment(ref _done) == Posters)
            subject.Stop();
    }

    private async Task OnceAsync(Worker worker, int number)
    {
        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        switch (worker.Next(4))
        {
            case 0:
                Check(await subject.InvokeAsync(() => OnLoop(worker.Id, number)) == number, "a call's result did not come back");
                return;
            case 1:
                subject.Post(() =>
                {
                    OnLoop(worker.Id, number);
                    bool fired = false, isCanceled = false;
                    Action cancel = subject.CallLater(TimeSpan.Zero, () =>
                    {
                        Check(!isCanceled, "a cancelled timer fired");
                        Check(!fired, "a timer fired twice");
                        fired = true;
                        ran.TrySetResult();
                    });
                    if (number % 2 == 0)
                    {
                        cancel();
                        isCanceled = true;
                        ran.TrySetResult();
                    }
                });
                await ran.Task;
                return;
            case 2:
                subject.Post(() =>
                {
                    OnLoop(worker.Id, number);
                    ran.TrySetResult();
                });
                await ran.Task; // so the loop may fall asleep meanwhile
                return;
            default:
                subject.Post(() => OnLoop(worker.Id, number));
                return;
        }
    }

    private int OnLoop(int poster, int number)
    {
        Check(Environment.CurrentManagedThreadId == _loopThread, "something ran on another thread");
        Check(Interlocked.Increment(ref _inside) == 1, "two things ran at once");
        Check(number > _last[poster], $"what was posted as number {number} ran after number {_last[poster]}");
        _last[poster] = number;
        int other = number % Posters, known = Volatile.Read(ref _posted[other]);
        subject.Post(() => Check(_last[other] >= known, "what the loop posted overtook what had been posted before"));
        Interlocked.Decrement(ref _inside);
        return number;
    }
}
