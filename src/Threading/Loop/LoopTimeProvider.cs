namespace AsyncRace.Threading;

/// <summary>A loop's clock and timers, for everything that takes a <see cref="TimeProvider"/>. Callbacks run on the loop.</summary>
internal sealed class LoopTimeProvider(AsyncLoop loop, DateTimeOffset start) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => loop.Time.Ticks;

    public override DateTimeOffset GetUtcNow() => start + loop.Time;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (callback is null)
            throw new ArgumentNullException(nameof(callback));
        var timer = new RepeatingTimer(loop, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class RepeatingTimer(AsyncLoop loop, TimerCallback callback, object? state) : ITimer
    {
        private readonly object _gate = new();
        private LoopTimer? _next;
        private TimeSpan _period;
        private bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Deadline.Validate(dueTime);
            Deadline.Validate(period);
            lock (_gate)
            {
                if (_disposed)
                    return false;
                _next?.Cancel();
                _period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
                _next = dueTime == Timeout.InfiniteTimeSpan ? null : loop.AddTimer(loop.Time + dueTime, Fire);
            }

            return true;
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _disposed = true;
                _next?.Cancel();
                _next = null;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Fire()
        {
            lock (_gate)
            {
                if (_disposed || _next is null)
                    return;
                _next = _period == Timeout.InfiniteTimeSpan ? null : loop.AddTimer(_next.Due + _period, Fire);
            }

            callback(state);
        }
    }
}
