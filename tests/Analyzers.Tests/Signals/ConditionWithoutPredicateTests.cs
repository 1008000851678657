namespace AsyncRace.Analyzers.Tests.Signals;

/// <summary>303: a condition that is waited for once, and the state not looked at again.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class ConditionWithoutPredicateTests
{
    [Theory]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) { await {|ASYNCRACE303:_condition.WaitAsync()|}; await WorkAsync(); } }")]
    [InlineData("public async Task WaitAsync() { while (true) { using (await _condition.LockAsync()) { await {|ASYNCRACE303:_condition.WaitAsync()|}; await WorkAsync(); } } }")]
    [InlineData("public async Task WaitAsync(CancellationToken token) { while (!token.IsCancellationRequested) { using (await _condition.LockAsync(token)) { await {|ASYNCRACE303:_condition.WaitAsync(token)|}; await WorkAsync(); } } }")]
    [InlineData("public async Task<int> TakeAsync() { using (await _condition.LockAsync()) { if (_queue.Count == 0) await {|ASYNCRACE303:_condition.WaitAsync()|}; return _queue.Dequeue(); } }")]
    [InlineData("public async Task WaitAsync() { using (await _lock.LockAsync()) { await {|ASYNCRACE303:_variable.WaitAsync()|}; } }")]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) { if (!await {|ASYNCRACE303:_condition.TryWaitAsync(TimeSpan.FromSeconds(1))|}) throw new TimeoutException(); } }")]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) await OnceAsync(); } private async Task OnceAsync() => await {|ASYNCRACE303:_condition.WaitAsync()|};")]
    public Task Wait_Once(string member) => SignalTest.VerifyAsync(member);

    [Theory]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) while (!_ready) await _condition.WaitAsync(); }")]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) { while (_queue.Count == 0) { await _condition.WaitAsync(); } _queue.Dequeue(); } }")]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) { do { await _condition.WaitAsync(); } while (!_ready); } }")]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) { while (true) { if (_ready) break; await _condition.WaitAsync(); } } }")]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) { for (; !_ready;) await _condition.WaitAsync(); } }")]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) { while (!IsReady()) await _condition.WaitAsync(); } } private bool IsReady() => _ready;")]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) await _condition.WaitUntilAsync(() => _ready); }")]
    [InlineData("public async Task WaitAsync() { while (!_ready) { using (await _condition.LockAsync()) await _condition.WaitAsync(); } }")]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) { await _condition.WaitAsync(); if (!_ready) throw new InvalidOperationException(); } }")]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) while (!_ready) await OnceAsync(); } private async Task OnceAsync() => await _condition.WaitAsync();")]
    [InlineData("public async Task WaitAsync() { using (await _condition.LockAsync()) while (!_ready) await OnceAsync(); } private ValueTask OnceAsync() => _condition.WaitAsync();")]
    [InlineData("public async Task WaitAsync() { using (await _lock.LockAsync()) while (!_ready) await _variable.WaitAsync(); }")]
    [InlineData("public async Task<bool> WaitAsync() { using (await _condition.LockAsync()) { while (!_ready) { if (!await _condition.TryWaitAsync(TimeSpan.FromSeconds(1))) return false; } return true; } }")]
    [InlineData("public async Task WaitAsync() { await _event.WaitAsync(); await WorkAsync(); }")]
    public Task Shape_IsSilent(string member) => SignalTest.VerifyAsync(member);
}
