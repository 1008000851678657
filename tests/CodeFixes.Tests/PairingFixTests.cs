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

    private static string Type(string body) => $$"""
        public sealed class Service
        {
            private readonly SemaphoreSlim _sem = new(1, 1);
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
