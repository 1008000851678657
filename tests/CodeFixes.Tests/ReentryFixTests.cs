namespace AsyncRace.CodeFixes.Tests;

/// <summary>The fix of 205.</summary>
public sealed class ReentryFixTests
{
    [Fact]
    public Task Scope_InsideAScope_GoesAway() => MisuseFixTest.FixesAsync(
        "ASYNCRACE205",
        Type("""
                using (await _lock.LockAsync())
                {
                    _n++;
                    using (await {|ASYNCRACE205:_lock.LockAsync()|})
                    {
                        _n--;
                        // goes on
                        await WorkAsync();
                    }
                }
        """),
        Type("""
                using (await _lock.LockAsync())
                {
                    _n++;
                    _n--;
                    // goes on
                    await WorkAsync();
                }
        """));

    [Fact]
    public Task Declaration_AfterADeclaration_GoesAway() => MisuseFixTest.FixesAsync(
        "ASYNCRACE205",
        Type("""
                using var outer = await _lock.LockAsync();
                if (_n > 0)
                {
                    using var inner = await {|ASYNCRACE205:_lock.LockAsync()|};
                    _n--;
                }
        """),
        Type("""
                using var outer = await _lock.LockAsync();
                if (_n > 0)
                {
                    _n--;
                }
        """));

    [Fact]
    public Task Pair_InsideAPair_GoesAway() => MisuseFixTest.FixesAsync(
        "ASYNCRACE205",
        Type("""
                await _sem.WaitAsync();
                try
                {
                    _n++;
                    await {|ASYNCRACE205:_sem.WaitAsync()|};
                    try
                    {
                        await WorkAsync();
                    }
                    finally
                    {
                        _sem.Release();
                    }
                }
                finally
                {
                    _sem.Release();
                }
        """),
        Type("""
                await _sem.WaitAsync();
                try
                {
                    _n++;
                    await WorkAsync();
                }
                finally
                {
                    _sem.Release();
                }
        """));

    [Theory]
    // in a method that others may call without the lock
    [InlineData("using (await _lock.LockAsync()) await {|ASYNCRACE205:LockedAsync()|};")]
    // its variable would be one of the block around it
    [InlineData("using (await _lock.LockAsync()) { using (await {|ASYNCRACE205:_lock.LockAsync()|}) { int n = _n; await WorkAsync(); _n = n; } }")]
    // the finally does more
    [InlineData("await _sem.WaitAsync(); try { await {|ASYNCRACE205:_sem.WaitAsync()|}; try { await WorkAsync(); } finally { _n++; _sem.Release(); } } finally { _sem.Release(); }")]
    public Task Acquisition_ThatIsMoreThanThat_IsLeftToAPerson(string statement) => MisuseFixTest.OffersNothingAsync("ASYNCRACE205", Type(statement));

    [Theory]
    [InlineData("await _lock.AcquireAsync(); try { await PartAsync(n); } finally { _lock.Release(); }")]
    [InlineData("using (await _lock.LockAsync()) { await PartAsync(n).ConfigureAwait(false); }")]
    [InlineData("using var held = await _lock.LockAsync(); await this.PartAsync(n);")]
    public Task Call_GoesToThePartWithoutTheLock(string body) => MisuseFixTest.FixesAsync(
        "ASYNCRACE205",
        Parted(body, "using (await _lock.LockAsync()) { _n++; await {|ASYNCRACE205:AddAsync(1)|}; }"),
        Parted(body, "using (await _lock.LockAsync()) { _n++; await PartAsync(1); }"));

    [Theory]
    // more than the part
    [InlineData("using (await _lock.LockAsync()) { _n++; await PartAsync(n); }")]
    // another argument
    [InlineData("using (await _lock.LockAsync()) { await PartAsync(n + 1); }")]
    // what it holds is not the lock
    [InlineData("using (new System.IO.StringWriter()) { await LockedPartAsync(n); }")]
    // a part of something else
    [InlineData("using (await _lock.LockAsync()) { await new Service().PartAsync(n); }")]
    public Task Call_StaysWhereThePartIsNotAll(string body) => MisuseFixTest.OffersNothingAsync(
        "ASYNCRACE205", Parted(body, "using (await _lock.LockAsync()) { _n++; await {|ASYNCRACE205:AddAsync(1)|}; }"));

    private static string Parted(string locking, string caller) => $$"""
        public sealed class Service
        {
            private readonly AsyncLock _lock = new();
            private int _n;

            public async Task RunAsync() { {{caller}} }

            public async Task AddAsync(int n) { {{locking}} }

            private async Task PartAsync(int n) { _n += n; await Task.Yield(); }

            private async Task LockedPartAsync(int n) { using (await _lock.LockAsync()) { _n += n; } }
        }
        """;

    private static string Type(string body) => $$"""
        public sealed class Service
        {
            private readonly SemaphoreSlim _sem = new(1, 1);
            private readonly AsyncLock _lock = new();
            private int _n;

            public async Task RunAsync()
            {
        {{body}}
            }

            private async Task LockedAsync()
            {
                using (await _lock.LockAsync())
                    await WorkAsync();
            }

            private static Task WorkAsync() => Task.Run(() => { });
        }
        """;
}
