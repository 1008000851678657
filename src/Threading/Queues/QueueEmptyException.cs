namespace AsyncRace.Threading;

/// <summary>Thrown when nothing is in the queue, and the caller did not want to wait.</summary>
public sealed class QueueEmptyException : InvalidOperationException
{
    /// <summary>Makes the exception with its usual message.</summary>
    public QueueEmptyException()
        : base("The queue is empty.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    public QueueEmptyException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why it happened.</param>
    public QueueEmptyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
