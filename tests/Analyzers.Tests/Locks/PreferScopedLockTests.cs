namespace AsyncRace.Analyzers.Tests.Locks;

/// <summary>208: acquire, try, finally, release, where the lock has a scope.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class PreferScopedLockTests
{
    [Theory]
    [InlineData("await {|ASYNCRACE208:companion.AcquireAsync()|}; try { n++; } finally { companion.Release(); }")]
    [InlineData("await {|ASYNCRACE208:companion.AcquireAsync()|}.ConfigureAwait(false); try { n++; } finally { companion.Release(); }")]
    [InlineData("await {|ASYNCRACE208:companion.AcquireAsync(CancellationToken.None)|}; try { if (n > 0) return; n++; } finally { companion.Release(); }")]
    [InlineData("await {|ASYNCRACE208:companionSem.WaitAsync()|}; try { await F(); } finally { companionSem.Release(); }")]
    [InlineData("await {|ASYNCRACE208:companion.AcquireAsync()|}; try { n++; } catch (IOException) { n--; } finally { Show(n); companion.Release(); }")]
    [InlineData("await {|ASYNCRACE208:companionLimiter.WaitAsync()|}; try { await F(); } finally { companionLimiter.Release(); }")]
    [InlineData("{|ASYNCRACE208:own.Enter()|}; try { n++; } finally { own.Exit(); }")]
    public Task LongForm_OfALockWithAScope(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("using (await companion.LockAsync()) n++;")]
    [InlineData("await sem.WaitAsync(); try { n++; } finally { sem.Release(); }")]
    [InlineData("Monitor.Enter(gate); try { n++; } finally { Monitor.Exit(gate); }")]
    [InlineData("await companion.AcquireAsync(); n++; companion.Release();")]
    [InlineData("await companion.AcquireAsync(); n++; try { n++; } finally { companion.Release(); }")]
    [InlineData("try { await companion.AcquireAsync(); n++; } finally { companion.Release(); }")]
    [InlineData("await companion.AcquireAsync(); try { n++; companion.Release(); await F(); await companion.AcquireAsync(); } finally { companion.Release(); }")]
    [InlineData("await companion.AcquireAsync(); try { n++; } catch { companion.Release(); throw; }")]
    [InlineData("await companion.AcquireAsync(); try { n++; } finally { companion.Release(); Show(1); }")]
    [InlineData("await companion.AcquireAsync(); try { n++; } finally { if (n > 0) companion.Release(); }")]
    [InlineData("if (await companion.TryAcquireAsync(TimeSpan.FromSeconds(1))) { try { n++; } finally { companion.Release(); } }")]
    [InlineData("await companion.AcquireAsync(); try { n++; } finally { companionSem.Release(); }")]
    [InlineData("await dotNext.AcquireAsync(); try { n++; } finally { dotNext.Release(); }")]
    [InlineData("mutex.WaitOne(); try { n++; } finally { mutex.ReleaseMutex(); }")]
    public Task Other_Forms(string statement) => VerifyAsync(statement);

    private static Task VerifyAsync(string statement) => LockRules.VerifyAsync("ASYNCRACE208", $"public async Task M() {{ {statement} await F(); }}");
}
