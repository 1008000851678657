namespace AsyncRace.Analyzers.Tests.Locks;

/// <summary>207: two locks of a type are taken in both orders.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class LockOrderTests
{
    private const string SemThenSecond = "public async Task A() { await sem.WaitAsync(); try { await second.WaitAsync(); n++; second.Release(); } finally { sem.Release(); } } ";

    [Theory]
    [InlineData(SemThenSecond + "public async Task B() { await second.WaitAsync(); try { await {|ASYNCRACE207 info:sem.WaitAsync()|}; n--; sem.Release(); } finally { second.Release(); } }")]
    [InlineData(SemThenSecond + "public async Task B() { await second.WaitAsync(); try { await {|ASYNCRACE207 info:C()|}; } finally { second.Release(); } } public async Task C() { await sem.WaitAsync(); n--; sem.Release(); }")]
    [InlineData(SemThenSecond + "public void B() { second.Wait(); {|ASYNCRACE207 info:sem.Wait()|}; n--; sem.Release(); second.Release(); }")]
    [InlineData("public async Task A() { using (await companion.LockAsync()) { using (await nito.LockAsync()) n++; } } public async Task B() { using (await nito.LockAsync()) { using (await {|ASYNCRACE207 info:companion.LockAsync()|}) n++; } }")]
    [InlineData("public async Task A() { using (await companion.LockAsync()) { await sem.WaitAsync(); n++; sem.Release(); } } public async Task B() { await sem.WaitAsync(); using (await {|ASYNCRACE207 info:companion.LockAsync()|}) n++; sem.Release(); }")]
    public Task Locks_InBothOrders(string members) => VerifyAsync(members);

    private const string Circle = "private readonly SemaphoreSlim third = new(1, 1); " + SemThenSecond + "public async Task B() { await second.WaitAsync(); try { await third.WaitAsync(); n++; third.Release(); } finally { second.Release(); } } ";

    [Theory]
    // three
    [InlineData(Circle + "public async Task C() { await third.WaitAsync(); try { await {|ASYNCRACE207 info:sem.WaitAsync()|}; n--; sem.Release(); } finally { third.Release(); } }")]
    // through helpers of helpers
    [InlineData(Circle + "public async Task C() { await third.WaitAsync(); try { await {|ASYNCRACE207 info:D()|}; } finally { third.Release(); } } private async Task D() { n++; await E(); } private async Task E() { await sem.WaitAsync(); n--; sem.Release(); }")]
    // four
    [InlineData(Circle + "private readonly SemaphoreSlim fourth = new(1, 1); public async Task C() { await third.WaitAsync(); await fourth.WaitAsync(); n--; fourth.Release(); third.Release(); } public async Task D() { await fourth.WaitAsync(); await {|ASYNCRACE207 info:sem.WaitAsync()|}; n--; sem.Release(); fourth.Release(); }")]
    public Task Locks_InACircle(string members) => VerifyAsync(members);

    [Theory]
    // the circle does not close
    [InlineData(Circle + "public async Task C() { await sem.WaitAsync(); try { await third.WaitAsync(); n--; third.Release(); } finally { sem.Release(); } }")]
    // two of the three hold a lock that keeps them apart
    [InlineData("private readonly SemaphoreSlim third = new(1, 1); public async Task A() { using (await companion.LockAsync()) { await sem.WaitAsync(); await second.WaitAsync(); second.Release(); sem.Release(); } } public async Task B() { using (await companion.LockAsync()) { await second.WaitAsync(); await third.WaitAsync(); third.Release(); second.Release(); } } public async Task C() { await third.WaitAsync(); await sem.WaitAsync(); sem.Release(); third.Release(); }")]
    // who would close it gives up after a while
    [InlineData(Circle + "public async Task C() { await third.WaitAsync(); try { if (await sem.WaitAsync(100)) sem.Release(); } finally { third.Release(); } }")]
    public Task Locks_InNoCircle(string members) => VerifyAsync(members);

    [Theory]
    [InlineData(SemThenSecond + "public async Task B() { await sem.WaitAsync(); try { await second.WaitAsync(); n--; second.Release(); } finally { sem.Release(); } }")]
    [InlineData(SemThenSecond + "public async Task B() { await second.WaitAsync(); n--; second.Release(); await sem.WaitAsync(); n--; sem.Release(); }")]
    [InlineData(SemThenSecond + "public async Task B() { await second.WaitAsync(); try { if (await sem.WaitAsync(0)) sem.Release(); } finally { second.Release(); } }")]
    [InlineData(SemThenSecond + "public async Task B() { await second.WaitAsync(); try { if (await sem.WaitAsync(100)) sem.Release(); } finally { second.Release(); } }")]
    [InlineData("public async Task A() { using (await companion.LockAsync()) { await sem.WaitAsync(); await second.WaitAsync(); second.Release(); sem.Release(); } } public async Task B() { using (await companion.LockAsync()) { await second.WaitAsync(); await sem.WaitAsync(); sem.Release(); second.Release(); } }")]
    [InlineData(SemThenSecond + "public async Task B() { await second.WaitAsync(); try { await friend!.sem.WaitAsync(); friend.sem.Release(); } finally { second.Release(); } }")]
    [InlineData(SemThenSecond + "public async Task B() { await second.WaitAsync(); try { _ = C(); await F(); } finally { second.Release(); } } private async Task C() { await sem.WaitAsync(); n--; sem.Release(); }")]
    [InlineData(SemThenSecond + "public Service() { second.Wait(); sem.Wait(); sem.Release(); second.Release(); }")]
    [InlineData(SemThenSecond + "public async Task B(SemaphoreSlim given) { await second.WaitAsync(); await given.WaitAsync(); given.Release(); second.Release(); }")]
    [InlineData("public async Task A() { using (await companionRw.ReaderLockAsync()) { await sem.WaitAsync(); sem.Release(); } }")]
    [InlineData("public async Task A() { using (await keyed.LockAsync(\"a\")) { using (await keyed.LockAsync(\"b\")) n++; } } public async Task B() { using (await keyed.LockAsync(\"c\")) n++; }")]
    [InlineData("private bool busy; public async Task A() { if (busy) return; busy = true; await sem.WaitAsync(); sem.Release(); busy = false; } public async Task B() { await sem.WaitAsync(); if (!busy) { busy = true; await F(); busy = false; } sem.Release(); }")]
    [InlineData(SemThenSecond + "public async Task B() { await signal.WaitAsync(); await sem.WaitAsync(); sem.Release(); } public async Task C() { await sem.WaitAsync(); await signal.WaitAsync(); sem.Release(); }")]
    public Task Locks_InOneOrder(string members) => VerifyAsync(members);

    private static Task VerifyAsync(string members) => LockRules.VerifyAsync("ASYNCRACE207", members);
}
