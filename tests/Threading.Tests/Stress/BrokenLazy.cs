namespace AsyncRace.Threading.Tests;

/// <summary>What is wrong with a <see cref="BrokenLazy"/>.</summary>
internal enum LazyDefect
{
    None,

    /// <summary>"Has it begun?" and "begin" are two steps.</summary>
    LooksThenBegins,

    /// <summary>A failure is told before it is forgotten.</summary>
    TellsThenForgets,

    /// <summary>Whoever asks first and gives up ends the execution for all.</summary>
    FirstCallerEndsIt,
}

/// <summary>A simple lazy value with one well-known mistake in it.</summary>
internal sealed class BrokenLazy(Func<Task<int>> factory, LazyDefect defect) : ILazyUnderStress
{
    private readonly Lock _gate = new();
    private Task<int>? _value;

    public Task<int> GetAsync(CancellationToken token)
    {
        if (defect == LazyDefect.LooksThenBegins)
        {
            if (Volatile.Read(ref _value) is { } begun)
                return begun.WaitAsync(token);
            Thread.Yield();
            Task<int> mine = MakeAsync();
            Volatile.Write(ref _value, mine);
            return mine.WaitAsync(token);
        }

        lock (_gate)
        {
            _value ??= defect == LazyDefect.FirstCallerEndsIt ? MakeAsync().WaitAsync(token) : MakeAsync();
            return _value.WaitAsync(token);
        }
    }

    public void Reset()
    {
        lock (_gate)
            _value = null;
    }

    private async Task<int> MakeAsync()
    {
        await Task.Yield(); // so that it cannot have ended before it is stored
        try
        {
            return await factory();
        }
        catch when (defect == LazyDefect.TellsThenForgets)
        {
            _ = Task.Delay(1).ContinueWith(_ => Reset(), TaskScheduler.Default);
            throw;
        }
        catch
        {
            Reset();
            throw;
        }
    }
}
