namespace AsyncRace.CodeFixes.Tests;

/// <summary>The fixes of 204 and 209, one by one and, as the verifier does, all at once in the document, the project and the solution.</summary>
public sealed class SemaphoreFixTests
{
    [Fact]
    public Task Semaphore_GetsItsMaximum() => MisuseFixTest.FixesAsync(
        "ASYNCRACE204",
        """
        public sealed class Service(int limit)
        {
            private const int Most = 3;
            private readonly SemaphoreSlim _one = {|ASYNCRACE204:new(1)|};
            private readonly SemaphoreSlim _most = {|ASYNCRACE204:new SemaphoreSlim(initialCount: 2 * Most)|}; // twice as many
            private readonly SemaphoreSlim _given = {|ASYNCRACE204:new(limit)|};

            public async Task RunAsync(CancellationToken ct)
            {
                await _one.WaitAsync(ct);
                try { await Task.Yield(); } finally { _one.Release(); }
                await _most.WaitAsync(ct);
                try { await Task.Yield(); } finally { _most.Release(); }
                await _given.WaitAsync(ct);
                try { await Task.Yield(); } finally { _given.Release(); }
            }
        }
        """,
        """
        public sealed class Service(int limit)
        {
            private const int Most = 3;
            private readonly SemaphoreSlim _one = new(1, 1);
            private readonly SemaphoreSlim _most = new SemaphoreSlim(initialCount: 2 * Most, maxCount: 2 * Most); // twice as many
            private readonly SemaphoreSlim _given = new(limit, limit);

            public async Task RunAsync(CancellationToken ct)
            {
                await _one.WaitAsync(ct);
                try { await Task.Yield(); } finally { _one.Release(); }
                await _most.WaitAsync(ct);
                try { await Task.Yield(); } finally { _most.Release(); }
                await _given.WaitAsync(ct);
                try { await Task.Yield(); } finally { _given.Release(); }
            }
        }
        """);

    [Fact]
    public Task Semaphore_WhoseCountIsComputed_IsLeftToAPerson() => MisuseFixTest.OffersNothingAsync(
        "ASYNCRACE204",
        """
        public sealed class Service
        {
            private readonly SemaphoreSlim _sem = {|ASYNCRACE204:new(Math.Max(1, Environment.ProcessorCount))|};

            public async Task RunAsync()
            {
                await _sem.WaitAsync();
                try { await Task.Yield(); } finally { _sem.Release(); }
            }
        }
        """);

    [Fact]
    public Task Catch_GoesAway_AndTheTryWithIt() => MisuseFixTest.FixesAsync(
        "ASYNCRACE209",
        Type("""
                    try
                    {
                        _n--;
                        // lets the next one in
                        _sem.Release();
                    }
                    catch {|ASYNCRACE209:(SemaphoreFullException)|}
                    {
                    }
        """),
        Type("""
                    _n--;
                    // lets the next one in
                    _sem.Release();
        """));

    [Fact]
    public Task Catch_GoesAway_AndOthersStay() => MisuseFixTest.FixesAsync(
        "ASYNCRACE209",
        Type("""
                    try
                    {
                        _sem.Release();
                    }
                    catch {|ASYNCRACE209:(SemaphoreFullException)|}
                    {
                    }
                    catch (ObjectDisposedException)
                    {
                        // closing
                    }
        """),
        Type("""
                    try
                    {
                        _sem.Release();
                    }
                    catch (ObjectDisposedException)
                    {
                        // closing
                    }
        """));

    [Theory]
    // it does something of its own
    [InlineData("try { _sem.Release(); } catch {|ASYNCRACE209:(SemaphoreFullException)|} { _n = 0; }")]
    // it says why
    [InlineData("try { _sem.Release(); } catch {|ASYNCRACE209:(SemaphoreFullException)|} { /* somebody else has */ }")]
    public Task Catch_ThatDoesMore_IsLeftToAPerson(string statement) => MisuseFixTest.OffersNothingAsync("ASYNCRACE209", Type(statement));

    private static string Type(string release) => $$"""
        public sealed class Service
        {
            private readonly SemaphoreSlim _sem = new(1, 1);
            private int _n;

            public async Task RunAsync(CancellationToken ct)
            {
                await _sem.WaitAsync(ct);
                try
                {
                    _n++;
                    await Task.Delay(1, ct);
                }
                finally
                {
        {{release}}
                }
            }
        }
        """;
}
