using BenchmarkDotNet.Attributes;

namespace AsyncRace.Threading.Benchmarks;

[Row(7, "set an event with 1,000 waiters, each", "TaskCompletionSource", Target = 0.85)]
public class SetEvent
{
    private const int Waiters = 1_000;
    private readonly AsyncManualResetEvent _event = new();

    [Benchmark(Baseline = true, OperationsPerInvoke = Waiters)]
    public async Task Base()
    {
        var completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task all = Many.Run(Waiters, async _ => await completion.Task);
        completion.SetResult();
        await all;
    }

    [Benchmark(OperationsPerInvoke = Waiters)]
    public async Task Ours()
    {
        _event.Reset();
        Task all = Many.Run(Waiters, async _ => await _event.WaitAsync());
        _event.Set();
        await all;
    }
}

[Row(8, "condition ping-pong", "AsyncLock handed on", Target = 2, Bytes = 0)]
public class ConditionPingPong
{
    private const int Each = 50_000;
    private readonly AsyncLock _lock = new();
    private readonly AsyncCondition _condition = new();

    [Benchmark(Baseline = true, OperationsPerInvoke = 2 * Each)]
    public async Task Base()
    {
        AsyncLock.Releaser held = await _lock.LockAsync();
        Task all = Many.Run(2, async _ =>
        {
            for (int i = 0; i < Each; i++)
            {
                using (await _lock.LockAsync())
                {
                }
            }
        });
        held.Dispose();
        await all;
    }

    [Benchmark(OperationsPerInvoke = 2 * Each)]
    public async Task Ours()
    {
        int turn = 0;
        await Many.Run(2, async me =>
        {
            using (await _condition.LockAsync())
            {
                for (int i = 0; i < Each; i++)
                {
                    while (turn != me)
                        await _condition.WaitAsync();
                    turn = 1 - me;
                    _condition.Notify();
                }
            }
        });
    }
}
