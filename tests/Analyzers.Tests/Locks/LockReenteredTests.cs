namespace AsyncRace.Analyzers.Tests.Locks;

/// <summary>205: a lock that does not know its holder is acquired by its holder.</summary>
[Trait("Semantics", "Locks")]
[Trait("Semantics", "Statics, locks, signals")]
public sealed class LockReenteredTests
{
    [Theory]
    [InlineData("await sem.WaitAsync(); try { await {|ASYNCRACE205:sem.WaitAsync()|}; } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { {|ASYNCRACE205:sem.Wait()|}; } finally { sem.Release(); }")]
    [InlineData("sem.Wait(); try { await {|ASYNCRACE205:sem.WaitAsync()|}; } finally { sem.Release(); }")]
    [InlineData("if (!await sem.WaitAsync(0)) return; await {|ASYNCRACE205:sem.WaitAsync()|}; sem.Release();")]
    [InlineData("if (n > 0) { if (!await sem.WaitAsync(100)) throw new TimeoutException(); } await {|ASYNCRACE205:sem.WaitAsync()|}; sem.Release();")]
    [InlineData("using (await companion.LockAsync()) { using (await {|ASYNCRACE205:companion.LockAsync()|}) n++; }")]
    [InlineData("using var a = await companion.LockAsync(); using var b = {|ASYNCRACE205:companion.Lock()|};")]
    [InlineData("using (await companionSem.EnterAsync()) { await {|ASYNCRACE205:companionSem.WaitAsync()|}; }")]
    [InlineData("using var a = await companion.TryLockAsync(TimeSpan.FromSeconds(1)); if (!a) return; using var b = await {|ASYNCRACE205:companion.LockAsync()|};")]
    [InlineData("if (!companion.TryLock(out var r)) return; using (r) { using (await {|ASYNCRACE205:companion.LockAsync()|}) n++; }")]
    [InlineData("using (await nito.LockAsync()) { using (await {|ASYNCRACE205:nito.LockAsync()|}) n++; }")]
    [InlineData("using (await vs.EnterAsync()) { using (await {|ASYNCRACE205:vs.EnterAsync()|}) n++; }")]
    [InlineData("await dotNext.AcquireAsync(); using (await {|ASYNCRACE205:dotNext.AcquireLockAsync()|}) n++; dotNext.Release();")]
    [InlineData("using (await keyed.LockAsync(key)) { using (await {|ASYNCRACE205:keyed.LockAsync(key)|}) n++; }")]
    [InlineData("using (await companionRw.WriterLockAsync()) { using (await {|ASYNCRACE205:companionRw.ReaderLockAsync()|}) n++; }")]
    [InlineData("using (await companionRw.ReaderLockAsync()) { using (await {|ASYNCRACE205:companionRw.WriterLockAsync()|}) n++; }")]
    [InlineData("old.WaitOne(); {|ASYNCRACE205:old.WaitOne()|}; old.Release();")]
    [InlineData("var s = sem; await s.WaitAsync(); try { await {|ASYNCRACE205:sem.WaitAsync()|}; } finally { s.Release(); }")]
    public Task Acquired_Twice(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("await sem.WaitAsync(); sem.Release(); await sem.WaitAsync(); sem.Release();")]
    [InlineData("await sem.WaitAsync(); try { await second.WaitAsync(); second.Release(); } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { if (await sem.WaitAsync(0)) sem.Release(); } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { if (sem.Wait(TimeSpan.Zero)) sem.Release(); } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { if (await sem.WaitAsync(100)) sem.Release(); } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); using var soon = new CancellationTokenSource(100); try { await sem.WaitAsync(soon.Token); } catch (OperationCanceledException) { } sem.Release();")]
    [InlineData("await limiter.WaitAsync(); await limiter.WaitAsync(); limiter.Release(2);")]
    [InlineData("await signal.WaitAsync(); await signal.WaitAsync();")]
    [InlineData("using (await companionLimiter.EnterAsync()) { using (await companionLimiter.EnterAsync()) n++; }")]
    [InlineData("lock (gate) { lock (gate) n++; }")]
    [InlineData("Monitor.Enter(gate); Monitor.Enter(gate); Monitor.Exit(gate); Monitor.Exit(gate);")]
    [InlineData("mutex.WaitOne(); mutex.WaitOne(); mutex.ReleaseMutex(); mutex.ReleaseMutex();")]
    [InlineData("using (own.EnterScope()) { using (own.EnterScope()) n++; }")]
    [InlineData("rw.EnterUpgradeableReadLock(); rw.EnterWriteLock(); rw.ExitWriteLock(); rw.ExitUpgradeableReadLock();")]
    [InlineData("using (await neo.LockAsync()) { using (await neo.LockAsync()) n++; }")]
    [InlineData("await using (await vsRw.WriteLockAsync()) { await using (await vsRw.ReadLockAsync()) n++; }")]
    [InlineData("using (await companionRw.ReaderLockAsync()) { using (await companionRw.ReaderLockAsync()) n++; }")]
    [InlineData("using (await helper.LockAsync(key)) { using (await helper.LockAsync(key)) n++; }")]
    [InlineData("using (await nested.LockAsync()) { using (await nested.LockAsync()) n++; }")]
    [InlineData("using (await keyed.LockAsync(\"a\")) { using (await keyed.LockAsync(\"b\")) n++; }")]
    [InlineData("using (await keyed.LockAsync(key)) { lock (this) n++; }")]
    [InlineData("foreach (var s in byKey.Values) await s.WaitAsync(); foreach (var s in byKey.Values) s.Release();")]
    [InlineData("foreach (string k in byKey.Keys) await byKey[k].WaitAsync();")]
    [InlineData("for (int i = 0; i < 3; i++) { await keyed.LockAsync(i.ToString()); }")]
    [InlineData("foreach (string k in byKey.Keys) { var s = byKey[k]; await s.WaitAsync(); _ = Task.Run(() => s.Release()); }")]
    [InlineData("foreach (string k in byKey.Keys) { await sem.WaitAsync(); _ = Task.Run(async () => { await F(); sem.Release(); }); }")]
    [InlineData("if (flag) await sem.WaitAsync(); await F(); if (!flag) await sem.WaitAsync(); sem.Release();")]
    [InlineData("bool held = false; if (n > 0) { await sem.WaitAsync(); held = true; } if (!held) await sem.WaitAsync(); sem.Release();")]
    [InlineData("await sem.WaitAsync(); try { n++; } catch { sem.Release(); throw; } sem.Release(); await sem.WaitAsync(); sem.Release();")]
    [InlineData("await sem.WaitAsync(); try { while (n > 0) { sem.Release(); await F(); await sem.WaitAsync(); } } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { await friend!.sem.WaitAsync(); friend.sem.Release(); } finally { sem.Release(); }")]
    public Task Acquired_Once(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { await {|ASYNCRACE205:Helper()|}; } finally { sem.Release(); } } private async Task Helper() { await sem.WaitAsync(); n++; sem.Release(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { await {|ASYNCRACE205:Helper()|}.ConfigureAwait(false); } finally { sem.Release(); } } public async Task Helper() { await sem.WaitAsync(); n++; sem.Release(); }")]
    [InlineData("public async Task M() { using (await companion.LockAsync()) { {|ASYNCRACE205:Helper()|}; await F(); } } public void Helper() { using (companion.Lock()) n++; }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { {|ASYNCRACE205:Helper()|}.Wait(); } finally { sem.Release(); } } public async Task Helper() { await sem.WaitAsync(); n++; sem.Release(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { await Task.WhenAll({|ASYNCRACE205:Helper()|}, F()); } finally { sem.Release(); } } public async Task Helper() { await sem.WaitAsync(); n++; sem.Release(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { await {|ASYNCRACE205:Outer()|}; } finally { sem.Release(); } } public async Task Outer() { await Helper(); } private async Task Helper() { await sem.WaitAsync(); n++; sem.Release(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { await {|ASYNCRACE205:Outer()|}; } finally { sem.Release(); } } private async Task Outer() { await Helper(); } private async Task Helper() { await sem.WaitAsync(); n++; sem.Release(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { Show({|ASYNCRACE205:Count|}); await F(); } finally { sem.Release(); } } public int Count { get { sem.Wait(); try { return n; } finally { sem.Release(); } } }")]
    [InlineData("public async Task M(int depth) { await sem.WaitAsync(); try { if (depth > 0) await {|ASYNCRACE205:M(depth - 1)|}; } finally { sem.Release(); } }")]
    [InlineData("public async Task M() { await Locked(async () => { await F(); await {|ASYNCRACE205:sem.WaitAsync()|}; sem.Release(); }); } private async Task Locked(Func<Task> work) { await sem.WaitAsync(); try { await work(); } finally { sem.Release(); } }")]
    [InlineData("public async Task M() { await Enter(); try { await {|ASYNCRACE205:Helper()|}; } finally { Leave(); } } private async Task Enter() => await sem.WaitAsync(); private void Leave() => sem.Release(); private async Task Helper() { await Enter(); n++; Leave(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); await Task.Run(async () => { await F(); }); await {|ASYNCRACE205:Helper()|}; sem.Release(); async Task Helper() { await sem.WaitAsync(); sem.Release(); } }")]
    [InlineData("public event Action? Changed; public Service() => Changed += OnChanged; public async Task M() { await sem.WaitAsync(); try { {|ASYNCRACE205:Changed()|}; } finally { sem.Release(); } } private void OnChanged() { sem.Wait(); n++; sem.Release(); }")]
    [InlineData("public event Func<Task>? Changed; public Service() { Changed += async () => { await sem.WaitAsync(); n++; sem.Release(); }; } public async Task M() { await sem.WaitAsync(); try { await {|ASYNCRACE205:Changed()|}; } finally { sem.Release(); } }")]
    [InlineData("private readonly Func<Task> callback; public Service() => callback = OnChanged; public async Task M() { await sem.WaitAsync(); try { await {|ASYNCRACE205:callback()|}; } finally { sem.Release(); } } private async Task OnChanged() { await sem.WaitAsync(); n++; sem.Release(); }")]
    public Task Helper_AcquiresAgain(string members) => LockRules.VerifyAsync("ASYNCRACE205", members);

    [Theory]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { await Helper(); } finally { sem.Release(); } } private async Task Helper() { await second.WaitAsync(); n++; second.Release(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { stored = Helper(); } finally { sem.Release(); } } private async Task Helper() { await sem.WaitAsync(); n++; sem.Release(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { _ = Helper(); await F(); } finally { sem.Release(); } } private async Task Helper() { await sem.WaitAsync(); n++; sem.Release(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { await Helper(false); } finally { sem.Release(); } } private async Task Helper(bool enter) { if (enter) await sem.WaitAsync(); n++; if (enter) sem.Release(); }")]
    [InlineData("private readonly AsyncLocal<int> depth = new(); public async Task M() { await Helper(); } private async Task Helper() { if (depth.Value == 0) await sem.WaitAsync(); depth.Value++; try { await F(); await Helper(); } finally { depth.Value--; if (depth.Value == 0) sem.Release(); } }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { await Pause(); } finally { sem.Release(); } } private async Task Pause() { sem.Release(); await F(); await sem.WaitAsync(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { await friend!.Helper(); } finally { sem.Release(); } } private async Task Helper() { await sem.WaitAsync(); n++; sem.Release(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { var fresh = new Service(); await fresh.Helper(); } finally { sem.Release(); } } private async Task Helper() { await sem.WaitAsync(); n++; sem.Release(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { if (!await Helper()) n++; } finally { sem.Release(); } } private async Task<bool> Helper() { if (!await sem.WaitAsync(0)) return false; n++; sem.Release(); return true; }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { Register(async () => { await sem.WaitAsync(); n++; sem.Release(); }); await F(); } finally { sem.Release(); } } private void Register(Func<Task> later) => stored = later();")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { Ended += OnEnded; await F(); } finally { sem.Release(); } } private async void OnEnded() { await sem.WaitAsync(); n++; sem.Release(); } private event Action? Ended;")]
    [InlineData("public async Task Rent() { await sem.WaitAsync(); await sem.WaitAsync(); } public void Return() => sem.Release();")]
    [InlineData("public void M() { lock (gate) { Helper(); } } private void Helper() { lock (gate) n++; }")]
    [InlineData("public async Task M() { using (await neo.LockAsync()) await Helper(); } private async Task Helper() { using (await neo.LockAsync()) n++; }")]
    [InlineData("private readonly SemaphoreSlim many; public Service(int count) => many = new SemaphoreSlim(count); public async Task M() { await many.WaitAsync(); try { await Helper(); } finally { many.Release(); } } private async Task Helper() { await many.WaitAsync(); n++; many.Release(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { n++; } finally { sem.Release(); } await Helper(); } private async Task Helper() { await sem.WaitAsync(); n++; sem.Release(); }")]
    [InlineData("public async Task M() { if (await TryEnter()) { try { await F(); } finally { sem.Release(); } } else await Helper(); } private async Task<bool> TryEnter() => await sem.WaitAsync(100); private async Task Helper() { await sem.WaitAsync(); n++; sem.Release(); }")]
    [InlineData("public async Task<IDisposable> EnterAsync() { await sem.WaitAsync(); return new Scope(this); } public async Task M() { using (await EnterAsync()) n++; using (await EnterAsync()) n--; } private sealed class Scope : IDisposable { private readonly Service s; public Scope(Service s) => this.s = s; public void Dispose() => s.sem.Release(); }")]
    [InlineData("public event Action? Changed; public async Task M() { await sem.WaitAsync(); try { Changed?.Invoke(); } finally { sem.Release(); } } private void OnChanged() { sem.Wait(); n++; sem.Release(); }")]
    [InlineData("public event Action? Changed; public Service() => Changed += OnChanged; public async Task M() { await sem.WaitAsync(); try { n++; } finally { sem.Release(); } Changed?.Invoke(); } private void OnChanged() { sem.Wait(); n++; sem.Release(); }")]
    [InlineData("public event Action? Changed; public Service() => Changed += OnChanged; public async Task M() { await sem.WaitAsync(); try { Changed?.Invoke(); } finally { sem.Release(); } } private async void OnChanged() { await sem.WaitAsync(); n++; sem.Release(); }")]
    [InlineData("public event Func<Task>? Changed; public Service() => Changed += OnChanged; public async Task M() { await sem.WaitAsync(); try { _ = Changed?.Invoke(); } finally { sem.Release(); } await F(); } private async Task OnChanged() { await sem.WaitAsync(); n++; sem.Release(); }")]
    public Task Helper_IsFree(string members) => LockRules.VerifyAsync("ASYNCRACE205", members);

    /// <summary>What a team makes itself may well know its holder.</summary>
    private const string Homemade = """
        private readonly LockHelper helper = new(); private readonly NestedLock nested = new();
        public sealed class LockHelper { public Task<IDisposable> LockAsync(string key) => throw null!; }
        public sealed class NestedLock { private readonly AsyncLocal<int> depth = new(); public Task<IDisposable> LockAsync() { depth.Value++; return null!; } }
        """;

    private static Task VerifyAsync(string statement) => LockRules.VerifyAsync("ASYNCRACE205", $"{Homemade} public async Task M(string key, bool flag) {{ await Task.Yield(); {statement} }}");
}
