namespace AsyncRace.Threading.Tests;

/// <summary>The real lock, in all its forms.</summary>
internal sealed class AsyncLockUnderStress : ILockUnderStress
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    private readonly AsyncLock _lock = new();

    public bool IsIdle => _lock.ToString() == "AsyncLock [unlocked]";

    public async ValueTask<IDisposable?> EnterAsync(LockForm form, CancellationToken token)
    {
        switch (form)
        {
            case LockForm.Scope:
                return await _lock.LockAsync(token);
            case LockForm.Blocking:
                return _lock.Lock(token);
            case LockForm.Timed:
                return await _lock.TryLockAsync(Short, token) is { Acquired: true } attempt ? attempt : null;
            case LockForm.Try:
                return _lock.TryLock(out AsyncLock.Releaser releaser) ? releaser : null;
            default:
                await _lock.AcquireAsync(token);
                return new Once(_lock.Release);
        }
    }

    /// <summary>The long form has no releaser, so here its user sees to it that it releases once.</summary>
    private sealed class Once(Action release) : IDisposable
    {
        private Action? _release = release;

        public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
    }
}
