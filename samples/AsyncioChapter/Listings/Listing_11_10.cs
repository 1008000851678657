using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>Two tasks wait for an event; a timer sets it.</summary>
public sealed class Listing_11_10 : Listing
{
    /// <inheritdoc />
    public override string Number => "11.10";

    /// <inheritdoc />
    public override string Title => "Event basics";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        var happened = new AsyncManualResetEvent();
        AsyncLoop.Current!.CallLater(TimeSpan.FromSeconds(5), () => Trigger(happened, output));
        await Task.WhenAll(DoWorkOnEventAsync(happened, output), DoWorkOnEventAsync(happened, output));
    }

    private static void Trigger(AsyncManualResetEvent happened, TextWriter output)
    {
        output.WriteLine("Triggering event!");
        happened.Set();
    }

    private static async Task DoWorkOnEventAsync(AsyncManualResetEvent happened, TextWriter output)
    {
        output.WriteLine("Waiting for event...");
        await happened.WaitAsync();
        output.WriteLine("Performing work!");
        await SleepAsync(1);
        output.WriteLine("Finished work!");

        // From here on waiting takes until the next event.
        happened.Reset();
    }
}
