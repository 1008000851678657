namespace AsyncRace.CodeFixes.Tests;

/// <summary>The fix of 206.</summary>
public sealed class AwaitedLockFixTests
{
    [Fact]
    public Task Lock_OfAsynchronousMethods_IsTheCompanions() => MisuseFixTest.FixesAsync(
        "ASYNCRACE206",
        """
        public sealed class Service
        {
            private readonly ReaderWriterLockSlim _lock = new();
            private int _n;

            public async Task AddAsync()
            {
                {|ASYNCRACE206:_lock.EnterWriteLock()|};
                try
                {
                    _n += await GetAsync();
                }
                finally
                {
                    _lock.ExitWriteLock();
                }
            }

            private static Task<int> GetAsync() => Task.Run(() => 1);
        }
        """,
        """
        public sealed class Service
        {
            private readonly AsyncLock _lock = new();
            private int _n;

            public async Task AddAsync()
            {
                await _lock.AcquireAsync();
                try
                {
                    _n += await GetAsync();
                }
                finally
                {
                    _lock.Release();
                }
            }

            private static Task<int> GetAsync() => Task.Run(() => 1);
        }
        """);

    [Fact]
    public Task Lock_ThatSynchronousMethodsTakeToo_IsASemaphore() => MisuseFixTest.FixesAsync(
        "ASYNCRACE206",
        """
        public sealed class Service : IDisposable
        {
            private readonly ReaderWriterLockSlim _lock = new ReaderWriterLockSlim();
            private int _n;

            public async Task AddAsync()
            {
                {|ASYNCRACE206:_lock.EnterWriteLock()|}; // for all of it
                try
                {
                    _n += await GetAsync().ConfigureAwait(false);
                }
                finally
                {
                    _lock.ExitWriteLock();
                }
            }

            public int Get()
            {
                _lock.EnterReadLock();
                try
                {
                    return _n;
                }
                finally
                {
                    _lock.ExitReadLock();
                }
            }

            public void Dispose() { _lock.Dispose(); }

            private static Task<int> GetAsync() => Task.Run(() => 1);
        }
        """,
        """
        public sealed class Service : IDisposable
        {
            private readonly SemaphoreSlim _lock = new SemaphoreSlim(1, 1);
            private int _n;

            public async Task AddAsync()
            {
                await _lock.WaitAsync().ConfigureAwait(false); // for all of it
                try
                {
                    _n += await GetAsync().ConfigureAwait(false);
                }
                finally
                {
                    _lock.Release();
                }
            }

            public int Get()
            {
                _lock.Wait();
                try
                {
                    return _n;
                }
                finally
                {
                    _lock.Release();
                }
            }

            public void Dispose() { _lock.Dispose(); }

            private static Task<int> GetAsync() => Task.Run(() => 1);
        }
        """);

    [Theory]
    // others can use it
    [InlineData("internal readonly ReaderWriterLockSlim _lock = new();", "")]
    // it may be entered again
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(LockRecursionPolicy.SupportsRecursion);", "")]
    // one use that has no like
    [InlineData("private readonly ReaderWriterLockSlim _lock = new();", "public bool IsBusy => _lock.IsWriteLockHeld;")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new();", "public void Try() { if (_lock.TryEnterReadLock(5)) _lock.ExitReadLock(); }")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new();", "public void Upgrade() { _lock.EnterUpgradeableReadLock(); _n++; _lock.ExitUpgradeableReadLock(); }")]
    public Task Lock_ThatMayMeanMore_IsLeftToAPerson(string field, string member) => MisuseFixTest.OffersNothingAsync(
        "ASYNCRACE206",
        $$"""
        public sealed class Service
        {
            {{field}}
            private int _n;

            public async Task AddAsync()
            {
                {|ASYNCRACE206:_lock.EnterWriteLock()|};
                try { _n += await GetAsync(); } finally { _lock.ExitWriteLock(); }
            }

            {{member}}
            private static Task<int> GetAsync() => Task.Run(() => 1);
        }
        """);
}
