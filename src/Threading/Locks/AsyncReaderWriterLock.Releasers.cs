using System.Threading.Tasks.Sources;

namespace AsyncRace.Threading;

public sealed partial class AsyncReaderWriterLock
{
    /// <summary>
    /// Leaves an <see cref="AsyncReaderWriterLock"/>. Disposing it again, or disposing a copy, or <c>default(Releaser)</c>, does nothing:
    /// it stands for its own entry only.
    /// </summary>
    public readonly struct Releaser : IDisposable
    {
        private readonly AsyncReaderWriterLock? _lock;
        private readonly Permit? _permit;
        private readonly long _version;
        private readonly Access _access;

        internal Releaser(AsyncReaderWriterLock @lock, Access access, Acquisition? acquisition)
        {
            _lock = @lock;
            _access = access;
            _permit = Permit.Rent(@lock, acquisition, out _version);
        }

        /// <summary>Leaves, if that has not been done yet, and lets in whoever may enter now.</summary>
        public void Dispose()
        {
            if (_permit is not null && _permit.TryEnd(_version))
                _lock!.Leave(_access);
        }
    }

    /// <summary>
    /// Leaves an <see cref="AsyncReaderWriterLock"/>, or becomes its writer first. Disposing it again, or disposing a copy, or
    /// <c>default(UpgradeableReleaser)</c>, does nothing.
    /// </summary>
    public readonly struct UpgradeableReleaser : IDisposable
    {
        private readonly AsyncReaderWriterLock? _lock;
        private readonly Permit? _permit;
        private readonly long _version;

        internal UpgradeableReleaser(AsyncReaderWriterLock @lock, Acquisition? acquisition)
        {
            _lock = @lock;
            _permit = Permit.Rent(@lock, acquisition, out _version);
        }

        /// <summary>Waits until all other readers have left, and then writes. New readers wait meanwhile.</summary>
        /// <param name="cancellationToken">Ends the wait; the caller then still reads.</param>
        /// <returns>The releaser: dispose it to go back to reading. Await the task exactly once.</returns>
        /// <exception cref="InvalidOperationException">The reader has left, or was upgraded already.</exception>
        /// <exception cref="OperationCanceledException">The token was cancelled; the caller still reads.</exception>
        public ValueTask<Releaser> UpgradeAsync(CancellationToken cancellationToken = default)
        {
            if (_permit is null || !_permit.IsCurrent(_version))
                throw new InvalidOperationException("This reader has left the lock, so it cannot be upgraded.");
            if (cancellationToken.IsCancellationRequested)
                return Canceled.Of<Releaser>(cancellationToken);
            Acquisition? acquisition = _lock!.Request(Access.Upgrade, Timeout.InfiniteTimeSpan);
            return _lock.UpgradeOrWait(cancellationToken, acquisition) is { } waiter
                ? new ValueTask<Releaser>(waiter, waiter.Version)
                : new ValueTask<Releaser>(new Releaser(_lock, Access.Upgrade, acquisition));
        }

        /// <summary>Leaves, if that has not been done yet, and lets in whoever may enter now.</summary>
        public void Dispose()
        {
            if (_permit is not null && _permit.TryEnd(_version))
                _lock!.Leave(Access.UpgradeableRead);
        }
    }

    private sealed class AccessWaiter : Waiter, IValueTaskSource<Releaser>, IValueTaskSource<Attempt<Releaser>>, IValueTaskSource<UpgradeableReleaser>
    {
        internal Access Access;

        protected override bool IsCounted => true;

        Releaser IValueTaskSource<Releaser>.GetResult(short token) => GetAttempt(token).Releaser;

        Attempt<Releaser> IValueTaskSource<Attempt<Releaser>>.GetResult(short token) => GetAttempt(token);

        UpgradeableReleaser IValueTaskSource<UpgradeableReleaser>.GetResult(short token)
        {
            Consume(token);
            var releaser = new UpgradeableReleaser((AsyncReaderWriterLock)Target, Acquisition);
            Recycle();
            return releaser;
        }

        ValueTaskSourceStatus IValueTaskSource<Releaser>.GetStatus(short token) => GetStatus(token);

        ValueTaskSourceStatus IValueTaskSource<Attempt<Releaser>>.GetStatus(short token) => GetStatus(token);

        ValueTaskSourceStatus IValueTaskSource<UpgradeableReleaser>.GetStatus(short token) => GetStatus(token);

        void IValueTaskSource<Releaser>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            OnCompleted(continuation, state, token, flags);

        void IValueTaskSource<Attempt<Releaser>>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            OnCompleted(continuation, state, token, flags);

        void IValueTaskSource<UpgradeableReleaser>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            OnCompleted(continuation, state, token, flags);

        internal static AccessWaiter Rent() => (AccessWaiter?)Pool<Kind>.Rent() ?? new AccessWaiter();

        protected override void ReturnToPool() => Pool<Kind>.Return(this);

        private readonly struct Kind;

        private Attempt<Releaser> GetAttempt(short token)
        {
            Attempt<Releaser> attempt = Consume(token) ? new(new Releaser((AsyncReaderWriterLock)Target, Access, Acquisition)) : default;
            Recycle();
            return attempt;
        }
    }

    private sealed class DebugView(AsyncReaderWriterLock @lock)
    {
        public int Readers => @lock.ReaderCount;

        public bool HasWriter => @lock.IsWriterHeld;

        public bool HasUpgradeable => @lock.IsUpgradeableHeld;

        /// <summary>The upgradeable reader that waits to write, before all others.</summary>
        public WaiterView? Upgrade => Volatile.Read(ref @lock._upgrading) is { } waiter ? WaiterView.OfFirst(waiter) : null;

        /// <summary>The waiters, in order.</summary>
        public WaiterView[] Waiters => WaiterView.Of(ref @lock._state, ref @lock._waiters);
    }
}
