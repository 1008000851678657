namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>B8: a captured local is shared where several runs of a lambda are at it at once.</summary>
[Trait("Semantics", "Captured locals")]
public sealed class ClosureTests
{
    [Theory]
    [InlineData("int x = 0; await Task.WhenAll(items.Select(async e => {|ASYNCRACE001:x += await G(e)|})); Show(x);")]
    [InlineData("int x = 0; await Task.WhenAll(items.Select(async e => { var t = x; await F(); {|ASYNCRACE001:x = t + e|}; })); Show(x);")]
    [InlineData("int x = 0; var all = items.Select(async e => { {|ASYNCRACE001:x += await G(e)|}; }).ToArray(); await Task.WhenAll(all); Show(x);")]
    [InlineData("int x = 0; var all = new List<Task>(); foreach (var e in items) all.Add(Task.Run(async () => {|ASYNCRACE001:x += await G(e)|})); await Task.WhenAll(all); Show(x);")]
    [InlineData("int x = 0; for (int j = 0; j < 9; j++) { Show(Task.Run(async () => {|ASYNCRACE001:x += await F()|})); } await F(); Show(x);")]
    [InlineData("int x = 0; await Parallel.ForEachAsync(items, async (e, t) => { {|ASYNCRACE001:x += await G(e)|}; }); Show(x);")]
    [InlineData("int x = 0; var timer = new Timer(async _ => { {|ASYNCRACE001:x += await F()|}; }); Show(timer);")]
    [InlineData("int x = 0; Happened += async () => { {|ASYNCRACE001:x += await F()|}; };")]
    [InlineData("int x = 0; async Task Add(int e) { {|ASYNCRACE001:x += await G(e)|}; } await Task.WhenAll(items.Select(Add)); Show(x);")]
    [InlineData("int x = 0; async Task Add(int e) { {|ASYNCRACE001:x += await G(e)|}; } await Task.WhenAll(items.Select(e => Add(e))); Show(x);")]
    [InlineData("int x = 0; async Task Add(int e) { {|ASYNCRACE001:x += await G(e)|}; } var all = new List<Task>(); foreach (var e in items) all.Add(Add(e)); await Task.WhenAll(all); Show(x);")]
    [InlineData("object? x = null; await Task.WhenAll(items.Select(async e => { {|ASYNCRACE007:x ??= await O()|}; })); Show(x);")]
    [InlineData("bool once = false; await Task.WhenAll(items.Select(async e => { if (once) return; await F(); {|ASYNCRACE002:once = true|}; }));")]
    [InlineData("int x = 0; this.handler = async () => { {|ASYNCRACE001:x += await F()|}; };")]
    [InlineData("var x = new Dictionary<int, int>(); await Task.WhenAll(items.Select(async e => { if (!x.ContainsKey(e)) {|ASYNCRACE002:x.Add(e, await G(e))|}; })); Show(x);")]
    [InlineData("var x = new Queue<int>(items); await Task.WhenAll(items.Select(async e => { while (x.Count > 0) { await F(); Show({|ASYNCRACE002:x.Dequeue()|}); } }));")]
    [InlineData("async Task Sum(int x) { await Task.WhenAll(items.Select(async e => {|ASYNCRACE001:x += await G(e)|})); Show(x); } await Sum(0);")]
    public Task CapturedLocal_IsSharedByOverlappingRuns(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("int x = 0; Func<Task> add = async () => { x += await F(); }; await add(); await add(); Show(x);")]
    [InlineData("int x = 0; await Retry(async () => { x += await F(); }); Show(x);")]
    [InlineData("int x = 0; async Task Add() { x += await F(); } await Add(); await Add(); Show(x);")]
    [InlineData("int x = 0; foreach (var e in items) { async Task Add() { x += await F(); } await Add(); } Show(x);")]
    [InlineData("int x = 0; await Task.Run(async () => { x += await F(); }); Show(x);")]
    [InlineData("int x = 0; await Task.WhenAll(items.Select(async e => { await F(); x += e; })); Show(x);")]
    [InlineData("int x = 0; await Task.WhenAll(items.Select(async e => { var v = await F(); Interlocked.Add(ref x, v); })); Show(x);")]
    [InlineData("int x = 0; await Task.WhenAll(items.Select(async e => { await G(x); })); Show(x);")]
    [InlineData("await Task.WhenAll(items.Select(async e => { int x = 0; x += await G(e); Show(x); }));")]
    [InlineData("var all = new List<Task>(); foreach (var e in items) { int x = e; async Task Add() { x += await F(); } all.Add(Add()); } await Task.WhenAll(all);")]
    [InlineData("foreach (var e in items) { int x = 0; Show(Task.Run(async () => { x += await F(); })); }")]
    [InlineData("int x = 0; await Task.WhenAll(items.Select(async e => { await sem.WaitAsync(); try { x += await G(e); } finally { sem.Release(); } })); Show(x);")]
    [InlineData("int x = 0; var gateHere = new SemaphoreSlim(1, 1); await Task.WhenAll(items.Select(async e => { await gateHere.WaitAsync(); try { x += await G(e); } finally { gateHere.Release(); } })); Show(x);")]
    [InlineData("int x = 0; x += items.Where(e => e > 1).Count(); x += await F(); Show(items.Any(e => e > x));")]
    [InlineData("var found = new int[9]; await Task.WhenAll(items.Select(async (e, at) => { found[at] = await G(e); })); Show(found);")]
    [InlineData("await foreach (var e in Stream()) { int x = e; x += await F(); Show(x); }")]
    public Task CapturedLocal_IsOwnedByOneRunAtATime(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("int x = 0; Ticked += () => x++; {|ASYNCRACE001:x += await F()|}; Show(x);")]
    [InlineData("int x = 0; Ticked += () => x++; var t = x; await F(); {|ASYNCRACE001:x = t + 1|}; Show(x);")]
    [InlineData("int x = 0; _ = Task.Run(() => x++); {|ASYNCRACE001:x += await F()|}; Show(x);")]
    [InlineData("int x = 0; _ = Task.Run(async () => { {|ASYNCRACE001:x += await F()|}; }); x = 5; await F();")]
    [InlineData("int x = 0; Ticked += () => Show(x); x += await F(); Show(x);")]
    [InlineData("int x = 0; Ticked += () => x++; await F(); x += 1; Show(x);")]
    [InlineData("bool x = false; Ticked += () => x = true; while (!x) await F(); if (!x) { await F(); x = true; }")]
    [InlineData("int x = 0; items.ToList().ForEach(e => x += e); x += await F(); Show(x);")]
    [InlineData("int x = 0; await Task.Run(() => x++); x += await F(); Show(x);")]
    public Task CapturedLocal_IsSharedWithALambdaThatRunsAlone(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("Happened += async () => { {|ASYNCRACE001:n += await F()|}; };")]
    [InlineData("await Task.WhenAll(items.Select(async e => { {|ASYNCRACE001:n += await G(e)|}; }));")]
    [InlineData("await Task.WhenAll(items.Select(async e => { if (cfg is null) {|ASYNCRACE007:cfg = await L()|}; }));")]
    [InlineData("async Task Add() { {|ASYNCRACE001:n += await F()|}; } await Add();")]
    [InlineData("Func<Task> add = async delegate { {|ASYNCRACE001:n += await F()|}; }; await add();")]
    [InlineData("Func<Task> add = async () => {|ASYNCRACE001:n += await F()|}; await add();")]
    [InlineData("var t = n; Action a = () => n = t; await F(); a();")]
    [InlineData("await Task.WhenAll(items.Select(async e => { var v = await G(e); n += v; }));")]
    public Task Field_IsFollowedInLambdas(string statement) => VerifyAsync(statement);

    private static Task VerifyAsync(string statement) => EngineTest.VerifyMemberAsync(
        "public event Func<Task>? Happened; public event Action? Ticked; private Func<Task>? handler; private static Task Retry(Func<Task> a) => a(); public async Task M(int[] items) { " + statement + " await F(); }");
}
