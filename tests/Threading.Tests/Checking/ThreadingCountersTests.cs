using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace AsyncRace.Threading.Tests;

/// <summary>The counters count the whole process, so nothing else runs meanwhile.</summary>
[Collection(nameof(CheckedMode))]
public sealed class ThreadingCountersTests
{
    [Fact]
    public async Task Counters_tell_of_waits_and_hold_times()
    {
        AsyncLock contended = new();
        var semaphore = new AsyncSemaphore();
        using (var listener = new CounterListener())
        {
            await Contend(contended, semaphore);
            await Contend(contended, semaphore); // by now the lock is known to be contended
            Guard.Until(() => listener.Sum(ThreadingCounters.QueuedAcquisitions) >= 6
                && listener.Sum(ThreadingCounters.AbandonedWaits) >= 2
                && listener.Sum(ThreadingCounters.WaitTime) >= 4
                && listener.Sum(ThreadingCounters.HoldTime) >= 6);
            Assert.True(listener.Longest(ThreadingCounters.WaitTime) >= 15, "The waits took 20 ms.");
            Assert.True(listener.Longest(ThreadingCounters.HoldTime) >= 15, "The locks were held for 20 ms.");
        }

        await Contend(contended, semaphore); // nobody listens any more
        Assert.Equal("AsyncLock [unlocked]", contended.ToString());
        Assert.Equal("AsyncSemaphore [unlocked, value:1]", semaphore.ToString());
    }

    private static async Task Contend(AsyncLock @lock, AsyncSemaphore semaphore)
    {
        AsyncLock.Releaser held = await @lock.LockAsync();
        AsyncSemaphore.Releaser inside = await semaphore.EnterAsync();
        using var impatient = new CancellationTokenSource();
        Task<AsyncLock.Releaser> next = @lock.LockAsync().AsTask();
        Task canceled = @lock.LockAsync(impatient.Token).AsTask();
        Task<AsyncSemaphore.Releaser> nextInside = semaphore.EnterAsync().AsTask();
        await Task.Delay(20);
        await impatient.CancelAsync();
        await Guard.ThrowsCanceled(canceled, impatient.Token);
        held.Dispose();
        inside.Dispose();
        (await next.WithinLimit()).Dispose();
        (await nextInside.WithinLimit()).Dispose();
    }

    private sealed class CounterListener : EventListener
    {
        private readonly ConcurrentQueue<IDictionary<string, object?>> _payloads = [];

        /// <summary>How often something was counted.</summary>
        internal double Sum(string counter) => Of(counter).Sum(payload => Convert.ToDouble(
            payload.TryGetValue("Increment", out object? increment) ? increment : payload["Count"]));

        internal double Longest(string counter) => Of(counter).Max(payload => Convert.ToDouble(payload["Max"]));

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == ThreadingCounters.EventSourceName)
                EnableEvents(eventSource, EventLevel.Informational, EventKeywords.All, new Dictionary<string, string?> { ["EventCounterIntervalSec"] = "0.05" });
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData is { EventName: "EventCounters", Payload: [IDictionary<string, object?> payload, ..] })
                _payloads.Enqueue(payload);
        }

        private IEnumerable<IDictionary<string, object?>> Of(string counter) => _payloads.Where(payload => (string?)payload["Name"] == counter);
    }
}
