namespace AsyncRace.Threading.Tests;

/// <summary>How a stress worker asks for a reader/writer lock.</summary>
internal enum AccessForm
{
    Read,
    Write,
    Upgradeable,
}

/// <summary>A reader/writer lock as the stress test sees it.</summary>
internal interface IReaderWriterUnderStress
{
    bool IsIdle { get; }

    /// <summary>Enters; null if it timed out.</summary>
    ValueTask<IDisposable?> EnterAsync(AccessForm form, bool blocking, bool timed, CancellationToken token);

    /// <summary>Makes what <see cref="AccessForm.Upgradeable"/> has given the writer.</summary>
    ValueTask<IDisposable> UpgradeAsync(IDisposable reading, CancellationToken token);
}

/// <summary>The real lock, in all its forms.</summary>
internal sealed class AsyncReaderWriterUnderStress : IReaderWriterUnderStress
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    private readonly AsyncReaderWriterLock _lock = new();

    public bool IsIdle => _lock.ToString() == "AsyncReaderWriterLock [unlocked]";

    public async ValueTask<IDisposable?> EnterAsync(AccessForm form, bool blocking, bool timed, CancellationToken token) => form switch
    {
        AccessForm.Upgradeable => await _lock.UpgradeableReaderLockAsync(token),
        AccessForm.Read when blocking => _lock.ReaderLock(token),
        AccessForm.Write when blocking => _lock.WriterLock(token),
        AccessForm.Read when timed => OrNull(await _lock.TryReaderLockAsync(Short, token)),
        AccessForm.Write when timed => OrNull(await _lock.TryWriterLockAsync(Short, token)),
        AccessForm.Read => await _lock.ReaderLockAsync(token),
        _ => await _lock.WriterLockAsync(token),
    };

    public async ValueTask<IDisposable> UpgradeAsync(IDisposable reading, CancellationToken token) =>
        await ((AsyncReaderWriterLock.UpgradeableReleaser)reading).UpgradeAsync(token);

    private static IDisposable? OrNull(Attempt<AsyncReaderWriterLock.Releaser> attempt) => attempt.Acquired ? attempt : null;
}

/// <summary>
/// Workers read, write, and become the writer while they read. A writer is alone; nothing is written while anybody reads, and nothing between what
/// an upgradeable reader reads and what it then writes; nobody waits for ever.
/// </summary>
internal sealed class ReaderWriterStress(IReaderWriterUnderStress subject, int seed, int operations) : StressRun(seed, asyncWorkers: 6, blockingWorkers: 2)
{
    private int _readers;
    private int _writers;
    private int _upgradeables;
    private long _written;
    private long _writes;

    protected override async Task WorkAsync(Worker worker)
    {
        for (int i = 0; i < operations && GoesOn; i++)
        {
            await worker.TryAsync(async token =>
            {
                AccessForm form = worker.Next(6) switch
                {
                    0 or 1 => AccessForm.Write,
                    2 when !worker.IsBlocking => AccessForm.Upgradeable,
                    _ => AccessForm.Read,
                };
                ValueTask<IDisposable?> entering = subject.EnterAsync(form, worker.IsBlocking, worker.OneIn(4), token);
                worker.MayCancel();
                using IDisposable? entered = await worker.End(entering);
                if (entered is null)
                    return;
                if (form == AccessForm.Write)
                    await WriteAsync(worker);
                else
                    await ReadAsync(worker, form == AccessForm.Upgradeable ? entered : null, token);
            });
        }
    }

    protected override string? ViolatedAtEnd()
    {
        if (_written != _writes)
            return $"{_writes} writes but a count of {_written}: two wrote at once";
        return subject.IsIdle ? null : "the lock is not idle after everybody has left";
    }

    private async Task ReadAsync(Worker worker, IDisposable? upgradeable, CancellationToken token)
    {
        long before = Volatile.Read(ref _written);
        Interlocked.Increment(ref _readers);
        Check(Volatile.Read(ref _writers) == 0, "somebody reads while another writes");
        if (upgradeable is not null)
            Check(Interlocked.Increment(ref _upgradeables) == 1, "two upgradeable readers at once");
        await worker.LingerAsync();
        Check(Volatile.Read(ref _written) == before, "something was written while somebody read");
        Interlocked.Decrement(ref _readers);
        try
        {
            if (upgradeable is null || !worker.OneIn(2))
                return;
            ValueTask<IDisposable> upgrading = subject.UpgradeAsync(upgradeable, token);
            worker.MayCancel();
            using IDisposable writing = await upgrading;
            Check(Volatile.Read(ref _written) == before, "something was written between an upgradeable reader's look and its write");
            await WriteAsync(worker);
        }
        finally
        {
            if (upgradeable is not null)
                Interlocked.Decrement(ref _upgradeables);
        }
    }

    private async Task WriteAsync(Worker worker)
    {
        Check(Interlocked.Increment(ref _writers) == 1, "two wrote at once");
        Check(Volatile.Read(ref _readers) == 0, "somebody writes while another reads");
        long before = _written;
        await worker.LingerAsync();
        Volatile.Write(ref _written, before + 1);
        Interlocked.Increment(ref _writes);
        Interlocked.Decrement(ref _writers);
    }
}
