namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>B6.4: a lock protects while the same acquisition is held from the read to the write.</summary>
[Trait("Semantics", "What clears staleness")]
[Trait("Semantics", "Locks")]
public sealed class LockTests
{
    private const string Work = "var t = n; await F(); n = t + 1;";
    private const string Flagged = "var t = n; await F(); {|ASYNCRACE001:n = t + 1|};";

    // An event that lets the first one in, and the next when that one is done.
    [Theory]
    [InlineData("readonly AutoResetEvent door = new(true);", "door.WaitOne(); try { {0} } finally { door.Set(); }", true)]
    [InlineData("readonly AutoResetEvent door = new AutoResetEvent(true);", "if (door.WaitOne()) { try { {0} } finally { door.Set(); } }", true)]
    [InlineData("readonly AutoResetEvent door; public Service() { door = new AutoResetEvent(true); }", "door.WaitOne(); {0} door.Set();", true)]
    [InlineData("readonly AutoResetEvent door = new(true);", "if (!door.WaitOne(100)) return; try { {0} } finally { door.Set(); }", true)]
    [InlineData("readonly AutoResetEvent door = new(false);", "door.WaitOne(); try { {0} } finally { door.Set(); }", false)]
    [InlineData("readonly ManualResetEvent door = new(true);", "door.WaitOne(); try { {0} } finally { door.Set(); }", false)]
    [InlineData("readonly AutoResetEvent door = new(true);", "door.Set(); {0} door.WaitOne();", false)]
    [InlineData("AutoResetEvent door; void Make(bool open) => door = new(open);", "door.WaitOne(); try { {0} } finally { door.Set(); }", false)]
    public Task Event_ThatLetsTheFirstOneIn(string field, string statement, bool isLock) => EngineTest.VerifyMemberAsync(
        field + " public async Task M() { " + statement.Replace("{0}", isLock ? Work : Flagged, StringComparison.Ordinal) + " }");

    [Theory]
    [InlineData("await sem.WaitAsync(); try { {0} } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync().ConfigureAwait(false); try { {0} } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(CancellationToken.None); try { {0} } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(Timeout.Infinite); try { {0} } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(-1, CancellationToken.None); try { {0} } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(Timeout.InfiniteTimeSpan); try { {0} } finally { sem.Release(); }")]
    [InlineData("sem.Wait(); try { {0} } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); {0} sem.Release();")]
    [InlineData("await this.sem.WaitAsync(); {0} sem.Release();")]
    [InlineData("var s = sem; await s.WaitAsync(); try { {0} } finally { s.Release(); }")]
    [InlineData("var s = sem; await s.WaitAsync(); try { {0} } finally { sem.Release(); }")]
    [InlineData("var wait = sem.WaitAsync(); await wait; try { {0} } finally { sem.Release(); }")]
    [InlineData("if (!await sem.WaitAsync(0)) return; try { {0} } finally { sem.Release(); }")]
    [InlineData("if (!await sem.WaitAsync(TimeSpan.FromSeconds(1))) return; try { {0} } finally { sem.Release(); }")]
    [InlineData("if (!await sem.WaitAsync(100).ConfigureAwait(false)) throw new TimeoutException(); try { {0} } finally { sem.Release(); }")]
    [InlineData("if (await sem.WaitAsync(100)) { try { {0} } finally { sem.Release(); } }")]
    [InlineData("if (await sem.WaitAsync(100) == false) return; try { {0} } finally { sem.Release(); }")]
    [InlineData("if (await sem.WaitAsync(100) is false) return; try { {0} } finally { sem.Release(); }")]
    [InlineData("bool entered = await sem.WaitAsync(100); if (!entered) return; try { {0} } finally { sem.Release(); }")]
    [InlineData("bool entered = await sem.WaitAsync(100); if (entered) { try { {0} } finally { sem.Release(); } }")]
    [InlineData("if (c || !await sem.WaitAsync(100)) return; try { {0} } finally { sem.Release(); }")]
    [InlineData("if (!sem.Wait(0)) return; try { {0} } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { if (c) return; {0} } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { try { {0} } catch (IOException) { n = 0; } } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { foreach (var x in items) { if (x > 1) continue; {0} } } finally { sem.Release(); }")]
    [InlineData("foreach (var x in items) { await sem.WaitAsync(); try { if (x > 1) continue; {0} } finally { sem.Release(); } }")]
    [InlineData("await sem.WaitAsync(); try { lock (gate) { m = 1; } {0} } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); int u = n; sem.Release(); await sem.WaitAsync(); {0} sem.Release();")]
    [InlineData("using (await ex.LockAsync()) { {0} }")]
    [InlineData("using (await ex.LockAsync().ConfigureAwait(false)) { {0} }")]
    [InlineData("using var scope = await ex.LockAsync(); {0}")]
    [InlineData("var scope = await ex.LockAsync(); try { {0} } finally { scope.Dispose(); }")]
    [InlineData("IDisposable scope = await ex.LockAsync(); {0} scope.Dispose();")]
    [InlineData("using (await exAwaitable.LockAsync()) { {0} }")]
    [InlineData("using (await readerWriter.WriterLockAsync()) { {0} }")]
    [InlineData("using (await vs.EnterAsync()) { {0} }")]
    [InlineData("await using (await vsLock.WriteLockAsync()) { {0} }")]
    [InlineData("using (await sem.AcquireLockAsync(CancellationToken.None)) { {0} }")]
    [InlineData("using (await keyed.LockAsync(key)) { {0} }")]
    [InlineData("using (await nito.LockAsync(CancellationToken.None)) { {0} }")]
    [InlineData("await using var scope = await vsLock.WriteLockAsync(); {0}")]
    [InlineData("using (await door.EnterAsync()) { {0} }")]
    [InlineData("using (await door.AcquireAsync()) { {0} }")]
    [InlineData("using (await door.WaitAsync()) { {0} }")]
    [InlineData("await using (await door.EnterScopeAsync()) { {0} }")]
    [InlineData("await AcquireHere(); try { {0} } finally { ReleaseHere(); }")]
    [InlineData("using (await Locked()) { {0} }")]
    [InlineData("if (!await TryHere()) return; try { {0} } finally { ReleaseHere(); }")]
    [InlineData("await Locks.Shared.WaitAsync(); try { {0} } finally { Locks.Shared.Release(); }")]
    [InlineData("await WrappedSem.WaitAsync(); try { {0} } finally { WrappedSem.Release(); }")]
    [InlineData("await friend!.sem.WaitAsync(); try { {0} } finally { friend.sem.Release(); }")]
    public Task Held_FromReadToWrite(string statement) => VerifyAsync(statement, Work);

    [Theory]
    [InlineData("await sem.WaitAsync(); sem.Release(); {0}")]
    [InlineData("if (!await sem.WaitAsync(100)) Show(1); {0} sem.Release();")]
    [InlineData("if (await sem.WaitAsync(100)) return; {0}")]
    [InlineData("if (c) await sem.WaitAsync(); try { {0} } finally { if (c) sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { m = 1; } finally { sem.Release(); } {0}")]
    [InlineData("_ = sem.WaitAsync(); {0} sem.Release();")]
    [InlineData("sem.Release(); {0} await sem.WaitAsync();")]
    [InlineData("lock (gate) { m = 1; } {0}")]
    [InlineData("await limiter.WaitAsync(); try { {0} } finally { limiter.Release(); }")]
    [InlineData("await signal.WaitAsync(); {0}")]
    [InlineData("using (await ex.LockAsync()) { m = 1; } {0}")]
    [InlineData("using (await ex.OpenAsync()) { {0} }")]
    [InlineData("using (await ex.BlockAsync()) { {0} }")]
    [InlineData("using (await Open()) { {0} }")]
    [InlineData("await AcquireHere(); ReleaseHere(); {0}")]
    [InlineData("await TryHere(); {0}")]
    public Task NotHeld_FromReadToWrite(string statement) => VerifyAsync(statement, Flagged);

    [Theory]
    [InlineData("await sem.WaitAsync(); var t = n; sem.Release(); await F(); await sem.WaitAsync(); {|ASYNCRACE001:n = t + 1|}; sem.Release();")]
    [InlineData("int t; using (await ex.LockAsync()) { t = n; } using (await ex.LockAsync()) { {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("int t; lock (gate) { t = n; } await F(); lock (gate) { {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("var t = n; await sem.WaitAsync(); try { {|ASYNCRACE001:n = t + 1|}; } finally { sem.Release(); }")]
    [InlineData("if (cfg is null) { await sem.WaitAsync(); try { {|ASYNCRACE007:cfg = await L()|}; } finally { sem.Release(); } }")]
    [InlineData("if (cfg is null) { await sem.WaitAsync(); try { cfg ??= await L(); } finally { sem.Release(); } }")]
    [InlineData("if (cfg is null) { await sem.WaitAsync(); try { if (cfg is not null) return; cfg = await L(); } finally { sem.Release(); } }")]
    [InlineData("await sem.WaitAsync(); try { var t = n; await F(); n = t; sem.Release(); await F(); await sem.WaitAsync(); {|ASYNCRACE001:n = t|}; } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); var t = n; using (await ex.LockAsync()) { await F(); } n = t; sem.Release();")]
    [InlineData("int t; using (await ex.LockAsync()) { await sem.WaitAsync(); t = n; } await F(); n = t; sem.Release();")]
    [InlineData("lock (gate) { n++; } await F(); lock (gate) { n--; }")]
    public Task Regions_ProtectOneByOne(string statement) => VerifyAsync("{0}", statement);

    [Theory]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { await Core(); } finally { sem.Release(); } } private async Task Core() { var t = n; await F(); n = t + 1; }")]
    [InlineData("public async Task M() { using (await ex.LockAsync()) await Core(); } public async Task N() { using (await ex.LockAsync()) { await Core(); } } private async Task Core() { var t = n; await F(); n = t + 1; }")]
    [InlineData("public async Task M() { using (await ex.LockAsync()) await Core(); } public async Task N() { await Core(); } private async Task Core() { var t = n; await F(); {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("public async Task M() { using (await ex.LockAsync()) await Core(); } public async Task Core() { var t = n; await F(); {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("public async Task M() { using (await ex.LockAsync()) await Outer(); } private async Task Outer() { await Core(); } private async Task Core() { var t = n; await F(); n = t + 1; }")]
    [InlineData("public async Task M() { using (await ex.LockAsync()) await Core(); } public async Task N() { await sem.WaitAsync(); await Core(); sem.Release(); } private async Task Core() { var t = n; await F(); {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("public async Task M() { if (busy) return; busy = true; try { await Core(); } finally { busy = false; } } private async Task Core() { var t = n; await F(); n = t + 1; }")]
    [InlineData("public async Task M() { using (await ex.LockAsync()) { var t = Core(); Show(1); await t; } } private async Task Core() { var t = n; await F(); n = t + 1; }")]
    [InlineData("public async Task M() { using (await ex.LockAsync()) await Outer(); } private Task Outer() => Core(); private async Task Core() { var t = n; await F(); n = t + 1; }")]
    [InlineData("public async Task M(bool c) { using (await ex.LockAsync()) await Outer(c); } private Task Outer(bool c) { return c ? Core() : Task.CompletedTask; } private async Task Core() { var t = n; await F(); n = t + 1; }")]
    [InlineData("public void M() { lock (gate) Core(); } private void Core() { P = n; } public void Fill() { lock (gate) { n = P; } }")]
    public Task PrivateHelper_InheritsItsCallersLocks(string members) => EngineTest.VerifyMemberAsync(Locks + members);

    [Theory]
    [InlineData("public async Task M() { using (await ex.LockAsync()) { _ = Core(); } } private async Task Core() { {0} }")]
    [InlineData("public async Task M() { using (await ex.LockAsync()) { load = Core(); } } private async Task<int> Core() { {0} return 1; }")]
    [InlineData("public async Task M() { Task t; using (await ex.LockAsync()) { t = Core(); } await t; } private async Task Core() { {0} }")]
    [InlineData("public async Task M() { Task t; using (await ex.LockAsync()) { t = Outer(); } await t; } private Task Outer() => Core(); private async Task Core() { {0} }")]
    [InlineData("public async Task M() { using (await ex.LockAsync()) { Fire(); } await F(); } private async void Fire() { {0} }")]
    [InlineData("public Task M() { lock (gate) return Core(); } private async Task Core() { {0} }")]
    [InlineData("public async Task M() { using (await ex.LockAsync()) { await Core(); _ = Core(); } } private async Task Core() { {0} }")]
    public Task PrivateHelper_ThatIsOnlyStarted_RunsOnWithoutTheLock(string members) => EngineTest.VerifyMemberAsync(Locks + members.Replace("{0}", Flagged, StringComparison.Ordinal));

    [Theory]
    [InlineData("public void M() { lock (gate) { _ = Core(); } } private async Task Core() { guarded++; await F(); }")]
    [InlineData("public void M() { lock (gate) { _ = Core(); } } private async Task Core() { await F(); {|ASYNCRACE004:guarded|}++; }")]
    [InlineData("public void M() { lock (gate) { _ = Core(); } } private Task Core() { guarded++; return F(); }")]
    [InlineData("public void M() { lock (gate) { _ = Core(); } } private async Task Core() { Show(1); Step(); await F(); } private void Step() => guarded++;")]
    [InlineData("public void M() { lock (gate) { _ = Core(); } } private async Task Core() { await F(); Step(); } private void Step() => {|ASYNCRACE004:guarded|}++;")]
    public Task PrivateHelper_ThatIsOnlyStarted_HoldsTheLockUntilItSuspends(string members) => EngineTest.VerifyMemberAsync(
        Locks + "[GuardedBy(\"gate\")] private int guarded; public sealed class GuardedByAttribute : Attribute { public GuardedByAttribute(string name) => Name = name; public string Name { get; } } " + members);

    private static Task VerifyAsync(string statement, string work) => EngineTest.VerifyMemberAsync(
        Locks + "public async Task M(bool c, string key, IEnumerable<int> items) { " + statement.Replace("{0}", work, StringComparison.Ordinal) + " }");

    /// <summary>The shapes of AsyncEx, Visual Studio's threading library, DotNext, AsyncKeyedLock and NeoSmart's AsyncLock.</summary>
    private const string Locks = """
        public sealed class ExLock { public Task<IDisposable> LockAsync() => throw null!; public Task<IDisposable> OpenAsync() => throw null!; public Task<IDisposable> BlockAsync() => throw null!; }
        public readonly struct Awaitable<T> { public TaskAwaiter<T> GetAwaiter() => throw null!; public ConfiguredTaskAwaitable<T> ConfigureAwait(bool c) => throw null!; }
        public sealed class ExAwaitable { public Awaitable<IDisposable> LockAsync() => default; }
        public sealed class ReaderWriter { public Awaitable<IDisposable> WriterLockAsync() => default; public Awaitable<IDisposable> ReaderLockAsync() => default; }
        public sealed class VsSemaphore { public struct Releaser : IDisposable { public void Dispose() { } } public Task<Releaser> EnterAsync() => throw null!; }
        public sealed class VsLock { public struct Releaser : IDisposable, IAsyncDisposable { public void Dispose() { } public ValueTask DisposeAsync() => default; } public struct Waiter { public LockAwaiter GetAwaiter() => default; } public struct LockAwaiter : INotifyCompletion { public bool IsCompleted => false; public Releaser GetResult() => default; public void OnCompleted(Action a) { } } public Waiter WriteLockAsync() => default; }
        public sealed class Keyed { public ValueTask<IDisposable> LockAsync(object key) => throw null!; }
        public sealed class Nito { public struct Inner : IDisposable { public void Dispose() { } } public ValueTask<Inner> LockAsync(CancellationToken token) => default; }
        public static class Locks { public static readonly SemaphoreSlim Shared = new(1, 1); }
        public sealed class Door { public Task<IDisposable> EnterAsync() => throw null!; public Task<IDisposable> AcquireAsync() => throw null!; public Task<IDisposable> WaitAsync() => throw null!; public Task<IAsyncDisposable> EnterScopeAsync() => throw null!; public Task<IDisposable> PassAsync() => throw null!; public Task AcquireCountAsync() => throw null!; }
        private readonly Door door = new();
        private readonly ExLock ex = new();
        private readonly ExAwaitable exAwaitable = new();
        private readonly ReaderWriter readerWriter = new();
        private readonly VsSemaphore vs = new();
        private readonly VsLock vsLock = new();
        private readonly Keyed keyed = new();
        private readonly Nito nito = new();
        private readonly SemaphoreSlim limiter = new(4), signal = new(0, 1);
        private SemaphoreSlim WrappedSem => sem;
        private async Task AcquireHere() => await sem.WaitAsync();
        private void ReleaseHere() => sem.Release();
        private async Task<bool> TryHere() => await sem.WaitAsync(100);
        private async Task<IDisposable> Locked() => await ex.LockAsync();

        """;
}
