namespace AsyncRace.Analyzers.Tests.Signals;

/// <summary>301: what is signalled between a wait and the reset after it.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class ResetAfterWaitTests
{
    [Theory]
    [InlineData("public async Task OneAsync() { await _event.WaitAsync(); {|ASYNCRACE301:_event.Reset()|}; }")]
    [InlineData("public async Task OneAsync() { await _event.WaitAsync(); await WorkAsync(); {|ASYNCRACE301:_event.Reset()|}; }")]
    [InlineData("public async Task OneAsync() { await _event; {|ASYNCRACE301:_event.Reset()|}; await WorkAsync(); }")]
    [InlineData("public async Task OneAsync(AsyncManualResetEvent happened) { await happened.WaitAsync(); await WorkAsync(); {|ASYNCRACE301:happened.Reset()|}; }")]
    [InlineData("public async Task LoopAsync() { while (true) { await _event.WaitAsync(); {|ASYNCRACE301:_event.Reset()|}; await WorkAsync(); } }")]
    [InlineData("public async Task LoopAsync(CancellationToken token) { while (!token.IsCancellationRequested) { await _event.WaitAsync(token).ConfigureAwait(false); {|ASYNCRACE301:_event.Reset()|}; await WorkAsync(); } }")]
    [InlineData("public async Task LoopAsync() { while (true) { await _event.WaitAsync(); while (_queue.Count > 0) await WorkAsync(_queue.Dequeue()); {|ASYNCRACE301:_event.Reset()|}; } }")]
    [InlineData("public async Task LoopAsync() { while (true) { if (await _event.TryWaitAsync(TimeSpan.FromSeconds(1))) {|ASYNCRACE301:_event.Reset()|}; await WorkAsync(); } }")]
    [InlineData("public async Task LoopAsync() { while (true) { _slim.Wait(); {|ASYNCRACE301:_slim.Reset()|}; await WorkAsync(); } }")]
    [InlineData("public async Task LoopAsync() { while (true) { _handle.WaitOne(); {|ASYNCRACE301:_handle.Reset()|}; await WorkAsync(); } }")]
    [InlineData("public async Task LoopAsync() { while (true) { await _event.WaitAsync(); {|ASYNCRACE301:_event.Reset()|}; await HelpAsync(); } } private async Task HelpAsync() { Console.WriteLine(); await WorkAsync(); }")]
    [InlineData("public async Task RunAsync() { while (true) { await _event.WaitAsync(); await WorkAsync(); {|ASYNCRACE301:_event.Reset()|}; } }")]
    public Task Reset_LosesWhatCameInBetween(string member) => SignalTest.VerifyAsync(member);

    [Theory]
    // What can be there is looked at after the reset.
    [InlineData("public async Task LoopAsync() { while (true) { await _event.WaitAsync(); _event.Reset(); while (_queue.TryDequeue(out int item)) await WorkAsync(item); } }")]
    [InlineData("public async Task LoopAsync() { while (true) { while (_queue.TryDequeue(out int item)) await WorkAsync(item); await _event.WaitAsync(); _event.Reset(); } }")]
    [InlineData("public async Task LoopAsync() { while (_queue.Count == 0) { await _event.WaitAsync(); _event.Reset(); } }")]
    [InlineData("public async Task LoopAsync() { while (!_ready) { await _event.WaitAsync(); _event.Reset(); } }")]
    [InlineData("public async Task LoopAsync() { while (true) { await _event.WaitAsync(); _event.Reset(); foreach (int item in _queue.ToArray()) await WorkAsync(item); } }")]
    [InlineData("public async Task LoopAsync() { while (true) { await _event.WaitAsync(); _event.Reset(); var batch = Interlocked.Exchange(ref _pending, new()); await WorkAsync(batch.Count); } }")]
    [InlineData("public async Task LoopAsync() { while (true) { await _event.WaitAsync(); _event.Reset(); await DrainAsync(); } } private async Task DrainAsync() { while (_queue.TryDequeue(out int item)) await WorkAsync(item); }")]
    [InlineData("public async Task LoopAsync() { while (true) { await _event.WaitAsync(); _event.Reset(); await _processor.ProcessAllAsync(); } }")]
    [InlineData("public async Task LoopAsync(Func<Task> work) { while (true) { await _event.WaitAsync(); _event.Reset(); await work(); } }")]
    [InlineData("public async Task<string> AskAsync() { await _event.WaitAsync(); _event.Reset(); return _response; }")]
    [InlineData("public async Task OneAsync() { await _event.WaitAsync(); _event.Reset(); if (_queue.Count > 0) _queue.Dequeue(); }")]
    // The state has the say, or a lock.
    [InlineData("public async Task OneAsync() { await _event.WaitAsync(); if (_queue.Count == 0) _event.Reset(); }")]
    [InlineData("public async Task OneAsync() { await _event.WaitAsync(); lock (_gate) { _event.Reset(); } }")]
    [InlineData("public async Task OneAsync() { await _event.WaitAsync(); using (await _lock.LockAsync()) _event.Reset(); }")]
    // It is not the wait that the reset comes after.
    [InlineData("public async Task AskAsync() { _event.Reset(); await WorkAsync(); await _event.WaitAsync(); }")]
    [InlineData("public async Task AskAsync() { while (true) { _event.Reset(); await WorkAsync(); await _event.WaitAsync(); } }")]
    [InlineData("public async Task OneAsync() { await _other.WaitAsync(); _event.Reset(); }")]
    [InlineData("public async Task PauseAsync() { _event.Reset(); await WorkAsync(); } public async Task RunAsync() { await _event.WaitAsync(); }")]
    [InlineData("public async Task OneAsync(bool again) { if (again) await _event.WaitAsync(); _event.Reset(); }")]
    [InlineData("public async Task OneAsync() { try { await _event.WaitAsync(); } finally { _event.Reset(); } }")]
    // It is armed for the next.
    [InlineData("public async Task TwoAsync() { await _event.WaitAsync(); _event.Reset(); await WorkAsync(); await _event.WaitAsync(); }")]
    [InlineData("public async Task StopAsync() { await _event.WaitAsync(); _event.Reset(); }")]
    [InlineData("public async Task TestAsync() { var done = new AsyncManualResetEvent(); _ = Task.Run(done.Set); await done.WaitAsync(); done.Reset(); }")]
    // It resets itself.
    [InlineData("public async Task OneAsync() { await _auto.WaitAsync(); _auto.Reset(); }")]
    public Task Shape_IsSilent(string member) => SignalTest.VerifyAsync(member);
}
