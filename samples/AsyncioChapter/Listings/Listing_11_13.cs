using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>
/// An event is set once a second, and two workers take five seconds for it: they do not see what happens while they are busy. A queue keeps
/// it for them.
/// </summary>
public sealed class Listing_11_13 : Listing
{
    private const int Triggers = 5;

    /// <inheritdoc />
    public override string Number => "11.13";

    /// <inheritdoc />
    public override string Title => "A worker falling behind an event";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        output.WriteLine("Buggy:");
        await new Buggy(output).RunAsync();
        output.WriteLine("Repaired:");
        await new Repaired(output).RunAsync();
    }

    /// <summary>As the chapter has it: after five seconds everything is stopped.</summary>
    private sealed class Buggy(TextWriter output)
    {
        private readonly AsyncManualResetEvent _happened = new();
        private readonly SortedSet<int> _seen = [];
        private int _triggered;

        internal async Task RunAsync()
        {
            using var stop = new CancellationTokenSource();
            AsyncLoop.Current!.CallLater(TimeSpan.FromSeconds(Triggers), stop.Cancel);
            try
            {
                await Task.WhenAll(DoWorkOnEventAsync(stop.Token), DoWorkOnEventAsync(stop.Token), TriggerPeriodicallyAsync(stop.Token));
            }
            catch (OperationCanceledException)
            {
                output.WriteLine($"Triggered {_triggered} times; seen: {string.Join(", ", _seen)}");
            }
        }

        private async Task TriggerPeriodicallyAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                _triggered++;
                output.WriteLine($"Triggering event {_triggered}!");
                _happened.Set();
                await SleepAsync(1, cancellationToken);
            }
        }

        private async Task DoWorkOnEventAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                output.WriteLine("Waiting for event...");
                await _happened.WaitAsync(cancellationToken);
                _happened.Reset();
                _seen.Add(_triggered);
                output.WriteLine($"Performing work for event {_triggered}!");
                await SleepAsync(5, cancellationToken);
                output.WriteLine("Finished work!");
            }
        }
    }

    /// <summary>A queue instead of the event: every trigger is work for exactly one of the workers, however far behind they are.</summary>
    private sealed class Repaired(TextWriter output)
    {
        private readonly AsyncQueue<int> _triggered = new();
        private readonly SortedSet<int> _seen = [];

        internal async Task RunAsync()
        {
            await Task.WhenAll(DoWorkOnEventAsync(), DoWorkOnEventAsync(), TriggerPeriodicallyAsync());
            output.WriteLine($"Triggered {Triggers} times; seen: {string.Join(", ", _seen)}");
        }

        private async Task TriggerPeriodicallyAsync()
        {
            for (int trigger = 1; trigger <= Triggers; trigger++)
            {
                output.WriteLine($"Triggering event {trigger}!");
                await _triggered.PutAsync(trigger);
                await SleepAsync(1);
            }

            _triggered.Shutdown();
        }

        private async Task DoWorkOnEventAsync()
        {
            await foreach (int trigger in _triggered)
            {
                _seen.Add(trigger);
                output.WriteLine($"Performing work for event {trigger}!");
                await SleepAsync(5);
                output.WriteLine("Finished work!");
            }
        }
    }
}
