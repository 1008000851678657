namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>
/// Many projects have a short form of <c>ConfigureAwait(false)</c>, an extension method. Awaiting what it returns is awaiting the task: a lock
/// that is acquired so is held, and a task that is awaited so is awaited.
/// </summary>
public sealed class TaskAdapterTests
{
    private const string Tasks = "public static class Tasks { public static System.Runtime.CompilerServices.ConfiguredTaskAwaitable AnyContext(this Task task) => task.ConfigureAwait(false); "
        + "public static System.Runtime.CompilerServices.ConfiguredTaskAwaitable<T> AnyContext<T>(this Task<T> task) => task.ConfigureAwait(false); "
        + "public static System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable<T> AnyContext<T>(this ValueTask<T> task) => task.ConfigureAwait(false); "
        + "public static Task Retried(this Task task) => Task.Delay(1); } "
        + "public sealed class AsyncLock { public Task<IDisposable> LockAsync() => Task.FromResult<IDisposable>(null); public ValueTask<IDisposable> EnterAsync() => default; } ";

    private static string Source(string members) =>
        Tasks + "public sealed class C { int v; readonly AsyncLock gate = new(); readonly SemaphoreSlim sem = new(1, 1); readonly string[] urls = new string[2]; " + members + " }";

    private static Task VerifyAsync(string members) => EngineTest.VerifyAsync(Source(members));

    [Theory]
    [InlineData("public async Task M() { using (await gate.LockAsync().AnyContext()) { v += await Task.Run(() => 1).AnyContext(); } }")]
    [InlineData("public async Task M() { using (await gate.EnterAsync().AnyContext()) { v += await Task.Run(() => 1); } }")]
    [InlineData("public async Task M() { using (await Tasks.AnyContext(gate.LockAsync())) { v += await Task.Run(() => 1); } }")]
    [InlineData("public async Task M() { await sem.WaitAsync().AnyContext(); try { v += await Task.Run(() => 1); } finally { sem.Release(); } }")]
    [InlineData("public async Task M() { if (v == 0) { await EnsureAsync().AnyContext(); } } private async Task EnsureAsync() { using (await gate.LockAsync().AnyContext()) { if (v != 0) return; await Task.Yield(); v = 1; } }")]
    [InlineData("public async Task M() { if (v == 0) { await Task.CompletedTask.AnyContext(); v = 1; } }")]
    [InlineData("public async Task M() { int n = 0; await Task.Run(() => { n = 3; }).AnyContext(); n += await Task.Run(() => 1); }")]
    public Task ShortForm_IsTheTask(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public async Task M() { {|ASYNCRACE001:v += await Task.Run(() => 1).AnyContext()|}; }")]
    [InlineData("public async Task M() { var t = v; await Task.Yield(); using (await gate.LockAsync().AnyContext()) { {|ASYNCRACE001:v = t + 1|}; } }")]
    // Another task than the one that it is called on.
    [InlineData("public async Task M() { await sem.WaitAsync().Retried(); try { {|ASYNCRACE001:v += await Task.Run(() => 1)|}; } finally { } }")]
    public Task ShortForm_HidesNothing(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("ASYNCRACE202", "public async Task M() { await sem.WaitAsync().AnyContext(); await Task.Run(() => 1); sem.Release(); }")]
    [InlineData("ASYNCRACE203", "public void M() { sem.WaitAsync().AnyContext(); sem.Release(); }")]
    [InlineData("ASYNCRACE203", "public void M() { Tasks.AnyContext(sem.WaitAsync()); sem.Release(); }")]
    public async Task LockRules_SeeThroughIt(string rule, string members) =>
        Assert.Equal(rule, Assert.Single(await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(Source(members)))).Id);

    [Theory]
    [InlineData("public async Task M() { await sem.WaitAsync().AnyContext(); try { await Task.Run(() => 1); } finally { sem.Release(); } }")]
    [InlineData("public async Task M() { using (await gate.LockAsync().AnyContext()) { await Task.Run(() => 1); } }")]
    [InlineData("public async Task M() { var entered = sem.WaitAsync(); await entered.AnyContext(); try { await Task.Run(() => 1); } finally { sem.Release(); } }")]
    [InlineData("public async Task M() { var entered = sem.WaitAsync().AnyContext(); await entered; try { await Task.Run(() => 1); } finally { sem.Release(); } }")]
    [InlineData("public async Task M() { await sem.WaitAsync().AnyContext(); await Task.Delay(1).AnyContext(); sem.Release(); }")]
    [InlineData("public async Task M() { await EnterAsync().AnyContext(); try { await Task.Run(() => 1); } finally { sem.Release(); } } private async Task EnterAsync() => await sem.WaitAsync().AnyContext();")]
    public async Task LockRules_FindNothingWrongWithIt(string members) =>
        Assert.Empty(await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(Source(members))));

    [Theory]
    [InlineData("int n = 0; await ForEachAsync(async x => { n += await Task.Run(() => x); });")]
    [InlineData("int n = 0; await this.ForEachAsync(async x => { n += await Task.Run(() => x); });")]
    [InlineData("int n = 0; await Parallel.ForEachAsync(urls, async (x, t) => { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; });")]
    [InlineData("int n = 0; await System.Threading.Tasks.Parallel.ForEachAsync(urls, async (x, t) => { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; });")]
    [InlineData("int n = 0; await ParallelForEachAsync(async x => { {|ASYNCRACE001:n += await Task.Run(() => x)|}; });")]
    [InlineData("int n = 0; Run(() => { n = 3; }); n += await Task.Run(() => 1);")]
    [InlineData("int n = 0; this.Run(() => { n = 3; }); n += await Task.Run(() => 1);")]
    [InlineData("int n = 0; var beside = System.Threading.Tasks.Task.Run(() => { n = 3; }); {|ASYNCRACE001:n += await Task.Run(() => 1)|}; await beside;")]
    public Task Lambda_RunsInPlaceUnlessItIsKnownToBeStarted(string body) => VerifyAsync(
        $"public async Task M() {{ {body} }} private void Run(Action run) => run(); private async Task ForEachAsync(Func<int, Task> each) => await each(1); private static Task ParallelForEachAsync(Func<int, Task> each) => Task.WhenAll(each(1), each(2));");
}
