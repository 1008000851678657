namespace AsyncRace.Threading.Tests;

/// <summary>An event as the stress tests see it.</summary>
internal interface IEventUnderStress
{
    ValueTask WaitAsync(CancellationToken token);

    void Set();

    void Reset();
}

/// <summary>The real events.</summary>
internal sealed class AutoResetUnderStress : IEventUnderStress
{
    private readonly AsyncAutoResetEvent _event = new();

    public ValueTask WaitAsync(CancellationToken token) => _event.WaitAsync(token);

    public void Set() => _event.Set();

    public void Reset() => _event.Reset();
}

/// <inheritdoc cref="AutoResetUnderStress"/>
internal sealed class ManualResetUnderStress : IEventUnderStress
{
    private readonly AsyncManualResetEvent _event = new();

    public ValueTask WaitAsync(CancellationToken token) => _event.WaitAsync(token);

    public void Set() => _event.Set();

    public void Reset() => _event.Reset();
}

/// <summary>
/// One worker sets the event, the next time when somebody has passed. So each signal lets exactly one pass: if two do, it was given twice; if
/// nobody does, it was lost. One of the others cannot be cancelled: there is always somebody for whom the signal is.
/// </summary>
internal sealed class AutoResetStress(IEventUnderStress subject, int seed, int operations) : StressRun(seed, asyncWorkers: 5)
{
    private const int Setter = 0;
    private const int Patient = 1;

    private int _passed;
    private int _leaving;
    private volatile bool _isOver;

    protected override async Task WorkAsync(Worker worker)
    {
        if (worker.Id == Setter)
            await SetAsync();
        else
            await PassAsync(worker);
    }

    private async Task SetAsync()
    {
        for (int signal = 1; signal <= operations && GoesOn; signal++)
        {
            subject.Set();
            await UntilAsync(() => Volatile.Read(ref _passed) >= signal);
            Check(Volatile.Read(ref _passed) == signal, "two passed for one signal");
        }

        _isOver = true;
        while (GoesOn && Volatile.Read(ref _leaving) < Workers - 1)
        {
            subject.Set();
            await Task.Yield();
        }
    }

    private async Task PassAsync(Worker worker)
    {
        while (GoesOn && !_isOver)
        {
            int before = Volatile.Read(ref _passed);
            bool passed = await worker.TryAsync(async token =>
            {
                ValueTask waiting = subject.WaitAsync(worker.Id == Patient ? default : token);
                worker.MayCancel();
                await waiting;
            });
            if (passed)
                Interlocked.Increment(ref _passed);
            else
                await UntilAsync(() => _isOver || Volatile.Read(ref _passed) > before); // so that it does not save a signal that it has lost
        }

        Interlocked.Increment(ref _leaving);
    }
}

/// <summary>
/// One worker sets the event and resets it at once. Whoever waited by then passes, or was cancelled; nobody passes an event that was not set since
/// he came.
/// </summary>
internal sealed class ManualResetStress(IEventUnderStress subject, int seed, int operations) : StressRun(seed, asyncWorkers: 6)
{
    private const int Setter = 0;

    /// <summary>Of each worker, the number of the wait it is in; 0 if it is in none.</summary>
    private readonly long[] _waits = new long[6];

    private long _sets;
    private long _resets;
    private volatile bool _isOver;

    protected override async Task WorkAsync(Worker worker)
    {
        if (worker.Id == Setter)
            await PulseAsync();
        else
            await PassAsync(worker);
    }

    private async Task PulseAsync()
    {
        for (int pulse = 0; pulse < operations && GoesOn; pulse++)
        {
            await UntilAsync(() => _waits.Any(wait => Volatile.Read(ref wait) != 0));
            long[] waits = [.. _waits];
            Interlocked.Increment(ref _sets);
            subject.Set();
            subject.Reset();
            Interlocked.Increment(ref _resets);
            for (int i = 0; i < waits.Length; i++)
                await UntilAsync(() => waits[i] == 0 || Volatile.Read(ref _waits[i]) != waits[i]);
        }

        _isOver = true;
        Interlocked.Increment(ref _sets);
        subject.Set();
    }

    private async Task PassAsync(Worker worker)
    {
        for (long wait = 1; GoesOn && !_isOver; wait++)
        {
            long resets = Interlocked.Read(ref _resets);
            bool passed = await worker.TryAsync(async token =>
            {
                ValueTask waiting = subject.WaitAsync(token);
                if (!waiting.IsCompleted)
                    Volatile.Write(ref _waits[worker.Id], wait);
                if (worker.OneIn(4))
                    worker.MayCancel();
                await waiting;
            });
            Volatile.Write(ref _waits[worker.Id], 0);
            Check(!passed || Interlocked.Read(ref _sets) > resets, "somebody passed an event that was not set");
        }
    }
}
