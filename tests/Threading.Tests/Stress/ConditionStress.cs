namespace AsyncRace.Threading.Tests;

/// <summary>A condition as the stress test sees it.</summary>
internal interface IConditionUnderStress
{
    ValueTask<IDisposable> LockAsync();

    ValueTask WaitAsync(CancellationToken token);

    void Notify();
}

/// <summary>The real condition.</summary>
internal sealed class AsyncConditionUnderStress : IConditionUnderStress
{
    private readonly AsyncCondition _condition = new();

    public async ValueTask<IDisposable> LockAsync() => await _condition.LockAsync();

    public ValueTask WaitAsync(CancellationToken token) => _condition.WaitAsync(token);

    public void Notify() => _condition.Notify();
}

/// <summary>
/// One worker puts down an item, notifies one of the others, and goes on when somebody has taken it. Whoever comes back from a wait, whether notified
/// or cancelled, must have the lock; and a notification must reach somebody who uses it: one of the others cannot be cancelled.
/// </summary>
internal sealed class ConditionStress(IConditionUnderStress subject, int seed, int operations) : StressRun(seed, asyncWorkers: 5)
{
    private const int Producer = 0;
    private const int Patient = 1;

    private int _inside;
    private int _items;
    private int _taken;
    private volatile bool _isOver;

    protected override async Task WorkAsync(Worker worker)
    {
        if (worker.Id == Producer)
            await ProduceAsync(worker);
        else
            await ConsumeAsync(worker);
    }

    private async Task ProduceAsync(Worker worker)
    {
        for (int item = 1; item <= operations && GoesOn; item++)
        {
            using (await subject.LockAsync())
            {
                Enter();
                _items++;
                await worker.LingerAsync();
                subject.Notify();
                Leave();
            }

            await UntilAsync(() => Volatile.Read(ref _taken) >= item);
        }

        _isOver = true;
        using (await subject.LockAsync())
        {
            for (int i = 0; i < Workers; i++)
                subject.Notify();
        }
    }

    private async Task ConsumeAsync(Worker worker)
    {
        while (GoesOn && !_isOver)
        {
            int before = Volatile.Read(ref _taken);
            bool isDone = await worker.TryAsync(async token =>
            {
                using (await subject.LockAsync())
                {
                    Enter();
                    while (_items == 0 && !_isOver)
                        await WaitAsync(worker, worker.Id == Patient ? default : token);
                    if (_items > 0)
                    {
                        _items--;
                        Interlocked.Increment(ref _taken);
                    }

                    await worker.LingerAsync();
                    Leave();
                }
            });
            if (!isDone)
                await UntilAsync(() => _isOver || Volatile.Read(ref _taken) > before); // so that it does not save a notification that it has lost
        }
    }

    private async Task WaitAsync(Worker worker, CancellationToken token)
    {
        Leave();
        bool isInside = false;
        try
        {
            ValueTask waiting = subject.WaitAsync(token);
            worker.MayCancel();
            await waiting;
            isInside = true;
        }
        finally
        {
            Enter(); // it has the lock however the wait ended
            if (!isInside)
                Leave();
        }
    }

    private void Enter() => Check(Interlocked.Increment(ref _inside) == 1, "two had the lock at once");

    private void Leave() => Interlocked.Decrement(ref _inside);
}
