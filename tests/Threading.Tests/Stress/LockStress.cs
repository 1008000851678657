namespace AsyncRace.Threading.Tests;

/// <summary>
/// Workers on real threads enter and leave one lock in every form, cancel their own and each other's waits, and dispose what they have
/// disposed before. A seed fixes what each worker decides (not how the threads interleave).
/// </summary>
internal sealed class LockStress(ILockUnderStress subject, int seed, int operations, TimeSpan patience)
{
    private const int AsyncWorkers = 6;
    private const int BlockingWorkers = 2;

    private readonly CancellationTokenSource?[] _sources = new CancellationTokenSource?[AsyncWorkers + BlockingWorkers];
    private int _inside;
    private long _entered;
    private long _unguarded;
    private long _steps;
    private volatile string? _violation;

    /// <summary>Runs all workers to their end, or until the first violation, or until nothing has moved for the time of patience.</summary>
    /// <returns>What was violated; null if nothing was.</returns>
    internal async Task<string?> RunAsync()
    {
        Task[] workers =
        [
            .. Enumerable.Range(0, AsyncWorkers).Select(id => Task.Run(() => WorkAsync(id))),
            .. Enumerable.Range(AsyncWorkers, BlockingWorkers).Select(id => Guard.OnThread(() => WorkAsync(id).GetAwaiter().GetResult())),
        ];
        Task all = Task.WhenAll(workers);
        long steps = -1;
        while (await Task.WhenAny(all, Task.Delay(patience)) != all)
        {
            long now = Interlocked.Read(ref _steps);
            if (_violation is not null)
                return _violation;
            if (now == steps)
                return $"nothing moved any more after {steps} operations: a wake-up was lost";
            steps = now;
        }

        await all;
        if (_violation is null && _unguarded != _entered)
            return $"{_entered} entries but a count of {_unguarded}: two were inside at once";
        return _violation ?? (subject.IsIdle ? null : "the lock is not idle after everybody has left");
    }

    private async Task WorkAsync(int id)
    {
        bool blocking = id >= AsyncWorkers;
        var random = new Random((seed * 31) + id);
        var disposed = new Queue<IDisposable>();
        for (int i = 0; i < operations && _violation is null; i++)
        {
            Interlocked.Increment(ref _steps);
            using var source = new CancellationTokenSource();
            CancellationToken token = random.Next(3) == 0 ? default : source.Token;
            Volatile.Write(ref _sources[id], source);
            if (random.Next(20) == 0)
                source.Cancel();

            LockForm form = blocking ? LockForm.Blocking : (LockForm)random.Next((int)LockForm.Blocking);
            try
            {
                ValueTask<IDisposable?> entering = subject.EnterAsync(form, token);
                if (random.Next(4) == 0)
                    source.Cancel();
                if (random.Next(4) == 0)
                    CancelSomebody(random);
                IDisposable? entered = blocking ? entering.AsTask().GetAwaiter().GetResult() : await entering;
                if (entered is not null)
                {
                    await InsideAsync(random, blocking);
                    entered.Dispose();
                    disposed.Enqueue(entered);
                }
            }
            catch (OperationCanceledException exception) when (exception.CancellationToken == source.Token)
            {
            }
            catch (Exception exception)
            {
                _violation ??= exception.ToString();
            }

            if (disposed.Count > 4 || (disposed.Count > 0 && random.Next(3) == 0))
                disposed.Dequeue().Dispose();
            Volatile.Write(ref _sources[id], null);
        }
    }

    private async Task InsideAsync(Random random, bool blocking)
    {
        CheckAlone(Interlocked.Increment(ref _inside));
        long before = _unguarded;
        switch (random.Next(4))
        {
            case 0 when !blocking:
                await Task.Yield();
                break;
            case 1:
                Thread.SpinWait(random.Next(100));
                break;
            case 2:
                CancelSomebody(random);
                break;
        }

        _unguarded = before + 1;
        Interlocked.Increment(ref _entered);
        CheckAlone(Interlocked.Decrement(ref _inside) + 1);
    }

    private void CheckAlone(int inside)
    {
        if (inside != 1)
            _violation ??= $"{inside} were inside at once";
    }

    private void CancelSomebody(Random random)
    {
        try
        {
            Volatile.Read(ref _sources[random.Next(_sources.Length)])?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // its owner was just done with it
        }
    }
}
