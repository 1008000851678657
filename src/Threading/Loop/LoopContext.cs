namespace AsyncRace.Threading;

/// <summary>Brings continuations back to a loop: what its <c>await</c>s capture.</summary>
internal sealed class LoopContext(AsyncLoop loop) : SynchronizationContext
{
    internal AsyncLoop Loop => loop;

    public override void Post(SendOrPostCallback d, object? state)
    {
        // Once the loop is closed, somebody has to run what it left behind: its finally blocks release locks that others wait for.
        if (!loop.TryEnqueue(d, state))
            ThreadPool.UnsafeQueueUserWorkItem(new WaitCallback(d), state);
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (loop.IsCurrent)
            d(state);
        else
            loop.InvokeAsync(() => d(state)).GetAwaiter().GetResult();
    }

    public override SynchronizationContext CreateCopy() => this;
}
