using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>Numbers are produced in any order and consumed by priority. When all are done, the consumer, which would wait for ever, is cancelled.</summary>
public sealed class Notes_5 : Listing
{
    /// <inheritdoc />
    public override string Number => "notes.5";

    /// <inheritdoc />
    public override string Title => "A priority queue";

    private static readonly int[] Numbers = [42, 7, 99, 13, 68, 1, 25];

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        var queue = new AsyncPriorityQueue<string, int>();
        using var stop = new CancellationTokenSource();
        Task consuming = AsyncLoop.Current!.CreateTask(() => ConsumeAsync(queue, output, stop.Token));
        await ProduceAsync(queue, output);
        await queue.JoinAsync();
        output.WriteLine("all done");
        await stop.CancelAsync();
        try
        {
            await consuming;
        }
        catch (OperationCanceledException)
        {
            output.WriteLine("consumer cancelled");
        }
    }

    private static async Task ProduceAsync(AsyncPriorityQueue<string, int> queue, TextWriter output)
    {
        foreach (int number in Numbers)
        {
            output.WriteLine($"producing {number}");
            await queue.PutAsync($"number {number}", number);
        }
    }

    private static async Task ConsumeAsync(AsyncPriorityQueue<string, int> queue, TextWriter output, CancellationToken cancellationToken)
    {
        while (true)
        {
            (string item, int _) = await queue.GetAsync(cancellationToken);
            await SleepAsync(0.1, cancellationToken);
            output.WriteLine($"consuming {item}...");
            queue.TaskDone();
        }
    }
}
