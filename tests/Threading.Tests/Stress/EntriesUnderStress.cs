namespace AsyncRace.Threading.Tests;

/// <summary>The real lock, in all its forms.</summary>
internal sealed class AsyncLockUnderStress(AsyncLock @lock) : IEntryUnderStress
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    public int Capacity => 1;

    public bool IsIdle => @lock.ToString() == "AsyncLock [unlocked]";

    public async ValueTask<IDisposable?> EnterAsync(EntryForm form, CancellationToken token)
    {
        switch (form)
        {
            case EntryForm.Scope:
                return await @lock.LockAsync(token);
            case EntryForm.Blocking:
                return @lock.Lock(token);
            case EntryForm.Timed:
                return await @lock.TryLockAsync(Short, token) is { Acquired: true } attempt ? attempt : null;
            case EntryForm.Try:
                return @lock.TryLock(out AsyncLock.Releaser releaser) ? releaser : null;
            default:
                await @lock.AcquireAsync(token);
                return new Once(@lock.Release);
        }
    }
}

/// <summary>The real semaphore, in all its forms.</summary>
internal sealed class AsyncSemaphoreUnderStress(int capacity) : IEntryUnderStress
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    private readonly AsyncSemaphore _semaphore = new(capacity);

    public int Capacity => capacity;

    public bool IsIdle => _semaphore.ToString() == $"AsyncSemaphore [unlocked, value:{capacity}]";

    public async ValueTask<IDisposable?> EnterAsync(EntryForm form, CancellationToken token)
    {
        switch (form)
        {
            case EntryForm.Scope:
                return await _semaphore.EnterAsync(token);
            case EntryForm.Blocking:
                return _semaphore.Enter(token);
            case EntryForm.Timed:
                return await _semaphore.TryEnterAsync(Short, token) is { Acquired: true } attempt ? attempt : null;
            case EntryForm.Try:
                return _semaphore.TryEnter(out AsyncSemaphore.Releaser releaser) ? releaser : null;
            default:
                await _semaphore.WaitAsync(token);
                return new Once(() => _semaphore.Release());
        }
    }
}

/// <summary>The long forms have no releaser, so here their user sees to it that he releases once.</summary>
internal sealed class Once(Action release) : IDisposable
{
    private Action? _release = release;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
