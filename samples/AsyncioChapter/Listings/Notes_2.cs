using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>A lock is released by a callback of the loop, not by the method that acquired it. Two tasks wait for it: first come, first served.</summary>
public sealed class Notes_2 : Listing
{
    /// <inheritdoc />
    public override string Number => "notes.2";

    /// <inheritdoc />
    public override string Title => "A lock released by a timer, two waiters";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        var @lock = new AsyncLock();
        await @lock.AcquireAsync();
        AsyncLoop.Current!.CallLater(TimeSpan.FromSeconds(0.1), () => Unlock(@lock, output));
        await Task.WhenAll(TestAsync("l1", @lock, output), TestAsync("l2", @lock, output));
    }

    private static void Unlock(AsyncLock @lock, TextWriter output)
    {
        output.WriteLine("callback releasing lock");
        @lock.Release();
    }

    private static async Task TestAsync(string name, AsyncLock @lock, TextWriter output)
    {
        output.WriteLine($"{name} waiting for the lock");
        using (await @lock.LockAsync())
            output.WriteLine($"{name} acquired lock");
        output.WriteLine($"{name} released lock");
    }
}
