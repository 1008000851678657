using System.Collections.Concurrent;

namespace AsyncRace.Threading.Tests;

/// <summary>A synchronization context that runs what was posted when it is told to, one by one.</summary>
internal sealed class RecordingContext : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _posted = [];

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

    internal T Run<T>(Func<T> function)
    {
        SynchronizationContext? previous = Current;
        SetSynchronizationContext(this);
        try
        {
            return function();
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    internal void RunOne()
    {
        Assert.True(_posted.TryTake(out var work, Guard.Limit), "Nothing was posted.");
        Run(() =>
        {
            work.Callback(work.State);
            return 0;
        });
    }
}
