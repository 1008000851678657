namespace AsyncRace.Threading;

/// <summary>Thrown when the queue has no room, and the caller did not want to wait.</summary>
public sealed class QueueFullException : InvalidOperationException
{
    /// <summary>Makes the exception with its usual message.</summary>
    public QueueFullException()
        : base("The queue is full.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    public QueueFullException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why it happened.</param>
    public QueueFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
