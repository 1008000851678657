namespace AsyncRace.Threading;

/// <summary>A callback that an <see cref="AsyncLoop"/> is to run; cancel it to have it not run.</summary>
/// <remarks>Thread-safe. Cancelling from another thread than the loop's can come too late, as everything between threads can.</remarks>
public class LoopHandle
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private Action? _callback;

    private protected LoopHandle(AsyncLoop loop, Action? callback)
    {
        Loop = loop;
        _callback = callback;
    }

    /// <summary>Whether <see cref="Cancel"/> came before the callback ran.</summary>
    public bool IsCancelled { get; private set; }

    private protected AsyncLoop Loop { get; }

    /// <summary>Keeps the callback from running, and lets go of it. Does nothing if it has run.</summary>
    public virtual void Cancel()
    {
        if (Interlocked.Exchange(ref _callback, null) is not null)
            IsCancelled = true;
    }

    /// <summary>As <see cref="Cancel"/>, where nothing else can happen to the handle meanwhile.</summary>
    private protected void Forget()
    {
        _callback = null;
        IsCancelled = true;
    }

    internal static LoopHandle For(AsyncLoop loop, Action? callback) => new(loop, callback);

    /// <summary>Runs the callback, once, in the execution context of whoever asked for it.</summary>
    internal void Run()
    {
        if (Interlocked.Exchange(ref _callback, null) is not { } callback)
            return;
        if (_context is null)
            callback();
        else
            ExecutionContext.Run(_context, static state => ((Action)state!)(), callback);
    }
}
