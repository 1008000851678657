namespace AsyncRace.Threading;

public sealed partial class AsyncSemaphore
{
    /// <summary>
    /// Gives back one permit of an <see cref="AsyncSemaphore"/>. Disposing it again, or disposing a copy, or <c>default(Releaser)</c>,
    /// does nothing: it can never give back somebody else's permit.
    /// </summary>
    public readonly struct Releaser : IDisposable
    {
        private readonly AsyncSemaphore? _semaphore;
        private readonly Permit? _permit;
        private readonly long _version;

        internal Releaser(AsyncSemaphore semaphore, Acquisition? acquisition)
        {
            _semaphore = semaphore;
            _permit = Permit.Rent(semaphore, acquisition, out _version);
        }

        /// <summary>Gives the permit back, if that has not been done yet, to the first waiter if there is one.</summary>
        public void Dispose()
        {
            if (_permit is not null && _permit.TryEnd(_version))
                _semaphore!.Release();
        }
    }
}
