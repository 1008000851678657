namespace AsyncRace.Threading;

/// <summary>A callback that an <see cref="AsyncLoop"/> is to run at a certain time.</summary>
/// <inheritdoc/>
public sealed class LoopTimer : LoopHandle
{
    internal LoopTimer(AsyncLoop loop, Action? callback, TimeSpan due)
        : base(loop, callback) => Due = due;

    /// <summary>When the callback is due, on the clock of <see cref="AsyncLoop.Time"/>.</summary>
    public TimeSpan Due { get; }

    /// <summary>Where it is in the heap; -1 if it is not. The loop's to change, under its queue bit.</summary>
    internal int Index { get; set; } = -1;

    /// <summary>Whether its time came before it was cancelled.</summary>
    internal bool HasFired { get; set; }

    /// <inheritdoc/>
    public override void Cancel()
    {
        // In the heap nobody else can be running it.
        if (Loop.Remove(this))
            Forget();
        else
            base.Cancel();
    }
}
