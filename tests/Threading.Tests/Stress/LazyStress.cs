namespace AsyncRace.Threading.Tests;

/// <summary>A lazy value as the stress test sees it.</summary>
internal interface ILazyUnderStress
{
    Task<int> GetAsync(CancellationToken token);

    void Reset();
}

/// <summary>The real lazy value.</summary>
internal sealed class AsyncLazyUnderStress(Func<Task<int>> factory) : ILazyUnderStress
{
    private readonly AsyncLazy<int> _lazy = new(factory);

    public Task<int> GetAsync(CancellationToken token) => _lazy.GetValueAsync(token);

    public void Reset() => _lazy.Reset();
}

/// <summary>
/// All workers want the value; some give up, some reset it, and every fourth execution fails. There is never an execution more than resets and failures
/// ask for; a caller that gives up ends nobody else's wait; and who heard of a failure does not meet that one again.
/// </summary>
internal sealed class LazyStress : StressRun
{
    private readonly ILazyUnderStress _subject;
    private readonly int _operations;
    private int _executions;
    private int _forgotten;

    internal LazyStress(Func<Func<Task<int>>, ILazyUnderStress> create, int seed, int operations)
        : base(seed, asyncWorkers: 6, blockingWorkers: 2)
    {
        _subject = create(MakeAsync);
        _operations = operations;
    }

    protected override async Task WorkAsync(Worker worker)
    {
        int failed = 0;
        for (int i = 0; i < _operations && GoesOn; i++)
        {
            if (worker.OneIn(5))
            {
                Interlocked.Increment(ref _forgotten);
                _subject.Reset();
            }

            await worker.TryAsync(async token =>
            {
                Task<int> getting = _subject.GetAsync(token);
                worker.MayCancel();
                try
                {
                    await worker.End(new ValueTask<int>(getting));
                }
                catch (ExecutionFailedException failure)
                {
                    Check(failure.Execution != failed, "who had heard of a failure met it again");
                    failed = failure.Execution;
                }
            });
        }
    }

    private async Task<int> MakeAsync()
    {
        int execution = Interlocked.Increment(ref _executions);
        Check(execution <= 1 + Volatile.Read(ref _forgotten), "an execution began although one had been begun and not forgotten");
        if (execution % 3 > 0)
            await Task.Yield();
        if (execution % 4 > 0)
            return execution;
        Interlocked.Increment(ref _forgotten);
        throw new ExecutionFailedException(execution);
    }

    private sealed class ExecutionFailedException(int execution) : Exception
    {
        internal int Execution => execution;
    }
}
