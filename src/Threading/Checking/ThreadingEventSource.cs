#if !NETSTANDARD2_0
using System.Diagnostics;
#endif
using System.Diagnostics.Tracing;

namespace AsyncRace.Threading;

/// <summary>The source of the <see cref="ThreadingCounters"/>.</summary>
/// <remarks>.NET Standard 2.0 has event sources, but no counters.</remarks>
[EventSource(Name = ThreadingCounters.EventSourceName)]
internal sealed class ThreadingEventSource : EventSource
{
    internal static readonly ThreadingEventSource Log = new();

#if NETSTANDARD2_0
    internal static bool IsOn => false;

    internal void Waited(long ticks, bool granted)
    {
    }

    internal void Held(long ticks)
    {
    }
#else
    private static bool _isOn;

    private IncrementingPollingCounter? _queued;
    private IncrementingPollingCounter? _abandoned;
    private EventCounter? _waitTime;
    private EventCounter? _holdTime;
    private long _queuedCount;
    private long _abandonedCount;

    /// <summary>Whether anybody listens.</summary>
    internal static bool IsOn => _isOn;

    internal void Waited(long ticks, bool granted)
    {
        Interlocked.Increment(ref _queuedCount);
        if (granted)
            _waitTime?.WriteMetric(Milliseconds(ticks));
        else
            Interlocked.Increment(ref _abandonedCount);
    }

    internal void Held(long ticks) => _holdTime?.WriteMetric(Milliseconds(ticks));

    protected override void OnEventCommand(EventCommandEventArgs command)
    {
        if (command.Command == EventCommand.Enable)
        {
            _queued ??= new IncrementingPollingCounter(ThreadingCounters.QueuedAcquisitions, this, () => Interlocked.Read(ref _queuedCount))
            {
                DisplayName = "Acquisitions that had to wait",
                DisplayRateTimeScale = TimeSpan.FromSeconds(1),
            };
            _abandoned ??= new IncrementingPollingCounter(ThreadingCounters.AbandonedWaits, this, () => Interlocked.Read(ref _abandonedCount))
            {
                DisplayName = "Waits given up",
                DisplayRateTimeScale = TimeSpan.FromSeconds(1),
            };
            _waitTime ??= new EventCounter(ThreadingCounters.WaitTime, this) { DisplayName = "Time waited", DisplayUnits = "ms" };
            _holdTime ??= new EventCounter(ThreadingCounters.HoldTime, this) { DisplayName = "Time held", DisplayUnits = "ms" };
        }

        _isOn = IsEnabled();
    }

    protected override void Dispose(bool disposing)
    {
        _queued?.Dispose();
        _abandoned?.Dispose();
        _waitTime?.Dispose();
        _holdTime?.Dispose();
        base.Dispose(disposing);
    }

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;
#endif
}
