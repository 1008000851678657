using BenchmarkDotNet.Attributes;

namespace AsyncRace.Threading.Benchmarks;

[Row(1, "lock, nobody else wants it", "SemaphoreSlim", Target = 0.45, Bytes = 0)]
public class UncontendedLock
{
    private const int Operations = 10_000;
    private readonly SemaphoreSlim _semaphore = new(1, 1);
    private readonly AsyncLock _lock = new();

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public async Task Base()
    {
        for (int i = 0; i < Operations; i++)
        {
            await _semaphore.WaitAsync();
            _semaphore.Release();
        }
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public async Task Ours()
    {
        for (int i = 0; i < Operations; i++)
        {
            using (await _lock.LockAsync())
            {
            }
        }
    }
}

[Row(2, "lock of a loop, nobody else wants it", "SemaphoreSlim", Target = 0.20, Bytes = 0)]
public class UncontendedLockOfLoop
{
    private const int Operations = 100_000;
    private readonly SemaphoreSlim _semaphore = new(1, 1);
    private readonly AsyncLoop _loop = new();
    private readonly AsyncLock _lock;

    public UncontendedLockOfLoop() => _lock = new AsyncLock(_loop);

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public async Task Base()
    {
        for (int i = 0; i < Operations; i++)
        {
            await _semaphore.WaitAsync();
            _semaphore.Release();
        }
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Ours() => _loop.RunUntilComplete(LockAsync);

    private async Task LockAsync()
    {
        for (int i = 0; i < Operations; i++)
        {
            using (await _lock.LockAsync())
            {
            }
        }
    }
}

[Row(3, "lock handed on by 100 tasks", "SemaphoreSlim", Target = 0.80, Bytes = 0)]
public class LockHandOver
{
    private const int Tasks = 100;
    private const int Each = 1_000;
    private readonly SemaphoreSlim _semaphore = new(1, 1);
    private readonly AsyncLock _lock = new();

    [Benchmark(Baseline = true, OperationsPerInvoke = Tasks * Each)]
    public async Task Base()
    {
        await _semaphore.WaitAsync();
        Task all = Many.Run(Tasks, async _ =>
        {
            for (int i = 0; i < Each; i++)
            {
                await _semaphore.WaitAsync();
                _semaphore.Release();
            }
        });
        _semaphore.Release();
        await all;
    }

    [Benchmark(OperationsPerInvoke = Tasks * Each)]
    public async Task Ours()
    {
        AsyncLock.Releaser held = await _lock.LockAsync();
        Task all = Many.Run(Tasks, async _ =>
        {
            for (int i = 0; i < Each; i++)
            {
                using (await _lock.LockAsync())
                {
                }
            }
        });
        held.Dispose();
        await all;
    }
}

[Row(4, "the same, with live tokens", "SemaphoreSlim", Target = 0.50, Bytes = 0)]
public class LockHandOverWithToken
{
    private const int Tasks = 100;
    private const int Each = 500;
    private readonly CancellationTokenSource[] _sources = [.. Enumerable.Range(0, Tasks).Select(_ => new CancellationTokenSource())];
    private readonly SemaphoreSlim _semaphore = new(1, 1);
    private readonly AsyncLock _lock = new();

    [Benchmark(Baseline = true, OperationsPerInvoke = Tasks * Each)]
    public async Task Base()
    {
        await _semaphore.WaitAsync();
        Task all = Many.Run(Tasks, async id =>
        {
            CancellationToken token = _sources[id].Token;
            for (int i = 0; i < Each; i++)
            {
                await _semaphore.WaitAsync(token);
                _semaphore.Release();
            }
        });
        _semaphore.Release();
        await all;
    }

    [Benchmark(OperationsPerInvoke = Tasks * Each)]
    public async Task Ours()
    {
        AsyncLock.Releaser held = await _lock.LockAsync();
        Task all = Many.Run(Tasks, async id =>
        {
            CancellationToken token = _sources[id].Token;
            for (int i = 0; i < Each; i++)
            {
                using (await _lock.LockAsync(token))
                {
                }
            }
        });
        held.Dispose();
        await all;
    }
}

[Row(5, "semaphore of 10, 1,000 tasks", "SemaphoreSlim", Target = 0.75, Bytes = 2)]
public class Semaphore
{
    private const int Tasks = 1_000;
    private const int Each = 100;
    private readonly SemaphoreSlim _semaphore = new(10, 10);
    private readonly AsyncSemaphore _ours = new(10);

    [Benchmark(Baseline = true, OperationsPerInvoke = Tasks * Each)]
    public Task Base() => Many.Run(Tasks, async _ =>
    {
        for (int i = 0; i < Each; i++)
        {
            await _semaphore.WaitAsync();
            await Task.Yield();
            _semaphore.Release();
        }
    });

    [Benchmark(OperationsPerInvoke = Tasks * Each)]
    public Task Ours() => Many.Run(Tasks, async _ =>
    {
        for (int i = 0; i < Each; i++)
        {
            await _ours.WaitAsync();
            await Task.Yield();
            _ours.Release();
        }
    });
}

[Row(6, "cancel 10,000 waiters, each", "SemaphoreSlim", Target = 0.33)]
public class CancelWaiters
{
    private const int Waiters = 10_000;
    private readonly SemaphoreSlim _semaphore = new(0, 1);
    private readonly AsyncLock _lock = new();

    [GlobalSetup]
    public void Setup() => _lock.Lock();

    [Benchmark(Baseline = true, OperationsPerInvoke = Waiters)]
    public async Task Base()
    {
        using var source = new CancellationTokenSource();
        Task all = Many.Run(Waiters, async _ =>
        {
            try
            {
                await _semaphore.WaitAsync(source.Token);
            }
            catch (OperationCanceledException)
            {
            }
        });
        source.Cancel();
        await all;
    }

    [Benchmark(OperationsPerInvoke = Waiters)]
    public async Task Ours()
    {
        using var source = new CancellationTokenSource();
        Task all = Many.Run(Waiters, async _ =>
        {
            try
            {
                await _lock.LockAsync(source.Token);
            }
            catch (OperationCanceledException)
            {
            }
        });
        source.Cancel();
        await all;
    }
}
