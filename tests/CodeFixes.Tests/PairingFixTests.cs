namespace AsyncRace.CodeFixes.Tests;

/// <summary>The fixes of 201 and 202, one by one and, as the verifier does, all at once in the document, the project and the solution.</summary>
public sealed class PairingFixTests
{
    [Fact]
    public Task Acquire_MovesBeforeTheTry() => MisuseFixTest.FixesAsync(
        "ASYNCRACE201",
        Type("""
                try
                {
                    await _sem.WaitAsync(ct);
                    // counts
                    _n++;
                    await WorkAsync();
                }
                finally
                {
                    {|ASYNCRACE201:_sem.Release()|};
                }
        """),
        Type("""
                await _sem.WaitAsync(ct);
                try
                {
                    // counts
                    _n++;
                    await WorkAsync();
                }
                finally
                {
                    _sem.Release();
                }
        """));

    [Fact]
    public Task Lock_IsHeldByAUsing() => MisuseFixTest.FixesAsync(
        "ASYNCRACE201",
        Type("""
                // one at a time
                try
                {
                    await _lock.AcquireAsync(ct).ConfigureAwait(false);
                    // counts
                    _n++;
                }
                finally
                {
                    {|ASYNCRACE201:_lock.Release()|};
                }
        """),
        Type("""
                // one at a time
                using (await _lock.LockAsync(ct).ConfigureAwait(false))
                {
                    // counts
                    _n++;
                }
        """),
        fix: "AsyncRace.HoldByScope");

    [Theory]
    // a handler that sees the wait fail
    [InlineData("try { await _sem.WaitAsync(ct); _n++; } catch (OperationCanceledException) { _n = 0; } finally { {|ASYNCRACE201:_sem.Release()|}; }")]
    // not the first thing in it
    [InlineData("try { await WorkAsync(); await _sem.WaitAsync(ct); _n++; } finally { {|ASYNCRACE201:_sem.Release()|}; }")]
    public Task Acquire_StaysWhereMovingItChangesMore(string statement) => MisuseFixTest.OffersNothingAsync("ASYNCRACE201", Type(statement));

    [Fact]
    public Task Wait_ThrowsWhenItsTimeIsUp() => MisuseFixTest.FixesAsync(
        "ASYNCRACE201",
        Type("""
                await _sem.WaitAsync(1000, ct).ConfigureAwait(false); // a second
                try
                {
                    _n++;
                }
                finally
                {
                    {|ASYNCRACE201:_sem.Release()|};
                }
        """),
        Type("""
                if (!await _sem.WaitAsync(1000, ct).ConfigureAwait(false))
                    throw new TimeoutException(); // a second
                try
                {
                    _n++;
                }
                finally
                {
                    _sem.Release();
                }
        """));

    [Fact]
    public Task Release_MovesIntoAFinally() => MisuseFixTest.FixesAsync(
        "ASYNCRACE202",
        Type("""
                await {|ASYNCRACE202:_sem.WaitAsync(ct)|};
                // works
                await WorkAsync();

                _n++;
                _sem.Release();
                _n--;
        """),
        Type("""
                await _sem.WaitAsync(ct);
                try
                {
                    // works
                    await WorkAsync();

                    _n++;
                }
                finally
                {
                    _sem.Release();
                }
                _n--;
        """));

    [Theory]
    // what is declared in between is used later
    [InlineData("await {|ASYNCRACE202:_sem.WaitAsync(ct)|};\nvar n = await GetAsync();\n_sem.Release();\n_n = n;")]
    // released on another way out
    [InlineData("await {|ASYNCRACE202:_sem.WaitAsync(ct)|};\nawait WorkAsync();\nif (_n > 0)\n{\n_sem.Release();\nreturn;\n}\n_sem.Release();")]
    public Task Release_StaysWhereMovingItChangesMore(string statements) => MisuseFixTest.OffersNothingAsync("ASYNCRACE202", Type(statements));

    [Theory]
    [InlineData("await _sem.WaitAsync(ct);\n_n++;\n_sem.Release();\n_n--;\n{|ASYNCRACE201:_sem.Release()|};\n_n++;", "await _sem.WaitAsync(ct);\n_n++;\n_sem.Release();\n_n--;\n_n++;")]
    [InlineData("await _sem.WaitAsync(ct);\ntry\n{\nif (_n > 0)\n{\n_sem.Release();\nreturn;\n}\n_n++;\n}\nfinally\n{\n{|ASYNCRACE201:_sem.Release()|};\n}", "await _sem.WaitAsync(ct);\ntry\n{\nif (_n > 0)\n{\nreturn;\n}\n_n++;\n}\nfinally\n{\n_sem.Release();\n}")]
    public Task Release_OneTooMany_GoesAway(string statements, string repaired) => MisuseFixTest.FixesAsync("ASYNCRACE201", Type(statements), Type(repaired));

    [Fact]
    public Task Release_ByAStranger_GoesAway() => MisuseFixTest.FixesAsync("ASYNCRACE201", Stranger("\n        {|ASYNCRACE201:_sem.Release()|};"), Stranger(""));

    [Theory]
    // it goes on without the lock before the finally
    [InlineData("await _sem.WaitAsync(ct);\ntry\n{\nif (_n > 0)\n{\n_sem.Release();\nawait WorkAsync();\nreturn;\n}\n_n++;\n}\nfinally\n{\n{|ASYNCRACE201:_sem.Release()|};\n}")]
    // nothing else is in the finally
    [InlineData("await _sem.WaitAsync(ct);\n_n++;\n_sem.Release();\ntry\n{\n_n--;\n}\nfinally\n{\n{|ASYNCRACE201:_sem.Release()|};\n}")]
    public Task Release_ThatMayBeMeant_Stays(string statements) => MisuseFixTest.OffersNothingAsync("ASYNCRACE201", Type(statements));

    private static string Stranger(string release) => $$"""
        public sealed class Service
        {
            private readonly SemaphoreSlim _sem = new(1, 1);
            private readonly AsyncLock _lock = new();
            private int _n;

            public async Task RunAsync(CancellationToken ct)
            {
                await _sem.WaitAsync(ct);
                try { _n++; await Task.Yield(); } finally { _sem.Release(); }
            }

            public void Free()
            {
                _n = 0;{{release}}
            }
        }
        """;

    [Fact]
    public Task Statements_MoveIntoTheTry() => MisuseFixTest.FixesAsync(
        "ASYNCRACE202",
        Type("""
                await {|ASYNCRACE202:_sem.WaitAsync(ct)|};
                // first
                await WorkAsync();
                var n = await GetAsync();

                try
                {
                    _n = n;
                }
                finally
                {
                    _sem.Release();
                }
        """),
        Type("""
                await _sem.WaitAsync(ct);
                try
                {
                    // first
                    await WorkAsync();
                    var n = await GetAsync();
                    _n = n;
                }
                finally
                {
                    _sem.Release();
                }
        """));

    [Theory]
    // used after the try
    [InlineData("await {|ASYNCRACE202:_sem.WaitAsync(ct)|};\nvar n = await GetAsync();\ntry\n{\n_n = n;\n}\nfinally\n{\n_sem.Release();\n}\n_n += n;")]
    // a handler would see it fail
    [InlineData("await {|ASYNCRACE202:_sem.WaitAsync(ct)|};\nawait WorkAsync();\ntry\n{\n_n++;\n}\ncatch (InvalidOperationException)\n{\n_n = 0;\n}\nfinally\n{\n_sem.Release();\n}")]
    public Task Statements_StayWhereMovingThemChangesMore(string statements) => MisuseFixTest.OffersNothingAsync("ASYNCRACE202", Type(statements));

    private static string Type(string body) => $$"""
        public sealed class Service
        {
            private readonly SemaphoreSlim _sem = new(1, 1);
            private readonly AsyncLock _lock = new();
            private int _n;

            public async Task RunAsync(CancellationToken ct)
            {
        {{body}}
            }

            private static Task WorkAsync() => Task.Run(() => { });
            private static Task<int> GetAsync() => Task.Run(() => 1);
        }
        """;
}
