namespace AsyncRace.Threading;

/// <summary>A time limit over several waits, on the clock that counts for them: the current loop's, or else the system's.</summary>
internal readonly struct Countdown
{
    private readonly TimeProvider? _clock;
    private readonly long _start;
    private readonly TimeSpan _timeout;

    internal Countdown(TimeSpan timeout)
    {
        _timeout = timeout;
        if (timeout == Timeout.InfiniteTimeSpan)
            return;
        _clock = AsyncLoop.Current?.TimeProvider ?? TimeProvider.System;
        _start = _clock.GetTimestamp();
    }

    /// <summary>What is left; never less than zero, and infinite if the limit is.</summary>
    internal TimeSpan Left
    {
        get
        {
            if (_clock is null)
                return Timeout.InfiniteTimeSpan;
            TimeSpan left = _timeout - _clock.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
