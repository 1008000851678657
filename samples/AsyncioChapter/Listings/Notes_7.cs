using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>A second loop runs on a thread of its own. A coroutine is given to it, its result is waited for, for some seconds at most, and the loop is stopped.</summary>
public sealed class Notes_7 : Listing
{
    /// <inheritdoc />
    public override string Number => "notes.7";

    /// <inheritdoc />
    public override string Title => "A loop on another thread";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        using var other = new AsyncLoop("other");
        var thread = new Thread(other.RunForever);
        thread.Start();
        try
        {
            string result = await other.InvokeAsync(() => CoroutineAsync(thread, output)).WaitAsync(TimeSpan.FromSeconds(10));
            output.WriteLine($"Result: {result}, {(Environment.CurrentManagedThreadId == thread.ManagedThreadId ? "on the other thread" : "back on this thread")}");
        }
        finally
        {
            other.Stop();
            thread.Join();
        }

        output.WriteLine("The other thread has ended.");
    }

    private static async Task<string> CoroutineAsync(Thread thread, TextWriter output)
    {
        await SleepAsync(0.1);
        output.WriteLine(Environment.CurrentManagedThreadId == thread.ManagedThreadId ? "a, on the other thread" : "a, not on the other thread");
        return "a";
    }
}
