namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>B6.4: a lock whose package is not restored yet keeps others out as it will when the code compiles.</summary>
[Trait("Semantics", "What clears staleness")]
[Trait("Semantics", "Locks")]
public sealed class UnresolvedLockTests
{
    private const string Work = "var t = n; await F(); n = t + 1;";

    [Theory]
    [InlineData("await missing.AcquireAsync(token); try { {0} } finally { missing.Release(); }")]
    [InlineData("await missing.AcquireAsync(token).ConfigureAwait(false); try { {0} } finally { missing.Release(); }")]
    [InlineData("await this.missing.WaitAsync(token); try { {0} } finally { missing.Release(); }")]
    [InlineData("await missing.EnterAsync(); {0} missing.Exit();")]
    [InlineData("missing.Enter(); try { {0} } finally { missing.Exit(); }")]
    [InlineData("missing.Lock(); try { {0} } finally { missing.Unlock(); }")]
    [InlineData("missing.TryAcquire(token); try { {0} } finally { missing.Release(); }")]
    [InlineData("var entering = missing.AcquireAsync(token); await entering; try { {0} } finally { missing.Release(); }")]
    [InlineData("if (!await missing.TryEnterAsync(100)) return; try { {0} } finally { missing.Exit(); }")]
    [InlineData("if (!await missing.WaitAsync(100).ConfigureAwait(false)) return; try { {0} } finally { missing.Release(); }")]
    [InlineData("if (missing.TryEnter()) { try { {0} } finally { missing.Exit(); } }")]
    [InlineData("bool entered = await missing.WaitAsync(100); if (!entered) return; try { {0} } finally { missing.Release(); }")]
    [InlineData("await missing.AcquireAppendLockAsync(token); try { {0} } finally { missing.ReleaseAppendLock(); }")]
    [InlineData("await Prop.WaitAsync(); try { {0} } finally { Prop?.Release(); }")]
    [InlineData("await given.WaitAsync(); try { {0} } finally { given.Release(); }")]
    [InlineData("await friend!.missing.WaitAsync(); try { {0} } finally { friend.missing.Release(); }")]
    [InlineData("await known.ReserveAsync(); await known.AcquireAsync(token); try { {0} } finally { known.Release(); }")]
    [InlineData("await sem.WaitAsync(notThere); try { {0} } finally { sem.Release(); }")]
    [InlineData("var t = n; if (!missing.TryEnter()) return; try { await F(); n = t + 1; } finally { missing.Exit(); }")]
    [InlineData("using (await missing.LockAsync()) { {0} }")]
    [InlineData("using (await missing.LockAsync(token).ConfigureAwait(false)) { {0} }")]
    [InlineData("using var scope = await missing.EnterAsync(); {0}")]
    [InlineData("await using (await missing.AcquireWriteLockAsync()) { {0} }")]
    [InlineData("using (missing.EnterScope()) { {0} }")]
    [InlineData("var scope = await missing.LockAsync(); try { {0} } finally { scope.Dispose(); }")]
    [InlineData("await Begin(); try { {0} } finally { missing.Release(); }")]
    [InlineData("await missing.AcquireAsync(token); try { await Core(); } finally { missing.Release(); } } private async Task Core() { {0}")]
    public Task Held_FromReadToWrite(string statement) => VerifyAsync(statement, isReported: false);

    [Theory]
    // Not named like an acquisition, on nothing that has a name, or of what nobody releases.
    [InlineData("await missing.OpenAsync(token); try { {0} } finally { missing.Release(); }")]
    [InlineData("await missing.BlockAsync(token); try { {0} } finally { missing.Release(); }")]
    [InlineData("using (await missing.OpenAsync()) { {0} }")]
    [InlineData("using (await missing.BlockAsync()) { {0} }")]
    [InlineData("await missing.Make().AcquireAsync(token); try { {0} } finally { missing.Release(); }")]
    [InlineData("await unreleased.WaitAsync(); {0}")]
    [InlineData("await unreleased.AcquireAsync(token); try { {0} } finally { missing.Release(); }")]
    [InlineData("await load!.WaitAsync(1, 2, 3); {0}")]
    // Released before, entered after, or not at all.
    [InlineData("await missing.AcquireAsync(token); missing.Release(); {0}")]
    [InlineData("await missing.AcquireAsync(token).ConfigureAwait(false); try { m = 1; } finally { missing.Release(); } {0}")]
    [InlineData("using (await missing.LockAsync()) { m = 1; } {0}")]
    [InlineData("var scope = await missing.LockAsync(); scope.Dispose(); {0}")]
    [InlineData("if (await missing.WaitAsync(100)) return; {0} missing.Release();")]
    [InlineData("_ = missing.AcquireAsync(token); {0} missing.Release();")]
    [InlineData("var t = n; if (!missing.TryEnter(100)) return; try { await F(); n = t + 1; } finally { missing.Exit(); }")]
    [InlineData("var t = n; if (!await missing.TryEnterAsync(100)) return; try { await F(); n = t + 1; } finally { missing.Exit(); }")]
    [InlineData("await limiter.WaitAsync(notThere); try { {0} } finally { limiter.Release(); }")]
    public Task NotHeld_FromReadToWrite(string statement) => VerifyAsync(statement, isReported: true);

    [Theory]
    [InlineData("await missing.AcquireAsync(token); var t = n; missing.Release(); await F(); await missing.AcquireAsync(token); n = t + 1; missing.Release();")]
    [InlineData("await missing.AcquireAsync(token); var t = n; await Prop.WaitAsync(); missing.Release(); await F(); n = t + 1; Prop.Release();")]
    [InlineData("int t; using (await missing.LockAsync()) { t = n; } using (await missing.LockAsync()) { n = t + 1; }")]
    public Task Regions_ProtectOneByOne(string statement) => VerifyAsync(statement, isReported: true);

    /// <summary>Nothing but names is known of it: nobody is told how to use it.</summary>
    [Theory]
    [InlineData("await missing.AcquireAsync(token);")]
    [InlineData("missing.Release();")]
    [InlineData("missing.AcquireAsync(token); missing.Release();")]
    [InlineData("await missing.AcquireAsync(token); await missing.AcquireAsync(token); missing.Release();")]
    public Task RulesAboutLocks_DoNotSeeThem(string statement) => VerifyAsync(statement, isReported: false);

    private static async Task VerifyAsync(string statement, bool isReported)
    {
        string method = "public async Task M(CancellationToken token, NotThere given) { " + statement.Replace("{0}", Work, StringComparison.Ordinal) + " }";
        var findings = await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(EngineTest.Source(Locks + method)));
        Assert.Equal(isReported ? ["ASYNCRACE001: n = t + 1"] : [], findings.Select(static finding => $"{finding.Id}: {finding.Location.SourceTree!.ToString().Substring(finding.Location.SourceSpan.Start, finding.Location.SourceSpan.Length)}"));
    }

    private const string Locks = """
        public sealed class Known { public Task ReserveAsync() => Task.Delay(1); }
        private readonly NotThere missing = new();
        private readonly NotThere unreleased = new();
        private readonly Known known = new();
        private readonly SemaphoreSlim limiter = new(4);
        private NotThere Prop => missing.Inner;
        private async Task Begin() => await missing.AcquireAsync(default);

        """;
}
