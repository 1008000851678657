using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>Two tasks wait for an event, which a callback of the loop sets. Unlike with a lock, both go on at once.</summary>
public sealed class Notes_4 : Listing
{
    /// <inheritdoc />
    public override string Number => "notes.4";

    /// <inheritdoc />
    public override string Title => "An event set by a callback";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        var happened = new AsyncManualResetEvent();
        output.WriteLine($"event start state: {happened.IsSet}");
        AsyncLoop.Current!.CallLater(TimeSpan.FromSeconds(0.1), () => Set(happened, output));
        await Task.WhenAll(TestAsync("e1", happened, output), TestAsync("e2", happened, output));
        output.WriteLine($"event end state: {happened.IsSet}");
    }

    private static void Set(AsyncManualResetEvent happened, TextWriter output)
    {
        output.WriteLine("setting event in callback");
        happened.Set();
    }

    private static async Task TestAsync(string name, AsyncManualResetEvent happened, TextWriter output)
    {
        output.WriteLine($"{name} waiting for event");
        await happened.WaitAsync();
        output.WriteLine($"{name} triggered");
    }
}
