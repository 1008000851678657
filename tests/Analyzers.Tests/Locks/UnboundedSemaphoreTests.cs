namespace AsyncRace.Analyzers.Tests.Locks;

/// <summary>204.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class UnboundedSemaphoreTests
{
    private const string Use = "public async Task RunAsync(CancellationToken ct) { await gate2.WaitAsync(ct); try { await Work(); } finally { gate2.Release(); } } ";

    [Theory]
    [InlineData("private readonly SemaphoreSlim gate2 = {|ASYNCRACE204 info:new(1)|}; " + Use)]
    [InlineData("private readonly SemaphoreSlim gate2 = {|ASYNCRACE204 info:new SemaphoreSlim(1)|}; " + Use)]
    [InlineData("private readonly SemaphoreSlim gate2 = {|ASYNCRACE204 info:new SemaphoreSlim(initialCount: 4)|}; " + Use)]
    [InlineData("private static readonly SemaphoreSlim gate2 = {|ASYNCRACE204 info:new(Environment.ProcessorCount)|}; " + Use)]
    [InlineData("private SemaphoreSlim gate2 { get; } = {|ASYNCRACE204 info:new(1)|}; " + Use)]
    [InlineData("private readonly SemaphoreSlim gate2; public Service(int count) { gate2 = {|ASYNCRACE204 info:new SemaphoreSlim(count)|}; } " + Use)]
    [InlineData("private readonly SemaphoreSlim gate2 = {|ASYNCRACE204 info:new(1)|}; public void Run() { gate2.Wait(); try { n++; } finally { gate2.Release(); } }")]
    [InlineData("private readonly SemaphoreSlim gate2 = {|ASYNCRACE204 info:new(1)|}; private void Free() => gate2.Release(); public async Task RunAsync() { await gate2.WaitAsync(); try { await Work(); } finally { Free(); } }")]
    public Task Member_WithoutAMaximum(string members) => LockTest.VerifyAsync(members);

    [Theory]
    [InlineData("var throttle = {|ASYNCRACE204 info:new SemaphoreSlim(ms)|}; await throttle.WaitAsync(ct); try { await Work(); } finally { throttle.Release(); }")]
    [InlineData("using var throttle = {|ASYNCRACE204 info:new SemaphoreSlim(4)|}; await Task.WhenAll(all.Select(async s => { await throttle.WaitAsync(ct); try { await Work(); } finally { throttle.Release(); } }));")]
    public Task Variable_WithoutAMaximum(string statement) => LockTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("private readonly SemaphoreSlim gate2 = new(1, 1); " + Use)]
    [InlineData("private readonly SemaphoreSlim gate2; public Service(int count) { gate2 = new SemaphoreSlim(count, count); } " + Use)]
    // it starts empty: a signal
    [InlineData("private readonly SemaphoreSlim gate2 = new(0); " + Use)]
    [InlineData("private readonly SemaphoreSlim wake = new(0); public async Task LoopAsync(CancellationToken ct) { while (true) { await wake.WaitAsync(ct); n++; } } public void Wake() => wake.Release();")]
    // it has no pair: a queue, a rate, a pool
    [InlineData("private readonly SemaphoreSlim wake = new(1); public async Task LoopAsync(CancellationToken ct) { while (true) { await wake.WaitAsync(1000, ct); n++; } } public void Wake() => wake.Release();")]
    [InlineData("private readonly SemaphoreSlim free = new(8), used = new(0); public async Task PutAsync(CancellationToken ct) { await free.WaitAsync(ct); n++; used.Release(); } public async Task TakeAsync(CancellationToken ct) { await used.WaitAsync(ct); n--; free.Release(); }")]
    [InlineData("private readonly SemaphoreSlim slots = new(4); public async Task RentAsync(CancellationToken ct) { await slots.WaitAsync(ct); n++; } public void Return() { n--; slots.Release(); }")]
    // its limit is meant to move
    [InlineData("private readonly SemaphoreSlim gate2 = new(1); public void Grow(int by) => gate2.Release(by); " + Use)]
    [InlineData("private readonly SemaphoreSlim? gate2 = new(1); public void Grow(int by) => gate2?.Release(by); public async Task RunAsync() { await gate2!.WaitAsync(); try { await Work(); } finally { gate2.Release(); } }")]
    // others may have it
    [InlineData("internal readonly SemaphoreSlim gate2 = new(1); " + Use)]
    [InlineData("private readonly SemaphoreSlim gate2 = new(1); public SemaphoreSlim Gate => gate2; " + Use)]
    [InlineData("private readonly SemaphoreSlim gate2 = new(1); public Lease Rent() => new(gate2); " + Use)]
    [InlineData("private readonly SemaphoreSlim gate2; public Service(SemaphoreSlim given) { gate2 = given; } " + Use)]
    // nobody uses it
    [InlineData("private readonly SemaphoreSlim idle = new(1); public int Free => idle.CurrentCount;")]
    // another type's
    [InlineData("private readonly Semaphore gate2 = new(1, 1); public void Run() { gate2.WaitOne(); try { n++; } finally { gate2.Release(); } }")]
    [InlineData("private sealed class AsyncSemaphore { public AsyncSemaphore(int n) { } public Task WaitAsync() => Work(); public void Release() { } } private readonly AsyncSemaphore gate2 = new(1); public async Task RunAsync() { await gate2.WaitAsync(); try { await Work(); } finally { gate2.Release(); } }")]
    public Task Member_IsBoundedOrNoLimit(string members) => LockTest.VerifyAsync(members);

    [Theory]
    [InlineData("var throttle = new SemaphoreSlim(4, 4); await throttle.WaitAsync(ct); try { await Work(); } finally { throttle.Release(); }")]
    [InlineData("var done = new SemaphoreSlim(0); _ = Task.Run(() => done.Release()); await done.WaitAsync(ct);")]
    [InlineData("var throttle = new SemaphoreSlim(4); for (int i = 0; i < 4; i++) await throttle.WaitAsync();")]
    [InlineData("var lent = new SemaphoreSlim(1); all.Add(lent); await lent.WaitAsync(ct); try { await Work(); } finally { lent.Release(); }")]
    public Task Variable_IsBoundedOrNoLimit(string statement) => LockTest.VerifyStatementAsync(statement);
}
