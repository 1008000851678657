namespace AsyncRace.CodeFixes.Tests;

/// <summary>The fixes of 203 and 208, one by one and, as the verifier does, all at once in the document, the project and the solution.</summary>
public sealed class LockFixTests
{
    [Theory]
    [InlineData("{|ASYNCRACE203:_sem.WaitAsync()|};", "await _sem.WaitAsync();")]
    [InlineData("{|ASYNCRACE203:_sem.WaitAsync()|}.ConfigureAwait(true);", "await _sem.WaitAsync().ConfigureAwait(true);")]
    [InlineData("_ = {|ASYNCRACE203:_sem.WaitAsync()|}; /* why */", "await _sem.WaitAsync(); /* why */")]
    [InlineData("Task wait = {|ASYNCRACE203:_sem.WaitAsync()|}; _sem.Release();", "await _sem.WaitAsync(); _sem.Release();")]
    [InlineData("using ({|ASYNCRACE203:_named.LockAsync()|}) _n++;", "using (await _named.LockAsync()) _n++;")]
    [InlineData("using var held = {|ASYNCRACE203:_named.LockAsync()|};", "using var held = await _named.LockAsync();")]
    [InlineData("using Task<IDisposable> held = {|ASYNCRACE203:_named.LockAsync()|};", "using var held = await _named.LockAsync();")]
    [InlineData("using (Task<IDisposable> held = {|ASYNCRACE203:_named.LockAsync()|}) _n++;", "using (var held = await _named.LockAsync()) _n++;")]
    [InlineData("var held = {|ASYNCRACE203:_named.LockAsync()|};", "using var held = await _named.LockAsync();")]
    [InlineData("_ = {|ASYNCRACE203:_lock.LockAsync()|};", "using var scope = await _lock.LockAsync();")]
    [InlineData("int scope = 1; _ = {|ASYNCRACE203:_lock.LockAsync()|};", "int scope = 1; using var scope2 = await _lock.LockAsync();")]
    public Task Await_IsAdded(string statement, string repaired) => MisuseFixTest.FixesAsync("ASYNCRACE203", Member(statement), Member(repaired));

    [Theory]
    [InlineData("var wait = {|ASYNCRACE203:_sem.WaitAsync()|}; if (wait.IsCompleted) _n++;")]
    [InlineData("_ = {|ASYNCRACE203:_sem.WaitAsync(TimeSpan.FromSeconds(1))|};")]
    [InlineData("_ = {|ASYNCRACE203:_lock.TryLockAsync(TimeSpan.FromSeconds(1))|};")]
    public Task Await_IsNotAllThereIsToDo(string statement) => MisuseFixTest.OffersNothingAsync("ASYNCRACE203", Member(statement));

    [Fact]
    public Task Await_MakesTheMethodAsynchronous() => MisuseFixTest.FixesAsync(
        "ASYNCRACE203",
        Type("""
                // Saves.
                public Task SaveAsync()
                {
                    {|ASYNCRACE203:_sem.WaitAsync()|};
                    _n++;
                    _sem.Release();
                    return Task.CompletedTask;
                }

                public Task<int> CountAsync(bool now)
                {
                    using ({|ASYNCRACE203:_named.LockAsync()|})
                    {
                        if (now)
                            return Task.FromResult(_n);
                        return LoadAsync();
                    }
                }
            """),
        Type("""
                // Saves.
                public async Task SaveAsync()
                {
                    await _sem.WaitAsync();
                    _n++;
                    _sem.Release();
                }

                public async Task<int> CountAsync(bool now)
                {
                    using (await _named.LockAsync())
                    {
                        if (now)
                            return _n;
                        return await LoadAsync();
                    }
                }
            """));

    [Fact]
    public Task Await_InLibraryCode_IsConfigured() => MisuseFixTest.FixesAsync(
        "ASYNCRACE203",
        Member("await LoadAsync().ConfigureAwait(false); _ = {|ASYNCRACE203:_sem.WaitAsync()|};"),
        Member("await LoadAsync().ConfigureAwait(false); await _sem.WaitAsync().ConfigureAwait(false);"));

    [Fact]
    public Task Await_InAMethodThatReturnsNothing_IsNotOffered() => MisuseFixTest.OffersNothingAsync(
        "ASYNCRACE203", Type("    public void Save() { {|ASYNCRACE203:_sem.WaitAsync()|}; _n++; }"));

    [Fact]
    public Task LongForm_BecomesAScope() => MisuseFixTest.FixesAsync(
        "ASYNCRACE208",
        Type("""
                public async Task SaveAsync(CancellationToken token)
                {
                    // One at a time.
                    await {|ASYNCRACE208:_lock.AcquireAsync(token)|}.ConfigureAwait(false);
                    try
                    {
                        _n++; // counted
                        await LoadAsync();
                    }
                    finally
                    {
                        _lock.Release();
                    }

                    await {|ASYNCRACE208:_slots.WaitAsync()|};
                    try
                    {
                        _n--;
                    }
                    finally { _slots.Release(); }
                }
            """),
        Type("""
                public async Task SaveAsync(CancellationToken token)
                {
                    // One at a time.
                    using (await _lock.LockAsync(token).ConfigureAwait(false))
                    {
                        _n++; // counted
                        await LoadAsync();
                    }

                    using (await _slots.EnterAsync())
                    {
                        _n--;
                    }
                }
            """));

    [Fact]
    public Task LongForm_WithMoreToDo_IsLeftToAPerson() => MisuseFixTest.OffersNothingAsync(
        "ASYNCRACE208",
        Type("""
                public async Task SaveAsync()
                {
                    await {|ASYNCRACE208:_lock.AcquireAsync()|};
                    try { _n++; } finally { _n--; _lock.Release(); }
                    await {|ASYNCRACE208:_lock.AcquireAsync()|};
                    try { _n++; } catch (IOException) { _n--; } finally { _lock.Release(); }
                    await {|ASYNCRACE208:_lock.AcquireAsync()|}; // the last one
                    try { _n++; } finally { _lock.Release(); }
                }
            """));

    private static string Member(string statement) => Type($"    public async Task SaveAsync() {{ await Task.Yield(); {statement} _n++; }}");

    private static string Type(string members) => $$"""
        public sealed class NamedLock { public Task<IDisposable> LockAsync() => throw new NotSupportedException(); }

        public sealed class Service
        {
            private readonly SemaphoreSlim _sem = new(1, 1);
            private readonly NamedLock _named = new();
            private readonly AsyncLock _lock = new();
            private readonly AsyncSemaphore _slots = new(1);
            private int _n;

        {{members}}

            private async Task<int> LoadAsync() { await Task.Yield(); return _n; }
        }
        """;
}
