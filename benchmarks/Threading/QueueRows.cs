using System.Threading.Channels;
using BenchmarkDotNet.Attributes;

namespace AsyncRace.Threading.Benchmarks;

[Row(9, "unbounded queue with TaskDone, 4 and 4", "Channel", Target = 0.65)]
public class UnboundedQueue
{
    private const int Workers = 4;
    private const int Each = 20_000;

    [Benchmark(Baseline = true, OperationsPerInvoke = Workers * Each)]
    public Task Base() => Pass.ThroughAsync(Channel.CreateUnbounded<int>(), Workers, Each);

    [Benchmark(OperationsPerInvoke = Workers * Each)]
    public Task Ours() => Pass.ThroughAsync(new AsyncQueue<int>(), Workers, Each);
}

[Row(10, "bounded queue of 16, 4 and 4", "Channel", Target = 0.50)]
public class BoundedQueue
{
    private const int Workers = 4;
    private const int Each = 10_000;

    [Benchmark(Baseline = true, OperationsPerInvoke = Workers * Each)]
    public Task Base() => Pass.ThroughAsync(Channel.CreateBounded<int>(16), Workers, Each);

    [Benchmark(OperationsPerInvoke = Workers * Each)]
    public Task Ours() => Pass.ThroughAsync(new AsyncQueue<int>(16), Workers, Each);
}

internal static class Pass
{
    internal static Task ThroughAsync(Channel<int> channel, int workers, int each) => Task.WhenAll(
        Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
                await channel.Writer.WriteAsync(i);
        })).Concat(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
                await channel.Reader.ReadAsync();
        }))));

    internal static Task ThroughAsync(AsyncQueue<int> queue, int workers, int each) => Task.WhenAll(
        Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
                await queue.PutAsync(i);
        })).Concat(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
            {
                await queue.GetAsync();
                queue.TaskDone();
            }
        }))));
}
