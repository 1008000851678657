namespace AsyncRace.Analyzers.Tests.Signals;

/// <summary>302: a condition without its lock.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class ConditionWithoutLockTests
{
    [Theory]
    [InlineData("public void Done() { _ready = true; {|ASYNCRACE302:_condition.NotifyAll()|}; } public async Task WaitAsync() { using (await _condition.LockAsync()) while (!_ready) await _condition.WaitAsync(); }")]
    [InlineData("public async Task DoneAsync() { using (await _condition.LockAsync()) _ready = true; {|ASYNCRACE302:_condition.Notify()|}; }")]
    [InlineData("public async Task WaitAsync() { while (!_ready) await {|ASYNCRACE302:_condition.WaitAsync()|}; }")]
    [InlineData("public async Task WaitAsync() { await {|ASYNCRACE302:_condition.WaitUntilAsync(() => _ready)|}; }")]
    [InlineData("public async Task WaitAsync() { while (!_ready) await {|ASYNCRACE302:_variable.WaitAsync()|}; }")]
    [InlineData("public async Task WaitAsync() { var here = new AsyncCondition(); while (!_ready) await {|ASYNCRACE302:here.WaitAsync()|}; }")]
    [InlineData("public async Task WaitAsync() { var held = await _condition.LockAsync(); held.Dispose(); while (!_ready) await {|ASYNCRACE302:_condition.WaitAsync()|}; }")]
    [InlineData("public async Task DoneAsync() { await WorkAsync(); Tell(); } private void Tell() => {|ASYNCRACE302:_condition.NotifyAll()|};")]
    // another lock is not its lock
    [InlineData("public async Task DoneAsync() { using (await _lock.LockAsync()) { _ready = true; {|ASYNCRACE302:_condition.NotifyAll()|}; } }")]
    [InlineData("public async Task WaitAsync() { using (await _lock.LockAsync()) { while (!_ready) await {|ASYNCRACE302:_condition.WaitAsync()|}; } }")]
    [InlineData("public async Task DoneAsync() { using (await _condition.LockAsync()) { _ready = true; {|ASYNCRACE302:_variable.NotifyAll()|}; } }")]
    [InlineData("public async Task DoneAsync() { await WorkAsync(); lock (_gate) { _ready = true; {|ASYNCRACE302:_condition.NotifyAll()|}; } }")]
    public Task Use_WithoutLock(string member) => SignalTest.VerifyAsync(member);

    [Theory]
    [InlineData("public async Task DoneAsync() { using (await _condition.LockAsync()) { _ready = true; _condition.NotifyAll(); } }")]
    [InlineData("public async Task DoneAsync() { using (await _condition.Lock.LockAsync()) { _ready = true; _condition.NotifyAll(); } }")]
    [InlineData("public async Task DoneAsync() { using (await _lock.LockAsync()) { _ready = true; _variable.NotifyAll(); } }")]
    [InlineData("public async Task WaitAsync() { using (await _lock.LockAsync()) { while (!_ready) await _variable.WaitAsync(); } }")]
    [InlineData("public async Task WaitAsync() { using var held = await _condition.LockAsync(); await _condition.WaitUntilAsync(() => _ready); }")]
    [InlineData("public async Task DoneAsync() { using (await _condition.LockAsync()) Tell(); } private void Tell() => _condition.NotifyAll();")]
    [InlineData("public async Task DoneAsync() { using (await _condition.LockAsync()) { await WorkAsync(); Tell(); } } public async Task AgainAsync() { await WorkAsync(); using (await _condition.LockAsync()) Tell(); } private void Tell() => _condition.Notify(2);")]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) { void Tell() => _condition.Notify(); Tell(); await WorkAsync(); } }")]
    [InlineData("public async Task WaitAsync(AsyncCondition changed) { while (!_ready) await changed.WaitAsync(); }")]
    [InlineData("internal async Task TellLockedAsync() { await WorkAsync(); _condition.NotifyAll(); }")]
    [InlineData("protected async Task TellAsync() { await WorkAsync(); _condition.NotifyAll(); }")]
    [InlineData("public async Task WaitAsync() { await WorkAsync(); lock (_gate) { Monitor.PulseAll(_gate); } }")]
    [InlineData("public async Task WaitAsync() { await _event.WaitAsync(); _event.Set(); }")]
    [InlineData("public async Task DoneAsync() { var held = await _condition.LockAsync(); try { _condition.NotifyAll(); } finally { held.Dispose(); } }")]
    // one of several is its lock, or may be
    [InlineData("public async Task DoneAsync() { using (await _lock.LockAsync()) using (await _condition.LockAsync()) { _ready = true; _condition.NotifyAll(); } }")]
    [InlineData("internal readonly AsyncCondition open = new(); public async Task DoneAsync() { using (await _lock.LockAsync()) open.NotifyAll(); }")]
    [InlineData("private readonly AsyncCondition given; public Worker(AsyncLock made) { _variable = new AsyncConditionVariable(_lock); given = new AsyncCondition(made); } public async Task DoneAsync() { using (await _lock.LockAsync()) given.NotifyAll(); }")]
    [InlineData("private readonly AsyncCondition several = new(); public void Renew() => several2 = new AsyncCondition(_lock); private AsyncCondition several2 = new(); public async Task DoneAsync() { using (await _lock.LockAsync()) several2.NotifyAll(); }")]
    public Task Shape_IsSilent(string member) => SignalTest.VerifyAsync(member);
}
