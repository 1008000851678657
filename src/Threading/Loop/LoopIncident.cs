namespace AsyncRace.Threading;

/// <summary>Something that went wrong on an <see cref="AsyncLoop"/> and that nobody awaits, so that the loop has to say it.</summary>
public sealed class LoopIncident
{
    internal LoopIncident(AsyncLoop loop, string message, Exception? exception)
    {
        Loop = loop;
        Message = message;
        Exception = exception;
    }

    /// <summary>The loop on which it happened.</summary>
    public AsyncLoop Loop { get; }

    /// <summary>What happened, as a sentence.</summary>
    public string Message { get; }

    /// <summary>The exception that a callback threw or a task ended with; null if there was none, as for a callback that was slow.</summary>
    public Exception? Exception { get; }

    /// <summary>Message, loop and exception, to be logged.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Exception is null ? $"{Message} ({Loop})" : $"{Message} ({Loop})\n{Exception}";
}
