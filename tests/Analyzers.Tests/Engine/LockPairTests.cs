namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>B6.4: two methods that are named for one lock acquire and release it, whatever their type is called.</summary>
[Trait("Semantics", "What clears staleness")]
[Trait("Semantics", "Locks")]
public sealed class LockPairTests
{
    private const string Work = "var t = n; await F(); n = t + 1;";
    private const string Flagged = "var t = n; await F(); {|ASYNCRACE001:n = t + 1|};";

    [Theory]
    [InlineData("await manager.AcquireAppendLockAsync(token).ConfigureAwait(false); try { {0} } finally { manager.ReleaseAppendLock(); }")]
    [InlineData("await manager.AcquireAppendLockAsync(token); {0} manager.ReleaseAppendLock();")]
    [InlineData("await this.manager.AcquireAppendLockAsync(token); try { {0} } finally { this.manager.ReleaseAppendLock(); }")]
    [InlineData("var m = manager; await m.AcquireAppendLockAsync(token); try { {0} } finally { m.ReleaseAppendLock(); }")]
    [InlineData("var entering = manager.AcquireAppendLockAsync(token); await entering; try { {0} } finally { manager.ReleaseAppendLock(); }")]
    [InlineData("manager.EnterWriteLock(); try { {0} } finally { manager.ExitWriteLock(); }")]
    [InlineData("await manager.EnterLockAsync(); try { {0} } finally { await manager.ExitLockAsync(); }")]
    [InlineData("await manager.LockAsync(); try { {0} } finally { manager.Unlock(); }")]
    [InlineData("await manager.LockStateAsync(); try { {0} } finally { manager.UnlockState(); }")]
    [InlineData("if (!await manager.TryAcquireCommitLockAsync(token)) return; try { {0} } finally { manager.ReleaseCommitLock(); }")]
    [InlineData("if (!manager.AcquireCommitLock()) return; try { {0} } finally { manager.ReleaseCommitLock(); }")]
    [InlineData("bool entered = manager.AcquireCommitLock(); if (entered) { try { {0} } finally { manager.ReleaseCommitLock(); } }")]
    [InlineData("await contract.AcquireLockAsync(key); try { {0} } finally { await contract.ReleaseLockAsync(key); }")]
    [InlineData("await door.AcquireGateLockAsync(); try { {0} } finally { door.ReleaseGateLock(); }")]
    [InlineData("Everywhere.AcquireTableLock(); try { {0} } finally { Everywhere.ReleaseTableLock(); }")]
    [InlineData("await manager.AcquireAppendLockAsync(token); try { await manager.AcquireCommitLockAsync(token); manager.ReleaseCommitLock(); {0} } finally { manager.ReleaseAppendLock(); }")]
    [InlineData("await EnterOwnLockAsync(); try { {0} } finally { ExitOwnLock(); }")]
    [InlineData("await AcquireLockAsync(); try { {0} } finally { ReleaseLock(); }")]
    [InlineData("await Begin(); try { {0} } finally { End(); }")]
    [InlineData("rw.AcquireWriterLock(100); try { {0} } finally { rw.ReleaseWriterLock(); }")]
    public Task Held_FromReadToWrite(string statement) => VerifyAsync(statement, Work);

    [Theory]
    // Another lock, released too soon, entered too late, or not at all.
    [InlineData("await manager.AcquireAppendLockAsync(token); manager.ReleaseAppendLock(); {0}")]
    [InlineData("await manager.AcquireAppendLockAsync(token); try { m = 1; } finally { manager.ReleaseAppendLock(); } {0}")]
    [InlineData("if (await manager.TryAcquireCommitLockAsync(token)) return; {0}")]
    [InlineData("_ = manager.AcquireAppendLockAsync(token); {0}")]
    [InlineData("await AcquireLockAsync(); ReleaseLock(); {0}")]
    [InlineData("await Begin(); End(); {0}")]
    // No second method, or one that is named for something else.
    [InlineData("await manager.AcquireLonelyLockAsync(); {0}")]
    [InlineData("await manager.AcquireBlockAsync(); {0} manager.ReleaseBlock();")]
    [InlineData("await manager.EnterStateAsync(); {0} manager.ExitState();")]
    // What is returned is what was asked for; or who is locked is another.
    [InlineData("await manager.AcquireRowLockAsync(); {0} manager.ReleaseRowLock();")]
    [InlineData("await manager.LockUserAsync(key); {0} await manager.UnlockUserAsync(key);")]
    [InlineData("await manager.LockAccountAsync(); {0}")]
    public Task NotHeld_FromReadToWrite(string statement) => VerifyAsync(statement, Flagged);

    [Theory]
    [InlineData("await manager.AcquireAppendLockAsync(token); var t = n; manager.ReleaseAppendLock(); await F(); await manager.AcquireAppendLockAsync(token); {|ASYNCRACE001:n = t + 1|}; manager.ReleaseAppendLock();")]
    [InlineData("await manager.AcquireAppendLockAsync(token); var t = n; await manager.AcquireCommitLockAsync(token); manager.ReleaseAppendLock(); await F(); {|ASYNCRACE001:n = t + 1|}; manager.ReleaseCommitLock();")]
    [InlineData("await contract.AcquireLockAsync(key); var t = n; await contract.ReleaseLockAsync(key); await F(); await contract.AcquireLockAsync(text); {|ASYNCRACE001:n = t + 1|}; await contract.ReleaseLockAsync(text);")]
    [InlineData("manager.EnterReadLock(); var t = n; manager.ExitReadLock(); await F(); manager.EnterWriteLock(); {|ASYNCRACE001:n = t + 1|}; manager.ExitWriteLock();")]
    [InlineData("await manager.AcquireAppendLockAsync(token); var t = n; manager.ReleaseAppendLock(); await second.AcquireAppendLockAsync(token); await F(); {|ASYNCRACE001:n = t + 1|}; second.ReleaseAppendLock();")]
    public Task Regions_ProtectOneByOne(string statement) => VerifyAsync("{0}", statement);

    [Theory]
    [InlineData("public async Task M(CancellationToken token) { await manager.AcquireAppendLockAsync(token); try { await Core(); } finally { manager.ReleaseAppendLock(); } } private async Task Core() { var t = n; await F(); n = t + 1; }")]
    [InlineData("public async Task M() { await AcquireLockAsync(); try { await Core(); } finally { ReleaseLock(); } } private async Task Core() { var t = n; await F(); n = t + 1; }")]
    [InlineData("public async Task M(CancellationToken token) { await manager.AcquireAppendLockAsync(token); try { await Core(); } finally { manager.ReleaseAppendLock(); } } public async Task N(CancellationToken token) { await manager.AcquireCommitLockAsync(token); try { await Core(); } finally { manager.ReleaseCommitLock(); } } private async Task Core() { var t = n; await F(); {|ASYNCRACE001:n = t + 1|}; }")]
    public Task PrivateHelper_InheritsItsCallersLocks(string members) => EngineTest.VerifyMemberAsync(Locks + members);

    /// <summary>Nothing but two names is known of such a lock: nobody is told how to use it.</summary>
    [Theory]
    [InlineData("public async Task M() { await manager.AcquireAppendLockAsync(default); n++; }")]
    [InlineData("public async Task M() { manager.ReleaseAppendLock(); await F(); }")]
    [InlineData("public async Task M() { _ = manager.AcquireAppendLockAsync(default); await F(); }")]
    [InlineData("public async Task M() { await manager.AcquireAppendLockAsync(default); await manager.AcquireAppendLockAsync(default); manager.ReleaseAppendLock(); }")]
    [InlineData("public async Task M() { await manager.AcquireAppendLockAsync(default); try { await manager.AcquireCommitLockAsync(default); manager.ReleaseCommitLock(); } finally { manager.ReleaseAppendLock(); } } public async Task N() { await manager.AcquireCommitLockAsync(default); try { await manager.AcquireAppendLockAsync(default); manager.ReleaseAppendLock(); } finally { manager.ReleaseCommitLock(); } }")]
    [InlineData("public async Task M() { manager.EnterWriteLock(); try { await F(); } finally { manager.ExitWriteLock(); } }")]
    [InlineData("public Task M() { manager.EnterWriteLock(); try { return F(); } finally { manager.ExitWriteLock(); } }")]
    public Task RulesAboutLocks_DoNotSeeThem(string members) => EngineTest.VerifyAsync(
        new([]), static id => id.StartsWith("ASYNCRACE2", StringComparison.Ordinal), EngineTest.Frame.Replace("/* members */", Locks + members, StringComparison.Ordinal));

    private static Task VerifyAsync(string statement, string work) => EngineTest.VerifyMemberAsync(
        Locks + "public async Task M(string key, CancellationToken token) { " + statement.Replace("{0}", work, StringComparison.Ordinal) + " }");

    private const string Locks = """
        public sealed class Manager
        {
            public ValueTask AcquireAppendLockAsync(CancellationToken token) => throw null!;
            public void ReleaseAppendLock() { }
            public bool AcquireCommitLock() => throw null!;
            public Task AcquireCommitLockAsync(CancellationToken token) => throw null!;
            public ValueTask<bool> TryAcquireCommitLockAsync(CancellationToken token) => throw null!;
            public void ReleaseCommitLock() { }
            public void EnterReadLock() { }
            public void ExitReadLock() { }
            public void EnterWriteLock() { }
            public void ExitWriteLock() { }
            public Task EnterLockAsync() => throw null!;
            public Task ExitLockAsync() => throw null!;
            public Task LockAsync() => throw null!;
            public void Unlock() { }
            public Task LockStateAsync() => throw null!;
            public void UnlockState() { }
            public Task AcquireLonelyLockAsync() => throw null!;
            public Task AcquireBlockAsync() => throw null!;
            public void ReleaseBlock() { }
            public Task EnterStateAsync() => throw null!;
            public void ExitState() { }
            public Task<string> AcquireRowLockAsync() => throw null!;
            public void ReleaseRowLock() { }
            public Task LockUserAsync(string user) => throw null!;
            public Task UnlockUserAsync(string user) => throw null!;
            public Task LockAccountAsync() => throw null!;
        }
        public interface IBase { Task ReleaseLockAsync(string name); }
        public interface IContract : IBase { Task AcquireLockAsync(string name, CancellationToken token = default); }
        public class Gates { public void ReleaseGateLock() { } }
        public sealed class Door : Gates { public Task AcquireGateLockAsync() => throw null!; }
        public static class Everywhere { public static void AcquireTableLock() { } public static void ReleaseTableLock() { } }
        private readonly Manager manager = new(), second = new();
        private readonly IContract contract = null!;
        private readonly Door door = new();
        private readonly ReaderWriterLock rw = new();
        private readonly Queue<TaskCompletionSource> waiters = new();
        private async Task EnterOwnLockAsync() => await sem.WaitAsync();
        private void ExitOwnLock() => sem.Release();
        private Task AcquireLockAsync() { var waiter = new TaskCompletionSource(); lock (waiters) waiters.Enqueue(waiter); return waiter.Task; }
        private void ReleaseLock() { lock (waiters) waiters.Dequeue().SetResult(); }
        private ValueTask Begin() => manager.AcquireAppendLockAsync(default);
        private void End() => manager.ReleaseAppendLock();

        """;
}
