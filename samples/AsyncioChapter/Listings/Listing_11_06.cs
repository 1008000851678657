using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>Four operations and a semaphore of two: two work, two wait.</summary>
public sealed class Listing_11_06 : Listing
{
    /// <inheritdoc />
    public override string Number => "11.6";

    /// <inheritdoc />
    public override string Title => "Using a semaphore";

    /// <inheritdoc />
    public override Task RunAsync(TextWriter output)
    {
        var semaphore = new AsyncSemaphore(2);
        return Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OperationAsync(semaphore, output)));
    }

    private static async Task OperationAsync(AsyncSemaphore semaphore, TextWriter output)
    {
        output.WriteLine("Waiting to acquire semaphore...");
        using (await semaphore.EnterAsync())
        {
            output.WriteLine("Semaphore acquired!");
            await SleepAsync(2);
        }

        output.WriteLine("Semaphore released!");
    }
}
