namespace AsyncRace.Analyzers.Tests.Locks;

/// <summary>206: a thread's lock or state spans a suspension, or a lock ends before the task that was started under it.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class ThreadLockAcrossAwaitTests
{
    [Theory]
    [InlineData("{|ASYNCRACE206:Monitor.Enter(gate)|}; try { await F(); } finally { Monitor.Exit(gate); }")]
    [InlineData("bool taken = false; try { {|ASYNCRACE206:Monitor.Enter(gate, ref taken)|}; await F(); } finally { if (taken) Monitor.Exit(gate); }")]
    [InlineData("if (!{|ASYNCRACE206:Monitor.TryEnter(gate)|}) return; try { await F(); } finally { Monitor.Exit(gate); }")]
    [InlineData("bool taken = false; try { {|ASYNCRACE206:Monitor.TryEnter(gate, ref taken)|}; if (taken) await F(); } finally { if (taken) Monitor.Exit(gate); }")]
    [InlineData("{|ASYNCRACE206:mutex.WaitOne()|}; try { await F(); } finally { mutex.ReleaseMutex(); }")]
    [InlineData("bool taken = false; {|ASYNCRACE206:spin.Enter(ref taken)|}; await F(); spin.Exit();")]
    [InlineData("{|ASYNCRACE206:rw.EnterReadLock()|}; try { n += await G(); } finally { rw.ExitReadLock(); }")]
    [InlineData("if ({|ASYNCRACE206:rw.TryEnterWriteLock(100)|}) { try { await F(); } finally { rw.ExitWriteLock(); } }")]
    [InlineData("{|ASYNCRACE206:own.Enter()|}; try { await F(); } finally { own.Exit(); }")]
    [InlineData("{|ASYNCRACE206:Monitor.Enter(gate)|}; await Task.Delay(1); Monitor.Exit(gate);")]
    [InlineData("{|ASYNCRACE206:Hold()|}; try { await F(); } finally { Free(); }")]
    [InlineData("using ({|ASYNCRACE206:rw.EnterReadLockScope()|}) await F();")]
    public Task ThreadsLock_SpansAnAwait(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("await F(); Monitor.Enter(gate); n++; Monitor.Exit(gate); await F();")]
    [InlineData("lock (gate) { n++; } await F(); lock (gate) { n--; }")]
    [InlineData("using (own.EnterScope()) { n++; } await F();")]
    [InlineData("await using var resource = new Resource(); lock (gate) { n++; }")]
    [InlineData("await using (new Resource()) { lock (gate) { n++; Show(n); } }")]
    [InlineData("rw.EnterReadLock(); int read = n; rw.ExitReadLock(); await F(); Show(read);")]
    [InlineData("Monitor.Enter(gate); try { await Task.CompletedTask; } finally { Monitor.Exit(gate); }")]
    [InlineData("Monitor.Enter(gate); try { F().Wait(); } finally { Monitor.Exit(gate); } await F();")]
    [InlineData("Monitor.Enter(gate); var started = F(); Monitor.Exit(gate); await started;")]
    [InlineData("if (Monitor.TryEnter(gate)) Monitor.Exit(gate); else await F();")]
    [InlineData("await sem.WaitAsync(); try { await F(); } finally { sem.Release(); }")]
    [InlineData("sem.Wait(); try { await F(); } finally { sem.Release(); }")]
    [InlineData("old.WaitOne(); try { await F(); } finally { old.Release(); }")]
    [InlineData("using (companion.Lock()) await F();")]
    [InlineData("using (nito.Lock()) await F();")]
    [InlineData("using (await companionRw.WriterLockAsync()) await F();")]
    [InlineData("if (!mutex.WaitOne(0)) return; await F();")]
    [InlineData("lock (gate) { _ = Task.Run(async () => await F()); } await F();")]
    [InlineData("lock (gate) { stored ??= F(); } await stored;")]
    public Task ThreadsLock_EndsBefore(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("var saved = SynchronizationContext.Current; SynchronizationContext.SetSynchronizationContext(null); await F(); {|ASYNCRACE206:SynchronizationContext.SetSynchronizationContext(saved)|};")]
    [InlineData("var saved = SynchronizationContext.Current; SynchronizationContext.SetSynchronizationContext(new()); try { await F(); } finally { {|ASYNCRACE206:SynchronizationContext.SetSynchronizationContext(saved)|}; }")]
    [InlineData("t_depth++; await F(); {|ASYNCRACE206:t_depth--|};")]
    [InlineData("t_current = this; await F(); Show({|ASYNCRACE206:t_current|});")]
    [InlineData("t_current = this; try { await F(); } finally { {|ASYNCRACE206:t_current = null|}; }")]
    [InlineData("local.Value = 1; await F(); Show({|ASYNCRACE206:local.Value|});")]
    [InlineData("local.Value = 1; await F(); {|ASYNCRACE206:local.Value = 0|};")]
    public Task ThreadsState_SpansAnAwait(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("var saved = SynchronizationContext.Current; SynchronizationContext.SetSynchronizationContext(null); Task all; try { all = F(); } finally { SynchronizationContext.SetSynchronizationContext(saved); } await all;")]
    [InlineData("while (n > 0) { var saved = SynchronizationContext.Current; SynchronizationContext.SetSynchronizationContext(null); Show(1); SynchronizationContext.SetSynchronizationContext(saved); await F(); }")]
    [InlineData("SynchronizationContext.SetSynchronizationContext(null); await F();")]
    [InlineData("await F(); SynchronizationContext.SetSynchronizationContext(null);")]
    [InlineData("t_depth++; Show(1); t_depth--; await F();")]
    [InlineData("await F(); t_current = this; Show(t_current);")]
    [InlineData("var cached = t_current ?? this; t_current = null; await F(); t_current = cached;")]
    [InlineData("t_current = this; await F();")]
    [InlineData("foreach (int i in new[] { 1, 2 }) { t_depth = i; await F(); }")]
    [InlineData("ambient.Value = 1; await F(); Show(ambient.Value); ambient.Value = 0;")]
    [InlineData("Show(t_current); await F(); Show(t_current);")]
    [InlineData("s_shared = 1; await F(); s_shared = 0;")]
    public Task ThreadsState_StaysOnItsThread(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("public Task M() { using (companion.Lock()) return {|ASYNCRACE206:SaveAsync()|}; }")]
    [InlineData("public Task M() { sem.Wait(); try { return {|ASYNCRACE206:SaveAsync()|}; } finally { sem.Release(); } }")]
    [InlineData("public Task M() { lock (gate) { return {|ASYNCRACE206:SaveAsync()|}; } }")]
    [InlineData("public Task M() { lock (gate) return {|ASYNCRACE206:SaveAsync()|}.WaitAsync(TimeSpan.FromSeconds(1)); }")]
    [InlineData("public Task M(Stream file) { using (nito.Lock()) return {|ASYNCRACE206:file.FlushAsync()|}; }")]
    [InlineData("public ValueTask M(Stream file) { sem.Wait(); try { return {|ASYNCRACE206:file.WriteAsync(new byte[1])|}; } finally { sem.Release(); } }")]
    public Task Task_OutlivesItsLock(string members) => VerifyMemberAsync(members);

    [Theory]
    [InlineData("public Task M() { lock (gate) { return stored ??= SaveAsync(); } }")]
    [InlineData("public Task M() { lock (gate) { n++; return Task.CompletedTask; } }")]
    [InlineData("public Task<int> M() { lock (gate) return Task.FromResult(n); }")]
    [InlineData("public Task M() { lock (gate) n++; return SaveAsync(); }")]
    [InlineData("public Task M() { using (companion.Lock()) n++; return SaveAsync(); }")]
    [InlineData("public Task M() { if (!sem.Wait(0)) return SaveAsync(); if (n > 0) return FinishAsync(); try { n++; } finally { sem.Release(); } return Task.CompletedTask; } private async Task FinishAsync() { try { await F(); n++; } finally { sem.Release(); } }")]
    [InlineData("public Task M() { lock (gate) { return stored!; } }")]
    [InlineData("public Task M() { lock (gate) { return QuickAsync(); } } private async Task QuickAsync() { n++; await Task.CompletedTask; }")]
    [InlineData("public Task M(Stream file) { lock (gate) { return file.FlushAsync(); } }")]
    [InlineData("public Task M() { lock (gate) { return Task.Run(() => n++); } }")]
    [InlineData("public Task M() { var source = new TaskCompletionSource(); lock (gate) { return source.Task; } }")]
    [InlineData("public Task M() { lock (gate) { return ReadAsync(); } } private async Task ReadAsync() { await F(); Show(1); }")]
    [InlineData("public async Task M() { using (await companion.LockAsync()) await SaveAsync(); }")]
    [InlineData("public async Task<int> M() { using (await companion.LockAsync()) return await G(); }")]
    [InlineData("public Task EnterAsync() { lock (gate) { return sem.WaitAsync(); } }")]
    public Task Task_IsDoneOrProtected(string members) => VerifyMemberAsync(members);

    private static Task VerifyAsync(string statement) => VerifyMemberAsync($"public async Task M() {{ {statement} }}");

    private static Task VerifyMemberAsync(string members) => LockRules.VerifyAsync("ASYNCRACE206", Members + members);

    private const string Members = """
        [ThreadStatic] private static int t_depth;
        [ThreadStatic] private static Service? t_current;
        private static int s_shared;
        private static readonly ThreadLocal<int> local = new();
        private static readonly AsyncLocal<int> ambient = new();
        private async Task<int> G() { await Task.Yield(); return 1; }
        private async Task SaveAsync() { await F(); n++; }
        public sealed class Resource : IAsyncDisposable { public async ValueTask DisposeAsync() => await Task.Yield(); }
        private void Hold() => Monitor.Enter(gate);
        private void Free() => Monitor.Exit(gate);

        """;
}
