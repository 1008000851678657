using System.Diagnostics;

namespace AsyncRace.Threading;

/// <summary>Moments of the monotonic clock, and the lengths of time that a wait may be given.</summary>
internal static class Deadline
{
    /// <summary>Checks a timeout that a caller gave: infinite, or from zero up to <see cref="int.MaxValue"/> milliseconds.</summary>
    internal static void Validate(TimeSpan timeout)
    {
        if (timeout != Timeout.InfiniteTimeSpan && (timeout < TimeSpan.Zero || timeout.TotalMilliseconds > int.MaxValue))
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout, "The timeout must be Timeout.InfiniteTimeSpan, or from zero to int.MaxValue milliseconds.");
        }
    }

    /// <summary>The moment that lies <paramref name="timeout"/> ahead; never 0, which stands for "no deadline".</summary>
    internal static long After(TimeSpan timeout) =>
        (Stopwatch.GetTimestamp() + (long)(timeout.TotalSeconds * Stopwatch.Frequency)) | 1;

    /// <summary>How long until then, rounded up, so that who sleeps so long does not wake too early; 0 if it has passed.</summary>
    internal static long MillisecondsUntil(long deadline)
    {
        long left = deadline - Stopwatch.GetTimestamp();
        return left <= 0 ? 0 : (long)Math.Ceiling(left * 1000.0 / Stopwatch.Frequency);
    }
}
