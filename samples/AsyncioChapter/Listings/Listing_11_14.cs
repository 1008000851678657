using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>Two workers wait for a condition, with its lock given up. When both are notified they work, but one after the other: each has the lock again.</summary>
public sealed class Listing_11_14 : Listing
{
    /// <inheritdoc />
    public override string Number => "11.14";

    /// <inheritdoc />
    public override string Title => "Condition basics";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        // The chapter's workers go on for ever. Here they are stopped when both have worked and wait again.
        using var stop = new CancellationTokenSource();
        AsyncLoop.Current!.CallLater(TimeSpan.FromSeconds(9), stop.Cancel);
        var condition = new AsyncCondition();
        try
        {
            await Task.WhenAll(
                DoWorkAsync(1, condition, output, stop.Token),
                DoWorkAsync(2, condition, output, stop.Token),
                FireEventAsync(condition, output, stop.Token));
        }
        catch (OperationCanceledException)
        {
            output.WriteLine("Stopped.");
        }
    }

    private static async Task DoWorkAsync(int worker, AsyncCondition condition, TextWriter output, CancellationToken cancellationToken)
    {
        while (true)
        {
            output.WriteLine($"Worker {worker}: waiting for condition lock...");
            using (await condition.LockAsync(cancellationToken))
            {
                output.WriteLine($"Worker {worker}: acquired lock, releasing and waiting for condition...");
                await condition.WaitAsync(cancellationToken);
                output.WriteLine($"Worker {worker}: condition event fired, re-acquiring lock and doing work...");
                await SleepAsync(1, cancellationToken);
            }

            output.WriteLine($"Worker {worker}: work finished, lock released.");
        }
    }

    private static async Task FireEventAsync(AsyncCondition condition, TextWriter output, CancellationToken cancellationToken)
    {
        while (true)
        {
            await SleepAsync(5, cancellationToken);
            output.WriteLine("fire_event: about to notify, acquiring condition lock...");
            using (await condition.LockAsync(cancellationToken))
            {
                output.WriteLine("fire_event: lock acquired, notifying all workers.");
                condition.NotifyAll();
            }

            output.WriteLine("fire_event: notification finished, releasing lock.");
        }
    }
}
