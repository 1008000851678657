namespace AsyncRace.Threading;

public sealed partial class AsyncLock
{
    /// <summary>
    /// Releases one acquisition of an <see cref="AsyncLock"/>. Disposing it again, or disposing a copy, or <c>default(Releaser)</c>, does
    /// nothing: it stands for its own acquisition only and can never release somebody else's.
    /// </summary>
    public readonly struct Releaser : IDisposable
    {
        /// <summary>The lock; in checked mode a <see cref="Lease"/> of it.</summary>
        private readonly object? _owner;
        private readonly long _grant;

        internal Releaser(object owner, long grant)
        {
            _owner = owner;
            _grant = grant;
        }

        /// <summary>Releases the lock, if this acquisition has not been released yet, and hands it to the first waiter.</summary>
        public void Dispose()
        {
            if (_owner is AsyncLock @lock)
                @lock.EndAcquisition(_grant);
            else if (_owner is not null)
                EndLease((Lease)_owner);
        }

        private void EndLease(Lease lease)
        {
            lease.Dispose();
            ((AsyncLock)lease.Primitive).EndAcquisition(_grant);
        }
    }
}
