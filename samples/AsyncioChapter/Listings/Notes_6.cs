using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>A function that blocks its thread runs on the thread pool, beside a coroutine on the loop: together they take as long as one of them.</summary>
public sealed class Notes_6 : Listing
{
    /// <inheritdoc />
    public override string Number => "notes.6";

    /// <inheritdoc />
    public override string Title => "A blocking function in an executor";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        AsyncLoop loop = AsyncLoop.Current!;
        TimeSpan start = loop.Time;
        await GatherAsync(Block, CoroutineAsync, output);
        output.WriteLine($"Cost: about {(loop.Time - start).TotalSeconds:F0} s");
    }

    /// <summary>Runs a blocking function and a coroutine at the same time, and tells their results and where they came back.</summary>
    public static async Task GatherAsync(Func<string> block, Func<Task<string>> coroutine, TextWriter output)
    {
        AsyncLoop loop = AsyncLoop.Current!;
        string[] results = await Task.WhenAll(loop.RunInExecutor(block), coroutine());
        output.WriteLine($"Results: {string.Join(", ", results)}, {(AsyncLoop.Current == loop ? "back on the loop" : "not on the loop")}");
    }

    private static string Block()
    {
        Thread.Sleep(TimeSpan.FromSeconds(1));
        return "A";
    }

    private static async Task<string> CoroutineAsync()
    {
        await SleepAsync(1);
        return "B";
    }
}
