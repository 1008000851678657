namespace AsyncRace.Threading;

public sealed partial class AsyncLock
{
    /// <summary>
    /// Releases one acquisition of an <see cref="AsyncLock"/>. Disposing it again, or disposing a copy, or <c>default(Releaser)</c>, does
    /// nothing: it stands for its own acquisition only and can never release somebody else's.
    /// </summary>
    public readonly struct Releaser : IDisposable
    {
        private readonly AsyncLock? _lock;
        private readonly long _grant;

        internal Releaser(AsyncLock @lock, long grant)
        {
            _lock = @lock;
            _grant = grant;
        }

        /// <summary>Releases the lock, if this acquisition has not been released yet, and hands it to the first waiter.</summary>
        public void Dispose() => _lock?.EndAcquisition(_grant);
    }
}
