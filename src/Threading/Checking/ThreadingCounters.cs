namespace AsyncRace.Threading;

/// <summary>
/// The names of the counters that tell how much the locks are contended. On .NET 8 and later; see them by
/// <c>dotnet-counters monitor --counters AsyncRace.Threading -p 4711</c>, or by an <see cref="System.Diagnostics.Tracing.EventListener"/>.
/// </summary>
/// <remarks>
/// They concern <see cref="AsyncLock"/>, <see cref="AsyncReaderWriterLock"/> and <see cref="AsyncSemaphore"/>, all of the process together. They
/// cost nothing until somebody listens.
/// </remarks>
public static class ThreadingCounters
{
    /// <summary>The name of the event source.</summary>
    public const string EventSourceName = "AsyncRace.Threading";

    /// <summary>How many acquisitions had to wait, a second.</summary>
    public const string QueuedAcquisitions = "queued-acquisitions";

    /// <summary>How many of the waits ended without an acquisition, by their token or their time limit, a second.</summary>
    public const string AbandonedWaits = "abandoned-waits";

    /// <summary>How long the acquisitions that had to wait did so, in milliseconds.</summary>
    public const string WaitTime = "wait-time";

    /// <summary>
    /// How long scopes were held, in milliseconds. Of an <see cref="AsyncLock"/> from its first contended acquisition on; long forms of a
    /// semaphore, which end anywhere, are not counted.
    /// </summary>
    public const string HoldTime = "hold-time";
}
