using BenchmarkDotNet.Attributes;

namespace AsyncRace.Threading.Benchmarks;

[Row(11, "one turn of the loop (Task.Yield)", "thread pool", Target = 1.05, Bytes = 0)]
public class LoopTurn
{
    private const int Turns = 100_000;
    private readonly AsyncLoop _loop = new();

    [Benchmark(Baseline = true, OperationsPerInvoke = Turns)]
    public Task Base() => Task.Run(YieldAsync);

    [Benchmark(OperationsPerInvoke = Turns)]
    public void Ours() => _loop.RunUntilComplete(YieldAsync);

    private static async Task YieldAsync()
    {
        for (int i = 0; i < Turns; i++)
            await Task.Yield();
    }
}

[Row(12, "timer add and cancel, 10,000 live", "Timer", Target = 0.35)]
public class TimerAddCancel
{
    private const int Live = 10_000;
    private const int Operations = 10_000;
    private readonly Timer[] _timers = new Timer[Live];
    private readonly AsyncLoop _loop = new();

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < Live; i++)
        {
            _timers[i] = new Timer(_ => { }, null, TimeSpan.FromMinutes(10 + (i % 50)), Timeout.InfiniteTimeSpan);
            _loop.CallLater(TimeSpan.FromMinutes(10 + (i % 50)), () => { });
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public void Base()
    {
        for (int i = 0; i < Operations; i++)
            new Timer(_ => { }, null, TimeSpan.FromMinutes(10 + (i % 50)), Timeout.InfiniteTimeSpan).Dispose();
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Ours()
    {
        for (int i = 0; i < Operations; i++)
            _loop.CallLater(TimeSpan.FromMinutes(10 + (i % 50)), () => { }).Cancel();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (Timer timer in _timers)
            timer.Dispose();
    }
}
