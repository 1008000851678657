using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>
/// The lock of listing 11.4 made static. If it is bound to the loop that happened to be there when it was made, it fails on every
/// other; if it is bound to none, or if every loop has its own, it works everywhere.
/// </summary>
public sealed class Listing_11_04b : Listing
{
    /// <inheritdoc />
    public override string Number => "11.4b";

    /// <inheritdoc />
    public override string Title => "A global lock, attached to a different loop";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        output.WriteLine("Buggy: a static lock that is bound to a loop");
        await OnTwoLoopsAsync(static () => Buggy.Lock, output);
        output.WriteLine("Repaired: a static lock that is bound to none");
        await OnTwoLoopsAsync(static () => Repaired.Lock, output);
        output.WriteLine("Repaired: a lock for each loop");
        await OnTwoLoopsAsync(static () => Repaired.LockOfLoop.Value, output);
    }

    private static async Task OnTwoLoopsAsync(Func<AsyncLock> getLock, TextWriter output)
    {
        foreach (string name in (string[])["first", "second"])
            output.WriteLine(await AsyncLoop.Current!.RunInExecutor(() => RunOnLoop(name, getLock)));
    }

    private static string RunOnLoop(string name, Func<AsyncLock> getLock)
    {
        using AsyncLoop loop = AsyncLoop.WithVirtualTime(name: name);
        try
        {
            loop.RunUntilComplete(() => Task.WhenAll(EnterAsync(getLock()), EnterAsync(getLock())));
            return $"  {name} loop: both coroutines were in the critical section";
        }
        catch (InvalidOperationException exception)
        {
            return $"  {name} loop: {exception.Message}";
        }
    }

    private static async Task EnterAsync(AsyncLock @lock)
    {
        using (await @lock.LockAsync())
            await SleepAsync(2);
    }

    private static class Buggy
    {
        // Runs when this class is first used: on the first loop here, and before there is any loop in a program that starts differently.
        static Buggy()
        {
            Lock = new AsyncLock(AsyncLoop.Current!);
        }

        internal static AsyncLock Lock { get; }
    }

    private static class Repaired
    {
        internal static AsyncLock Lock { get; } = new();

        internal static LoopLocal<AsyncLock> LockOfLoop { get; } = new(static () => new AsyncLock(AsyncLoop.Current!));
    }
}
