using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>Consumers wait for a resource. A notification of one wakes one of them, of two wakes two, of all wakes all, in the order in which they came.</summary>
public sealed class Notes_3 : Listing
{
    /// <inheritdoc />
    public override string Number => "notes.3";

    /// <inheritdoc />
    public override string Title => "A condition: notify one, two, all";

    /// <inheritdoc />
    public override Task RunAsync(TextWriter output)
    {
        var condition = new AsyncCondition();
        return Task.WhenAll(
        [
            .. Enumerable.Range(1, 6).Select(number => ConsumeAsync($"c{number}", condition, output)),
            ProduceAsync(condition, output),
        ]);
    }

    private static async Task ConsumeAsync(string name, AsyncCondition condition, TextWriter output)
    {
        using (await condition.LockAsync())
        {
            await condition.WaitAsync();
            output.WriteLine($"{name}: Resource is available to consumer");
        }
    }

    private static async Task ProduceAsync(AsyncCondition condition, TextWriter output)
    {
        await SleepAsync(2);
        for (int count = 1; count <= 2; count++)
        {
            using (await condition.LockAsync())
            {
                output.WriteLine($"notifying {count}");
                condition.Notify(count);
            }

            await SleepAsync(0.1);
        }

        using (await condition.LockAsync())
        {
            output.WriteLine("notifying all");
            condition.NotifyAll();
        }
    }
}
