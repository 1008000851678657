namespace AsyncRace.Analyzers.Tests.Locks;

/// <summary>203: the task of an acquisition is dropped, disposed of, or kept and never awaited.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class AcquireNotAwaitedTests
{
    [Theory]
    [InlineData("{|ASYNCRACE203:sem.WaitAsync()|}; n++; sem.Release();")]
    [InlineData("{|ASYNCRACE203:sem.WaitAsync()|}.ConfigureAwait(false); n++; sem.Release();")]
    [InlineData("{|ASYNCRACE203:sem.WaitAsync(TimeSpan.FromSeconds(1))|}; n++; sem.Release();")]
    [InlineData("_ = {|ASYNCRACE203:sem.WaitAsync()|}; n++; sem.Release();")]
    [InlineData("var wait = {|ASYNCRACE203:sem.WaitAsync()|}; n++; sem.Release();")]
    [InlineData("var wait = {|ASYNCRACE203:sem.WaitAsync()|}; if (wait.IsCompleted) { n++; sem.Release(); }")]
    [InlineData("Task<bool> wait = {|ASYNCRACE203:sem.WaitAsync(100)|}; if (!wait.IsCompletedSuccessfully) return; n++; sem.Release();")]
    [InlineData("using ({|ASYNCRACE203:neo.LockAsync()|}) n++;")]
    [InlineData("using var scope = {|ASYNCRACE203:neo.LockAsync()|}; n++;")]
    [InlineData("using (var scope = {|ASYNCRACE203:vs.EnterAsync()|}) n++;")]
    [InlineData("using (this.{|ASYNCRACE203:vs.EnterAsync()|}) n++;", true)]
    [InlineData("{|ASYNCRACE203:companion.LockAsync()|}; n++;")]
    [InlineData("{|ASYNCRACE203:companion.AcquireAsync()|}; n++; companion.Release();")]
    [InlineData("{|ASYNCRACE203:companionSem.EnterAsync()|}; n++;")]
    [InlineData("{|ASYNCRACE203:companion.TryLockAsync(TimeSpan.FromSeconds(1))|}; n++;")]
    [InlineData("{|ASYNCRACE203:companionRw.WriterLockAsync()|}; n++;")]
    [InlineData("{|ASYNCRACE203:nito.LockAsync()|}; n++;")]
    [InlineData("{|ASYNCRACE203:vsRw.WriteLockAsync()|}; n++;")]
    [InlineData("{|ASYNCRACE203:dotNext.AcquireAsync()|}; n++; dotNext.Release();")]
    [InlineData("{|ASYNCRACE203:dotNext.AcquireLockAsync()|}; n++;")]
    [InlineData("{|ASYNCRACE203:keyed.LockAsync(\"a\")|}; n++;")]
    [InlineData("{|ASYNCRACE203:limiter.WaitAsync()|}; n++; limiter.Release();")]
    [InlineData("Task wait; if (n > 0) wait = {|ASYNCRACE203:sem.WaitAsync()|}; n++;")]
    public Task Acquisition_IsNotAwaited(string statement, bool asIs = false) =>
        // The span is the whole call, with its "this.".
        VerifyAsync(asIs ? statement.Replace("this.{|ASYNCRACE203:", "{|ASYNCRACE203:this.", StringComparison.Ordinal) : statement);

    [Theory]
    [InlineData("await sem.WaitAsync(); n++; sem.Release();")]
    [InlineData("await sem.WaitAsync().ConfigureAwait(false); n++; sem.Release();")]
    [InlineData("var wait = sem.WaitAsync(); await wait; n++; sem.Release();")]
    [InlineData("var wait = sem.WaitAsync(); if (!wait.IsCompletedSuccessfully) await wait; n++; sem.Release();")]
    [InlineData("var wait = sem.WaitAsync(); if (!wait.IsCompleted) { await wait.ConfigureAwait(false); } n++; sem.Release();")]
    [InlineData("var wait = sem.WaitAsync(); if (await Task.WhenAny(wait, Task.Delay(100)) == wait) { n++; sem.Release(); }")]
    [InlineData("var wait = sem.WaitAsync(); var alias = wait; await alias; n++; sem.Release();")]
    [InlineData("Task wait = n > 0 ? sem.WaitAsync() : second.WaitAsync(); await wait; n++;")]
    [InlineData("Task? wait = null; while (n > 0) { if (wait != null) await wait; wait = sem.WaitAsync(); }")]
    [InlineData("sem.WaitAsync().Wait(); n++; sem.Release();")]
    [InlineData("sem.WaitAsync().GetAwaiter().GetResult(); n++; sem.Release();")]
    [InlineData("var wait = sem.WaitAsync(100); if (wait.Result) sem.Release();")]
    [InlineData("var wait = sem.WaitAsync(); Func<Task> later = async () => await wait; await later();")]
    [InlineData("var wait = sem.WaitAsync(); await Later(); async Task Later() { await wait; sem.Release(); }")]
    [InlineData("await Task.WhenAll(sem.WaitAsync(), second.WaitAsync()); n++;")]
    [InlineData("stored = sem.WaitAsync(); await F();")]
    [InlineData("_ = sem.WaitAsync().ContinueWith(t => n++); await F();")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(sem.WaitAsync()); await Task.WhenAll(tasks);")]
    [InlineData("using (await neo.LockAsync()) n++;")]
    [InlineData("using var scope = await nito.LockAsync(); n++;")]
    [InlineData("using var scope = await companion.LockAsync().ConfigureAwait(false); n++;")]
    [InlineData("using (nito.Lock()) n++;")]
    [InlineData("signal.WaitAsync(0); await F();")]
    [InlineData("_ = signal.WaitAsync(TimeSpan.Zero); await F();")]
    [InlineData("var wait = sem.WaitAsync(); Show(wait.IsCompleted); await F();")]
    [InlineData("sem.Wait(); n++; sem.Release();")]
    [InlineData("_ = F(); F(); await Task.Yield();")]
    [InlineData("var started = Task.Run(() => sem.WaitAsync()); await started; n++;")]
    public Task Acquisition_IsAwaitedOrHandedOn(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("public void M() { {|ASYNCRACE203:sem.WaitAsync()|}; n++; sem.Release(); }")]
    [InlineData("public Task M() { {|ASYNCRACE203:companion.AcquireAsync()|}; n++; companion.Release(); return Task.CompletedTask; }")]
    [InlineData("public Task EnterAsync() => sem.WaitAsync();")]
    [InlineData("public Task<AsyncRace.Threading.AsyncLock.Releaser> EnterAsync() { var wait = companion.LockAsync(); return wait.AsTask(); }")]
    [InlineData("public ValueTask EnterAsync() { var wait = sem.WaitAsync(); return wait.IsCompletedSuccessfully ? default : new ValueTask(wait); }")]
    [InlineData("public Action Entering() => () => {|ASYNCRACE203:sem.WaitAsync()|};")]
    [InlineData("public Func<Task> Entering() => () => sem.WaitAsync();")]
    [InlineData("public int P { get { {|ASYNCRACE203:sem.WaitAsync()|}; return n; } }")]
    public Task Member_ThatIsNotAsync(string member) => LockRules.VerifyAsync("ASYNCRACE203", member);

    private static Task VerifyAsync(string statement) => LockRules.VerifyAsync("ASYNCRACE203", $"public async Task M() {{ await Task.Yield(); {statement} }}");
}
