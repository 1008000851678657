namespace AsyncRace.Threading.Tests;

/// <summary>Releasers that are disposed twice, copied, raced for or never were one: each stands for its own entry, and ends that once.</summary>
public sealed class ReleaserMisuseTests
{
    [Fact]
    public void Default_releasers_and_attempts_do_nothing()
    {
        default(AsyncLock.Releaser).Dispose();
        default(AsyncSemaphore.Releaser).Dispose();
        default(AsyncReaderWriterLock.Releaser).Dispose();
        default(AsyncReaderWriterLock.UpgradeableReleaser).Dispose();
        Assert.Throws<InvalidOperationException>(() => { _ = default(AsyncReaderWriterLock.UpgradeableReleaser).UpgradeAsync(); });
        AssertNoAttempt<AsyncLock.Releaser>();
        AssertNoAttempt<AsyncSemaphore.Releaser>();
        AssertNoAttempt<AsyncReaderWriterLock.Releaser>();

        static void AssertNoAttempt<TReleaser>()
            where TReleaser : struct, IDisposable
        {
            Attempt<TReleaser> none = default;
            Assert.False(none.Acquired);
            Assert.Throws<InvalidOperationException>(() => none.Releaser);
            none.Dispose();
        }
    }

    [Fact]
    public async Task Attempt_disposed_twice_and_copied_ends_only_its_own_entry()
    {
        var @lock = new AsyncLock();
        Attempt<AsyncLock.Releaser> first = await @lock.TryLockAsync(TimeSpan.Zero);
        Attempt<AsyncLock.Releaser> copy = first;
        first.Dispose();
        using (await @lock.LockAsync())
        {
            first.Dispose();
            copy.Dispose();
            copy.Releaser.Dispose();
            Assert.Equal("AsyncLock [locked]", @lock.ToString());
        }

        Assert.Equal("AsyncLock [unlocked]", @lock.ToString());
    }

    [Fact]
    public async Task Writer_and_upgrade_disposed_twice_and_copied_end_only_their_own_entries()
    {
        var @lock = new AsyncReaderWriterLock();
        AsyncReaderWriterLock.Releaser writing = await @lock.WriterLockAsync();
        writing.Dispose();
        using (await @lock.WriterLockAsync())
        {
            writing.Dispose();
            Assert.Equal("AsyncReaderWriterLock [writer]", @lock.ToString());
        }

        AsyncReaderWriterLock.UpgradeableReleaser reading = await @lock.UpgradeableReaderLockAsync(), copy = reading;
        AsyncReaderWriterLock.Releaser upgraded = await reading.UpgradeAsync();
        upgraded.Dispose();
        upgraded.Dispose();
        Assert.Equal("AsyncReaderWriterLock [upgradeable]", @lock.ToString());
        using (await copy.UpgradeAsync())
        {
            upgraded.Dispose();
            Assert.Equal("AsyncReaderWriterLock [writer, upgradeable]", @lock.ToString());
        }

        reading.Dispose();
        copy.Dispose();
        using (await @lock.UpgradeableReaderLockAsync())
        {
            reading.Dispose();
            copy.Dispose();
            Assert.Equal("AsyncReaderWriterLock [upgradeable]", @lock.ToString());
            Assert.Throws<InvalidOperationException>(() => { _ = copy.UpgradeAsync(); });
        }

        Assert.Equal("AsyncReaderWriterLock [unlocked]", @lock.ToString());
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("semaphore")]
    [InlineData("read")]
    [InlineData("write")]
    [InlineData("upgradeable")]
    public async Task Releaser_disposed_by_two_threads_at_once_ends_one_entry(string kind)
    {
        var @lock = new AsyncLock();
        var semaphore = new AsyncSemaphore(2);
        var shared = new AsyncReaderWriterLock();
        for (int round = 0; round < 50; round++)
        {
            AsyncSemaphore.Releaser other = semaphore.Enter(); // over-releasing would throw
            IDisposable entry = kind switch
            {
                "lock" => await @lock.LockAsync(),
                "semaphore" => await semaphore.EnterAsync(),
                "read" => await shared.ReaderLockAsync(),
                "write" => await shared.WriterLockAsync(),
                _ => await shared.UpgradeableReaderLockAsync(),
            };
            using var start = new Barrier(2);
            await Task.WhenAll(Guard.OnThread(Dispose), Guard.OnThread(Dispose)).WithinLimit();
            Assert.Equal("AsyncLock [unlocked]", @lock.ToString());
            Assert.Equal(1, semaphore.CurrentCount);
            Assert.Equal("AsyncReaderWriterLock [unlocked]", shared.ToString());
            other.Dispose();

            void Dispose()
            {
                start.SignalAndWait();
                entry.Dispose();
            }
        }
    }
}
