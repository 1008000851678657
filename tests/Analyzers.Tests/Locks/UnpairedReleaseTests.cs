namespace AsyncRace.Analyzers.Tests.Locks;

/// <summary>201.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class UnpairedReleaseTests
{
    [Theory]
    // acquired inside the try
    [InlineData("try { await sem.WaitAsync(ct); n++; } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("try { await sem.WaitAsync(ct).ConfigureAwait(false); n++; } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("try { sem.Wait(ct); n++; } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("try { Step(); await sem.WaitAsync(); n++; } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("try { await sem.WaitAsync(); n++; } finally { {|ASYNCRACE201 info:sem.Release()|}; }")]
    [InlineData("try { rw.EnterWriteLock(); n++; } finally { {|ASYNCRACE201 info:rw.ExitWriteLock()|}; }")]
    [InlineData("try { await sem.WaitAsync(ct); n++; } catch (InvalidOperationException) { n = 0; } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("try { try { await sem.WaitAsync(ct); n++; } catch { throw; } } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("try { await sem.WaitAsync(ct); n++; } catch { {|ASYNCRACE201:sem.Release()|}; throw; } sem.Release();")]
    [InlineData("try { await given.WaitAsync(ct); n++; } finally { {|ASYNCRACE201:given.Release()|}; }")]
    [InlineData("SemaphoreSlim? s = null; try { s = locks.GetOrAdd(key, _ => new SemaphoreSlim(1, 1)); await s.WaitAsync(ct); n++; } finally { {|ASYNCRACE201:s?.Release()|}; }")]
    // the wait may have come to nothing
    [InlineData("await sem.WaitAsync(ms); try { n++; } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("await sem.WaitAsync(TimeSpan.FromSeconds(1), ct).ConfigureAwait(false); try { n++; } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("sem.Wait(ms); try { n++; } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("var ok = await sem.WaitAsync(ms); try { n++; } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("if (!await sem.WaitAsync(ms)) log.LogDebug(\"slow\"); try { n++; } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("try { if (!await sem.WaitAsync(0)) return; await Work(); } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("mutex.WaitOne(ms); try { n++; } finally { {|ASYNCRACE201:mutex.ReleaseMutex()|}; }")]
    [InlineData("var wait = sem.WaitAsync(ms); await wait; try { n++; } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    // twice
    [InlineData("await sem.WaitAsync(); n++; sem.Release(); {|ASYNCRACE201:sem.Release()|};")]
    [InlineData("await sem.WaitAsync(); try { if (c) { sem.Release(); return; } await Work(); } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("await sem.WaitAsync(); try { await Work(); } catch { sem.Release(); throw; } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    // around the acquire
    [InlineData("if (c) await sem.WaitAsync(); try { n++; } finally { {|ASYNCRACE201:sem.Release()|}; }")]
    public Task Release_WithoutTheLock(string statement) => LockTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("await sem.WaitAsync(ct); try { await Work(); } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(-1, ct); try { await Work(); } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(Timeout.InfiniteTimeSpan); try { await Work(); } finally { sem.Release(); }")]
    [InlineData("mutex.WaitOne(); try { n++; } finally { mutex.ReleaseMutex(); }")]
    [InlineData("if (!await sem.WaitAsync(ms)) return; try { await Work(); } finally { sem.Release(); }")]
    [InlineData("if (!await sem.WaitAsync(ms, ct)) throw new TimeoutException(); try { await Work(); } finally { sem.Release(); }")]
    [InlineData("if (await sem.WaitAsync(0)) { try { await Work(); } finally { sem.Release(); } }")]
    [InlineData("bool acquired = false; try { acquired = await sem.WaitAsync(0, ct); if (!acquired) return; await Work(); } finally { if (acquired) sem.Release(); }")]
    [InlineData("bool acquired = false; try { await sem.WaitAsync(ct); acquired = true; await Work(); } finally { if (acquired) { n = 0; sem.Release(); } }")]
    [InlineData("var acquired = await sem.WaitAsync(ms); try { if (acquired) await Work(); } finally { if (acquired) sem.Release(); }")]
    [InlineData("var acquired = c ? await sem.WaitAsync(ms) : sem.Wait(ms); if (!acquired) return; try { n++; } finally { sem.Release(); }")]
    [InlineData("var got = sem.WaitAsync(ms); if (await got) { try { await Work(); } finally { sem.Release(); } }")]
    [InlineData("if (c) await sem.WaitAsync(); try { n++; } finally { if (c) sem.Release(); }")]
    [InlineData("if (useLock) await sem.WaitAsync(); try { await Work(); } finally { if (useLock) sem.Release(); }")]
    [InlineData("if (key != null) await sem.WaitAsync(); try { await Work(); } finally { if (key != null) sem.Release(); }")]
    [InlineData("SemaphoreSlim? s = c ? sem : null; if (s != null) await s.WaitAsync(); try { await Work(); } finally { s?.Release(); }")]
    [InlineData("while (true) { await sem.WaitAsync(ct); try { await Work(); } finally { sem.Release(); } }")]
    [InlineData("while (!await sem.WaitAsync(ms)) { n++; } try { await Work(); } finally { sem.Release(); }")]
    [InlineData("try { await sem.WaitAsync(ct); } catch (OperationCanceledException) { return; } try { await Work(); } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { await Work(); } catch { sem.Release(); throw; } sem.Release();")]
    [InlineData("await sem.WaitAsync(); bool held = true; try { if (c) { sem.Release(); held = false; } await Work(); } finally { if (held) sem.Release(); }")]
    [InlineData("rw.EnterUpgradeableReadLock(); try { rw.EnterWriteLock(); try { n++; } finally { rw.ExitWriteLock(); } } finally { rw.ExitUpgradeableReadLock(); }")]
    [InlineData("try { rw.EnterReadLock(); n++; } finally { if (rw.IsReadLockHeld) rw.ExitReadLock(); }")]
    [InlineData("try { await sem.WaitAsync(ct); await Work(); } finally { if (sem.CurrentCount == 0) sem.Release(); }")]
    [InlineData("int slot = 0; try { for (; slot < 4; slot++) await sem.WaitAsync(ct); } finally { sem.Release(slot); }")]
    [InlineData("await Task.WhenAll(sem.WaitAsync(ct), other.WaitAsync(ct)); try { await Work(); } finally { other.Release(); sem.Release(); }")]
    [InlineData("var wait = sem.WaitAsync(); if (!wait.IsCompleted) await wait; try { n++; } finally { sem.Release(); }")]
    [InlineData("var wait = sem.WaitAsync(ct); if (!wait.IsCompletedSuccessfully) await wait; try { n++; } finally { sem.Release(); }")]
    [InlineData("bool taken = false; try { Monitor.Enter(gate, ref taken); n++; } finally { if (taken) Monitor.Exit(gate); }")]
    [InlineData("bool taken = false; Monitor.TryEnter(gate, ms, ref taken); try { n++; } finally { if (taken) Monitor.Exit(gate); }")]
    [InlineData("lock (gate) { n++; }")]
    [InlineData("foreach (var s in all) await s.WaitAsync(ct); try { await Work(); } finally { foreach (var s in all) s.Release(); }")]
    [InlineData("foreach (var s in all) { await s.WaitAsync(ct); try { await Work(); } finally { s.Release(); } }")]
    [InlineData("await signal.WaitAsync(ms); n++; signal.Release(); signal.Release();")]
    [InlineData("try { await signal.WaitAsync(ct); } finally { signal.Release(); }")]
    [InlineData("var s = locks.GetOrAdd(key, _ => new SemaphoreSlim(1, 1)); await s.WaitAsync(ct); try { await Work(); } finally { s.Release(); }")]
    [InlineData("await locks[key].WaitAsync(ct); try { await Work(); } finally { locks[key].Release(); }")]
    [InlineData("var done = new SemaphoreSlim(0); _ = Task.Run(() => done.Release()); await done.WaitAsync(ms);")]
    [InlineData("await Get().WaitAsync(TimeSpan.FromSeconds(1)); await sem.WaitAsync(); try { n++; } finally { sem.Release(); }")]
    [InlineData("await sem.WaitAsync(); try { if (c) { sem.Release(); try { await Work(); } finally { await sem.WaitAsync(); } } } finally { sem.Release(); }")]
    public Task Release_OfWhatIsHeld(string statement) => LockTest.VerifyStatementAsync(statement);

    // A flag of the caller's says whether he holds it: then it is handed over with the call.
    private const string TakenOver = "private async Task StepAsync(bool lockHeld, CancellationToken ct) { if (!lockHeld) await sem.WaitAsync(ct); try { await Work(); } finally { sem.Release(); } } ";

    [Theory]
    [InlineData(TakenOver + "public Task RunAsync(CancellationToken ct) { if (!sem.Wait(0)) return StepAsync(false, ct); if (n > 0) return StepAsync(true, ct); try { n++; return Task.CompletedTask; } finally { sem.Release(); } }")]
    [InlineData(TakenOver + "public async Task RunAsync(CancellationToken ct) { await sem.WaitAsync(ct); await StepAsync(lockHeld: true, ct); } public Task OtherAsync(CancellationToken ct) => StepAsync(lockHeld: false, ct);")]
    [InlineData("private async Task StepAsync(bool held, int ms) { if (!held) { if (!await sem.WaitAsync(ms)) throw new TimeoutException(); held = true; } try { if (n < 0) throw new InvalidOperationException(); await Work(); } finally { sem.Release(); } } public Task RunAsync() { sem.Wait(); return StepAsync(true, 5); }")]
    [InlineData("private void Step(bool locked) { if (locked is false) sem.Wait(); try { n++; } finally { sem.Release(); } } public void Run() { sem.Wait(); Step(true); }")]
    [InlineData("public async Task StepAsync(SemaphoreSlim s, bool held) { if (!held) await s.WaitAsync(); try { await Work(); } finally { s.Release(); } }")]
    // more than one finally, and a caller that goes through a lot before it
    [InlineData("private async Task StepAsync(bool lockHeld, int ms, CancellationToken ct) { try { if (!lockHeld) { if (!await sem.WaitAsync(ms, ct)) throw new TimeoutException(); } try { if (disposed) throw new ObjectDisposedException(null); await Work(); } catch (TimeoutException) { throw new InvalidOperationException(); } finally { sem.Release(); } } finally { n = 0; if (useLock) n = 1; } } public Task RunAsync(CancellationToken ct) { if (!sem.Wait(0)) return StepAsync(false, 5, ct); if (n > 0) return StepAsync(true, 5, ct); try { n++; } finally { sem.Release(); } return Task.CompletedTask; }")]
    [InlineData(TakenOver + "public Task RunAsync(string? key, CancellationToken ct) { List<int>? list = null; if (key != null) list = new(); try { if (key != null) Step(); if (Ask()) throw new InvalidOperationException(); if (Ask()) n++; } catch { if (list != null) n = 0; throw; } if (!sem.Wait(0)) return StepAsync(false, ct); if (n > 0) return StepAsync(true, ct); try { Step(); } finally { sem.Release(); if (list != null) n = 0; } return Task.CompletedTask; }")]
    // what the flag says decides what the caller has afterwards
    [InlineData(TakenOver + "public async Task RunAsync(CancellationToken ct) { await sem.WaitAsync(ct); bool mine = true; try { if (n > 0) { mine = false; await StepAsync(true, ct); } } finally { if (mine) sem.Release(); } await StepAsync(false, ct); }")]
    [InlineData("private async Task StepAsync(bool take) { if (take) await sem.WaitAsync(); try { await Work(); } finally { if (take) sem.Release(); } } public async Task RunAsync() { await sem.WaitAsync(); try { await StepAsync(false); } finally { sem.Release(); } }")]
    public Task HandOver_ByAFlagOfTheCallers(string members) => LockTest.VerifyAsync(members);

    [Fact]
    public Task HandOver_FromWhereTooMuchGoesOnToTell() => LockTest.VerifyAsync(
        TakenOver + "public async Task RunAsync(CancellationToken ct) { " + string.Concat(Enumerable.Range(0, 8).Select(static i => $"if (Ask()) await all[{i}].WaitAsync(ct); ")) + "await sem.WaitAsync(ct); await StepAsync(true, ct); }");

    [Theory]
    // nobody calls it with the lock
    [InlineData("private async Task StepAsync(bool lockHeld, CancellationToken ct) { if (!lockHeld) await sem.WaitAsync(ct); try { await Work(); } finally { {|ASYNCRACE201:sem.Release()|}; } } public Task RunAsync(CancellationToken ct) => StepAsync(true, ct);")]
    // the flag says that it is not held, and a path goes around the acquire all the same
    [InlineData("private async Task StepAsync(bool lockHeld, CancellationToken ct) { if (!lockHeld && n > 0) await sem.WaitAsync(ct); try { await Work(); } finally { {|ASYNCRACE201:sem.Release()|}; } } public async Task RunAsync(CancellationToken ct) { await sem.WaitAsync(ct); await StepAsync(true, ct); }")]
    // where it has to be acquired, it is inside the try
    [InlineData("private async Task StepAsync(bool lockHeld, CancellationToken ct) { try { if (!lockHeld) await sem.WaitAsync(ct); await Work(); } finally { {|ASYNCRACE201:sem.Release()|}; } } public async Task RunAsync(CancellationToken ct) { await sem.WaitAsync(ct); await StepAsync(true, ct); }")]
    // the flag is another one by then
    [InlineData("private async Task StepAsync(bool lockHeld) { lockHeld = n > 0; if (!lockHeld) await sem.WaitAsync(); try { await Work(); } finally { {|ASYNCRACE201:sem.Release()|}; } } public async Task RunAsync() { await sem.WaitAsync(); await StepAsync(true); }")]
    // a lock of the method's own is nobody else's
    [InlineData("public async Task StepAsync(bool held, string key) { var s = locks.GetOrAdd(key, _ => new SemaphoreSlim(1, 1)); if (!held) await s.WaitAsync(); try { await Work(); } finally { {|ASYNCRACE201:s.Release()|}; } }")]
    // the callee has released it: so it is released twice
    [InlineData(TakenOver + "public async Task RunAsync(CancellationToken ct) { await sem.WaitAsync(ct); try { await StepAsync(true, ct); } finally { {|ASYNCRACE201:sem.Release()|}; } }")]
    public Task Flag_DoesNotSayThatItIsHeld(string members) => LockTest.VerifyAsync(members);

    [Fact]
    public Task Stranger_Releases() => LockTest.VerifyAsync("public void Free() { n = 0; {|ASYNCRACE201:sem.Release()|}; }");

    [Theory]
    // rent and return
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public async Task RentAsync(CancellationToken ct) { await slots.WaitAsync(ct); n++; } public void Return() { n--; slots.Release(); }")]
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public Task RentAsync(CancellationToken ct) => slots.WaitAsync(ct); public void Return() => slots.Release();")]
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public async Task<bool> RentAsync() => await slots.WaitAsync(0); public void Return() => slots.Release();")]
    // a releaser
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public async Task<IDisposable> RentAsync(CancellationToken ct) { await slots.WaitAsync(ct); return new Lease(slots); }")]
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public async Task<Action> RentAsync(CancellationToken ct) { await slots.WaitAsync(ct); return () => slots.Release(); }")]
    [InlineData("private readonly SemaphoreSlim slots = new(4, 4); public async Task<Slot> RentAsync(CancellationToken ct) { await slots.WaitAsync(ct); return new Slot(this); } public sealed class Slot : IDisposable { private readonly Service s; public Slot(Service s) => this.s = s; public void Dispose() => s.slots.Release(); }")]
    // helpers
    [InlineData("private void Free() => sem.Release(); public async Task RunAsync() { await sem.WaitAsync(); try { await Work(); } finally { Free(); } }")]
    [InlineData("private Task TakeAsync() => sem.WaitAsync(); public async Task RunAsync() { await TakeAsync(); try { await Work(); } finally { sem.Release(); } }")]
    [InlineData("private async Task TakeAsync() { await sem.WaitAsync(); n++; } public async Task RunAsync() { await TakeAsync(); try { await Work(); } finally { sem.Release(); } }")]
    [InlineData("private async Task<bool> TryAsync() { if (!await sem.WaitAsync(0)) return false; n++; return true; } public async Task RunAsync() { if (!await TryAsync()) return; try { await Work(); } finally { sem.Release(); } }")]
    [InlineData("private async Task PauseAsync() { sem.Release(); try { await Work(); } finally { await sem.WaitAsync(); } } public async Task RunAsync() { await sem.WaitAsync(); try { await PauseAsync(); } finally { sem.Release(); } }")]
    [InlineData("public async Task RunAsync() { await sem.WaitAsync(); try { await Work(); } finally { Free(); } void Free() { n = 0; sem.Release(); } }")]
    // released by another party
    [InlineData("public async Task RunAsync(CancellationToken ct) { await sem.WaitAsync(ct); _ = Task.Run(async () => { try { await Work(); } finally { sem.Release(); } }); }")]
    [InlineData("private readonly SemaphoreSlim rate = new(5, 5); public async Task SendAsync(CancellationToken ct) { await rate.WaitAsync(ct); await Work(); } private void Refill(object? o) { rate.Release(5 - rate.CurrentCount); } public Timer Start() => new(Refill, null, 0, 100);")]
    [InlineData("private readonly SemaphoreSlim free = new(8), used = new(0); public async Task PutAsync(CancellationToken ct) { await free.WaitAsync(ct); n++; used.Release(); } public async Task TakeAsync(CancellationToken ct) { await used.WaitAsync(ct); n--; free.Release(); }")]
    [InlineData("private readonly SemaphoreSlim wake = new(1); public async Task LoopAsync(CancellationToken ct) { while (true) { await wake.WaitAsync(1000, ct); n++; } } public void Wake() => wake.Release();")]
    [InlineData("internal readonly SemaphoreSlim open = new(1, 1); public async Task UseOpenAsync() { await open.WaitAsync(); try { n++; } finally { open.Release(); } } public void Free() => open.Release();")]
    // an iterator that holds it over its yields
    [InlineData("public async IAsyncEnumerable<int> ReadAsync() { await sem.WaitAsync(); try { yield return 1; await Work(); yield return 2; } finally { sem.Release(); } }")]
    [InlineData("public static async Task<IDisposable> TakeAsync(SemaphoreSlim s, CancellationToken ct) { await s.WaitAsync(ct).ConfigureAwait(false); return new Lease(s); }")]
    public Task Pair_OverMembers(string members) => LockTest.VerifyAsync(members);
}
