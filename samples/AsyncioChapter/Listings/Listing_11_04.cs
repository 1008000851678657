using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>
/// Two tasks and one lock: the second enters only when the first has left. Written in both forms: with a scope, and with acquire, try,
/// finally and release.
/// </summary>
public sealed class Listing_11_04 : Listing
{
    /// <inheritdoc />
    public override string Number => "11.4";

    /// <inheritdoc />
    public override string Title => "Using an asynchronous lock";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        var @lock = new AsyncLock();
        output.WriteLine("Scoped form:");
        await Task.WhenAll(ScopedAsync("a", @lock, output), ScopedAsync("b", @lock, output));
        output.WriteLine("Long form:");
        await Task.WhenAll(LongAsync("a", @lock, output), LongAsync("b", @lock, output));
    }

    private static async Task ScopedAsync(string name, AsyncLock @lock, TextWriter output)
    {
        output.WriteLine($"Coroutine {name} waiting to acquire the lock");
        using (await @lock.LockAsync())
        {
            output.WriteLine($"Coroutine {name} is in the critical section");
            await DelayAsync(2, output);
        }

        output.WriteLine($"Coroutine {name} released the lock");
    }

    private static async Task LongAsync(string name, AsyncLock @lock, TextWriter output)
    {
        output.WriteLine($"Coroutine {name} waiting to acquire the lock");
        await @lock.AcquireAsync();
        try
        {
            output.WriteLine($"Coroutine {name} is in the critical section");
            await DelayAsync(2, output);
        }
        finally
        {
            @lock.Release();
        }

        output.WriteLine($"Coroutine {name} released the lock");
    }

    private static async Task DelayAsync(int seconds, TextWriter output)
    {
        output.WriteLine($"sleeping for {seconds} second(s)");
        await SleepAsync(seconds);
        output.WriteLine($"finished sleeping for {seconds} second(s)");
    }
}
