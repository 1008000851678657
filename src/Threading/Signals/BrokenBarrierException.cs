namespace AsyncRace.Threading;

/// <summary>Thrown by the waits of an <see cref="AsyncBarrier"/> that was reset or aborted.</summary>
public sealed class BrokenBarrierException : Exception
{
    /// <summary>Makes the exception with its usual message.</summary>
    public BrokenBarrierException()
        : base("The barrier was reset or aborted while tasks waited at it, or is broken.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    public BrokenBarrierException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why it happened.</param>
    public BrokenBarrierException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
