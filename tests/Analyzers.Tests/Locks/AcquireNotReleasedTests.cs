namespace AsyncRace.Analyzers.Tests.Locks;

/// <summary>202.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class AcquireNotReleasedTests
{
    [Theory]
    // something comes in between
    [InlineData("await {|ASYNCRACE202:sem.WaitAsync()|}; await Work(); try { n++; } finally { sem.Release(); }")]
    [InlineData("await {|ASYNCRACE202 info:sem.WaitAsync()|}; File.ReadAllText(key); try { n++; await Work(); } finally { sem.Release(); }")]
    [InlineData("await {|ASYNCRACE202:sem.WaitAsync()|}; ct.ThrowIfCancellationRequested(); try { n++; } finally { sem.Release(); }")]
    [InlineData("await {|ASYNCRACE202:sem.WaitAsync()|}; await other.WaitAsync(ct); try { n++; } finally { other.Release(); sem.Release(); }")]
    [InlineData("{|ASYNCRACE202:sem.Wait()|}; if (c) throw new InvalidOperationException(); try { n++; } finally { sem.Release(); }")]
    // no finally
    [InlineData("await {|ASYNCRACE202:sem.WaitAsync()|}; await Work(); sem.Release();")]
    [InlineData("await {|ASYNCRACE202:sem.WaitAsync(ct)|}.ConfigureAwait(false); await Work().ConfigureAwait(false); sem.Release();")]
    [InlineData("{|ASYNCRACE202:rw.EnterWriteLock()|}; Step(); rw.ExitWriteLock();")]
    [InlineData("await {|ASYNCRACE202:given.WaitAsync()|}; await Work(); given.Release();")]
    [InlineData("await {|ASYNCRACE202:sem.WaitAsync()|}; try { await Work(); sem.Release(); } catch (InvalidOperationException) { sem.Release(); }")]
    [InlineData("if (await {|ASYNCRACE202:sem.WaitAsync(0)|}) { await Work(); sem.Release(); }")]
    // a path without
    [InlineData("await {|ASYNCRACE202:sem.WaitAsync()|}; if (c) return; try { await Work(); } finally { sem.Release(); }")]
    [InlineData("await {|ASYNCRACE202:sem.WaitAsync()|}; n++; if (c) return; sem.Release();")]
    [InlineData("await {|ASYNCRACE202:sem.WaitAsync()|}; if (Ask()) { try { await Work(); } finally { sem.Release(); } }")]
    [InlineData("if (await {|ASYNCRACE202:sem.WaitAsync(0)|} && c) { try { await Work(); } finally { sem.Release(); } }")]
    // a handler that fails as well makes it no likelier
    [InlineData("try { await {|ASYNCRACE202 info:sem.WaitAsync()|}; File.ReadAllText(key); try { n++; await Work(); } finally { sem.Release(); } } catch (Exception) { try { await Work(); } catch (TimeoutException e) { throw new InvalidOperationException(null, e); } throw; }")]
    // what has nothing to do with the end of its life
    [InlineData("await {|ASYNCRACE202:sem.WaitAsync()|}; try { await Work(); } finally { if (!useLock) sem.Release(); }")]
    [InlineData("await {|ASYNCRACE202:sem.WaitAsync()|}; if (disposed) return; try { await Work(); } finally { sem.Release(); }")]
    [InlineData("await {|ASYNCRACE202:sem.WaitAsync()|}; try { await Work(); } finally { if (!disposed) { n++; sem.Release(); } }")]
    // nobody
    [InlineData("await {|ASYNCRACE202:sem.WaitAsync()|}; await Work();")]
    public Task Acquire_LeavesTheLockHeld(string statement) => LockTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("await sem.WaitAsync(); n++; sem.Release();")]
    [InlineData("await sem.WaitAsync(); log.LogDebug(\"in\"); try { await Work(); } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); var started = DateTime.UtcNow; var list = new List<int>(); try { await Work(); } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); if (c) { sem.Release(); return; } try { await Work(); } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { await Work(); } catch { sem.Release(); throw; } sem.Release();")]
    [InlineData("await sem.WaitAsync(); try { await Work(); } catch (Exception e) when (e is not TimeoutException) { n = 0; } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { await other.WaitAsync(); try { await Work(); } finally { other.Release(); } } finally { sem.Release(); }")]
    // who made the object has it to himself
    [InlineData("var fresh = new Service { useLock = true }; await fresh.sem.WaitAsync(); await Work(); fresh.sem.Release();")]
    [InlineData("var fresh = new Service(); await fresh.sem.WaitAsync(); await Work(); fresh.sem.Release();")]
    // who disposes of it waits for nobody any more
    [InlineData("await sem.WaitAsync(); try { await Work(); } finally { if (!disposed) sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { await Work(); } finally { if (disposed == false) { sem.Release(); } }")]
    [InlineData("await sem.WaitAsync(); try { ct.ThrowIfCancellationRequested(); n++; } catch (OperationCanceledException) { sem.Release(); throw; } sem.Release();")]
    [InlineData("using (await scoped.LockAsync(ct)) { await Work(); }")]
    [InlineData("using var held = await scoped.LockAsync(ct).ConfigureAwait(false); await Work();")]
    [InlineData("var held = await scoped.LockAsync(ct); try { await Work(); } finally { held.Dispose(); }")]
    [InlineData("if (await sem.WaitAsync(0)) { try { await Work(); } finally { sem.Release(); } } else { n++; }")]
    [InlineData("await sem.WaitAsync(); var lease = new Lease(sem); await Work(); lease.Dispose();")]
    [InlineData("await sem.WaitAsync(); _ = Work().ContinueWith(_ => sem.Release());")]
    [InlineData("await sem.WaitAsync(ct); _ = Task.Run(async () => { try { await Work(); } finally { sem.Release(); } });")]
    [InlineData("var throttle = new SemaphoreSlim(4, 4); var tasks = new List<Task>(); for (int i = 0; i < 9; i++) { await throttle.WaitAsync(); tasks.Add(Task.Run(async () => { try { await Work(); } finally { throttle.Release(); } })); } await Task.WhenAll(tasks);")]
    [InlineData("var throttle = new SemaphoreSlim(4); for (int i = 0; i < 4; i++) await throttle.WaitAsync();")]
    [InlineData("while (await signal.WaitAsync(ms, ct)) { await Work(); }")]
    [InlineData("await sem.WaitAsync(); try { await Work(); } finally { if (c) n++; sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { foreach (var s in all) { if (c) continue; await Work(); } } finally { sem.Release(); }")]
    [InlineData("foreach (var s in all) await s.WaitAsync();")]
    [InlineData("await sem.WaitAsync(); sem.Dispose();")]
    [InlineData("rw.EnterReadLock(); try { n++; } finally { rw.ExitReadLock(); }")]
    [InlineData("Monitor.Enter(gate); try { Monitor.Enter(gate); try { n++; } finally { Monitor.Exit(gate); } } finally { Monitor.Exit(gate); }")]
    public Task Acquire_IsReleased(string statement) => LockTest.VerifyStatementAsync(statement);

    [Theory]
    // the permit goes with what is returned: only a failure on the way there leaks it
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public async Task<Action> RentAsync(CancellationToken ct) { await {|ASYNCRACE202:slots.WaitAsync(ct)|}; await Work(); return () => slots.Release(); }")]
    // a task is no lock, whatever it results in
    [InlineData("private Task<IDisposable> opening = Task.FromResult<IDisposable>(null!); public async Task OpenedAsync(CancellationToken ct) { var opened = await opening.WaitAsync(ct); await Work(); }")]
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public async Task<Action> RentAsync(CancellationToken ct) { await slots.WaitAsync(ct); try { await Work(); } catch { slots.Release(); throw; } return () => slots.Release(); }")]
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public async Task<IDisposable> RentAsync(CancellationToken ct) { await slots.WaitAsync(ct); try { await Work(); return new Lease(slots); } catch { slots.Release(); throw; } }")]
    // begin and end
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public async Task BeginAsync() { await slots.WaitAsync(); await Work(); } public void End() => slots.Release();")]
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public async Task BeginAsync() { await slots.WaitAsync(); n++; } public async Task EndAsync() { await Work(); slots.Release(); }")]
    [InlineData("private readonly SemaphoreSlim once = new(1, 1); public async Task RunAsync() { if (!once.Wait(0)) return; await Work(); }")]
    [InlineData("public async ValueTask DisposeAsync() { await sem.WaitAsync(); n = 0; }")]
    [InlineData("public async Task EnterAsync(SemaphoreSlim s) { await s.WaitAsync(); n++; }")]
    [InlineData("private async Task LockedAsync(Func<Task> work) { await sem.WaitAsync(); try { await work(); } finally { sem.Release(); } } public Task RunAsync() => LockedAsync(async () => await Work());")]
    [InlineData("private readonly SemaphoreSlim never = new(1, 1); public async Task SendAsync() { await {|ASYNCRACE202:never.WaitAsync()|}; await Work(); }")]
    [InlineData("private async Task TakeAsync() { await sem.WaitAsync(); n++; } public async Task RunAsync() { await {|ASYNCRACE202:TakeAsync()|}; await Work(); sem.Release(); }")]
    public Task Pair_OverMembers(string members) => LockTest.VerifyAsync(members);
}
