namespace AsyncRace.Threading.Tests;

public sealed class AsyncReaderWriterLockTests
{
    private readonly AsyncReaderWriterLock _lock = new();

    [Fact]
    public async Task Readers_share_and_a_writer_is_alone()
    {
        AsyncReaderWriterLock.Releaser first = await _lock.ReaderLockAsync(), second = await _lock.ReaderLockAsync();
        Assert.Equal("AsyncReaderWriterLock [readers:2]", _lock.ToString());
        Task<AsyncReaderWriterLock.Releaser> writer = _lock.WriterLockAsync().AsTask();
        first.Dispose();
        Assert.False(writer.IsCompleted);
        second.Dispose();
        AsyncReaderWriterLock.Releaser writing = await writer.WithinLimit();
        Assert.Equal("AsyncReaderWriterLock [writer]", _lock.ToString());
        Assert.False((await _lock.TryReaderLockAsync(TimeSpan.Zero)).Acquired);
        Assert.False((await _lock.TryWriterLockAsync(TimeSpan.FromMilliseconds(1)).WithinLimit()).Acquired);
        writing.Dispose();
        Assert.Equal("AsyncReaderWriterLock [unlocked]", _lock.ToString());
    }

    [Fact]
    public async Task Readers_behind_a_waiting_writer_wait_and_then_enter_together()
    {
        AsyncReaderWriterLock.Releaser reading = await _lock.ReaderLockAsync();
        Task<AsyncReaderWriterLock.Releaser> writer = _lock.WriterLockAsync().AsTask();
        Task<AsyncReaderWriterLock.Releaser> late = _lock.ReaderLockAsync().AsTask(), later = _lock.ReaderLockAsync().AsTask();
        Task<AsyncReaderWriterLock.Releaser> last = _lock.WriterLockAsync().AsTask();
        Assert.Equal("AsyncReaderWriterLock [readers:1, waiters:4]", _lock.ToString());
        reading.Dispose();
        AsyncReaderWriterLock.Releaser writing = await writer.WithinLimit();
        Assert.False(late.IsCompleted);
        writing.Dispose();
        AsyncReaderWriterLock.Releaser one = await late.WithinLimit(), two = await later.WithinLimit();
        Assert.False(last.IsCompleted);
        one.Dispose();
        two.Dispose();
        (await last.WithinLimit()).Dispose();
        Assert.Equal("AsyncReaderWriterLock [unlocked]", _lock.ToString());
    }

    [Fact]
    public async Task Cancelled_writer_lets_the_readers_behind_it_in()
    {
        using var source = new CancellationTokenSource();
        AsyncReaderWriterLock.Releaser reading = await _lock.ReaderLockAsync();
        Task<AsyncReaderWriterLock.Releaser> writer = _lock.WriterLockAsync(source.Token).AsTask(), late = _lock.ReaderLockAsync().AsTask();
        Assert.False(late.IsCompleted);
        source.Cancel();
        await Guard.ThrowsCanceled(writer, source.Token);
        (await late.WithinLimit()).Dispose();
        reading.Dispose();
        Assert.Equal("AsyncReaderWriterLock [unlocked]", _lock.ToString());
    }

    [Fact]
    public async Task Grant_that_meets_a_cancellation_goes_to_the_next()
    {
        using var source = new CancellationTokenSource();
        AsyncReaderWriterLock.Releaser writing = await _lock.WriterLockAsync();
        ValueTask<AsyncReaderWriterLock.Releaser> first = _lock.WriterLockAsync(source.Token);
        Task<AsyncReaderWriterLock.Releaser> second = _lock.WriterLockAsync().AsTask();
        writing.Dispose();
        source.Cancel();
        await Guard.ThrowsCanceled(first.AsTask(), source.Token);
        (await second.WithinLimit()).Dispose();
        Assert.Equal("AsyncReaderWriterLock [unlocked]", _lock.ToString());
    }

    [Fact]
    public async Task Upgradeable_reader_becomes_the_writer_before_anybody_who_waits()
    {
        AsyncReaderWriterLock.UpgradeableReleaser upgradeable = await _lock.UpgradeableReaderLockAsync();
        AsyncReaderWriterLock.Releaser reading = await _lock.ReaderLockAsync();
        Task<AsyncReaderWriterLock.UpgradeableReleaser> rival = _lock.UpgradeableReaderLockAsync().AsTask();
        Task<AsyncReaderWriterLock.Releaser> writer = _lock.WriterLockAsync().AsTask();
        Task<AsyncReaderWriterLock.Releaser> upgrade = upgradeable.UpgradeAsync().AsTask();
        Assert.Equal("AsyncReaderWriterLock [upgradeable, readers:1, waiters:3]", _lock.ToString());
        Assert.Throws<InvalidOperationException>(() => { _ = upgradeable.UpgradeAsync(); });
        reading.Dispose();
        AsyncReaderWriterLock.Releaser writing = await upgrade.WithinLimit();
        Assert.Equal("AsyncReaderWriterLock [writer, upgradeable, waiters:2]", _lock.ToString());
        writing.Dispose();
        Assert.False(rival.IsCompleted);
        upgradeable.Dispose();
        (await rival.WithinLimit()).Dispose();
        (await writer.WithinLimit()).Dispose();
        Assert.Throws<InvalidOperationException>(() => { _ = upgradeable.UpgradeAsync(); });
        Assert.Equal("AsyncReaderWriterLock [unlocked]", _lock.ToString());
    }

    [Fact]
    public async Task Cancelled_upgrade_still_reads_and_lets_readers_in()
    {
        using var source = new CancellationTokenSource();
        AsyncReaderWriterLock.UpgradeableReleaser upgradeable = await _lock.UpgradeableReaderLockAsync();
        AsyncReaderWriterLock.Releaser reading = await _lock.ReaderLockAsync();
        Task<AsyncReaderWriterLock.Releaser> upgrade = upgradeable.UpgradeAsync(source.Token).AsTask();
        Task<AsyncReaderWriterLock.Releaser> late = _lock.ReaderLockAsync().AsTask();
        Assert.False(late.IsCompleted);
        source.Cancel();
        await Guard.ThrowsCanceled(upgrade, source.Token);
        (await late.WithinLimit()).Dispose();
        reading.Dispose();
        using (await upgradeable.UpgradeAsync())
            Assert.True(_lock.IsWriterHeld);
        upgradeable.Dispose();
        Assert.Equal("AsyncReaderWriterLock [unlocked]", _lock.ToString());
    }

    [Fact]
    public async Task Releaser_disposed_twice_ends_only_its_own_entry()
    {
        AsyncReaderWriterLock.Releaser first = await _lock.ReaderLockAsync(), second = await _lock.ReaderLockAsync();
        first.Dispose();
        first.Dispose();
        Assert.Equal("AsyncReaderWriterLock [readers:1]", _lock.ToString());
        second.Dispose();
        using (await _lock.WriterLockAsync())
        {
            first.Dispose();
            second.Dispose();
            Assert.Equal("AsyncReaderWriterLock [writer]", _lock.ToString());
        }

        default(AsyncReaderWriterLock.Releaser).Dispose();
        default(AsyncReaderWriterLock.UpgradeableReleaser).Dispose();
    }

    [Fact]
    public async Task Blocked_threads_are_served_too()
    {
        AsyncReaderWriterLock.Releaser writing = _lock.WriterLock();
        Task reader = Guard.OnThread(() => _lock.ReaderLock().Dispose());
        Task writer = Guard.OnThread(() => _lock.WriterLock().Dispose());
        Guard.Until(() => _lock.ToString().EndsWith("waiters:2]", StringComparison.Ordinal));
        writing.Dispose();
        await Task.WhenAll(reader, writer).WithinLimit();
        Assert.Equal("AsyncReaderWriterLock [unlocked]", _lock.ToString());
    }

    [Fact]
    public Task Readers_and_writers_on_many_threads_never_meet() => Task.Run(async () =>
    {
        int readers = 0, writers = 0;
        long violations = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(id => Task.Run(() => WorkAsync(new Random(id))))).WithinLimit();
        Assert.Equal(0, Interlocked.Read(ref violations));
        Assert.Equal("AsyncReaderWriterLock [unlocked]", _lock.ToString());

        async Task WorkAsync(Random random)
        {
            for (int i = 0; i < 2_000; i++)
            {
                using var source = new CancellationTokenSource();
                try
                {
                    switch (random.Next(4))
                    {
                        case 0:
                            using (await Start(_lock.WriterLockAsync(source.Token)))
                                await WriteAsync();
                            break;
                        case 1:
                            using (AsyncReaderWriterLock.UpgradeableReleaser reading = await _lock.UpgradeableReaderLockAsync(source.Token))
                            {
                                using (await Start(reading.UpgradeAsync(source.Token)))
                                    await WriteAsync();
                            }

                            break;
                        default:
                            using (await Start(_lock.ReaderLockAsync(source.Token)))
                                await ReadAsync();
                            break;
                    }
                }
                catch (OperationCanceledException)
                {
                }

                ValueTask<AsyncReaderWriterLock.Releaser> Start(ValueTask<AsyncReaderWriterLock.Releaser> wait)
                {
                    if (random.Next(4) == 0)
                        source.Cancel();
                    return wait;
                }
            }

            async Task ReadAsync()
            {
                Interlocked.Increment(ref readers);
                Check(Volatile.Read(ref writers) == 0);
                if (random.Next(2) == 0)
                    await Task.Yield();
                Check(Volatile.Read(ref writers) == 0);
                Interlocked.Decrement(ref readers);
            }

            async Task WriteAsync()
            {
                Check(Interlocked.Increment(ref writers) == 1 && Volatile.Read(ref readers) == 0);
                if (random.Next(2) == 0)
                    await Task.Yield();
                Check(Volatile.Read(ref readers) == 0);
                Interlocked.Decrement(ref writers);
            }

            void Check(bool holds)
            {
                if (!holds)
                    Interlocked.Increment(ref violations);
            }
        }
    });
}
