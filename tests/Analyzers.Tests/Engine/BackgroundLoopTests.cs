namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>Which loops are the one background loop of their object, and what else runs once at a time: each form, and what only looks like it.</summary>
[Trait("Semantics", "Evidence")]
public sealed class BackgroundLoopTests
{
    private const string Step = "var t = v; await F(); v = t + 1;", FoundStep = "var t = v; await F(); {|ASYNCRACE001:v = t + 1|};";

    private static Task VerifyAsync(string members) => EngineTest.VerifyMemberAsync(
        "private volatile int v; private Task? work, other; private readonly CancellationToken stop; " + members.Replace("$step$", Step, StringComparison.Ordinal).Replace("$found$", FoundStep, StringComparison.Ordinal));

    private static Task VerifyLoopAsync(string loop) => VerifyAsync("public void Ready() { _ = LoopAsync(); } private async Task LoopAsync() { " + loop + " }");

    [Theory]
    [InlineData("while (true) { $step$ }")]
    [InlineData("while (ready) { $step$ }")]
    [InlineData("while (!done) { $step$ }")]
    [InlineData("while (this.ready) { $step$ }")]
    [InlineData("while (!stop.IsCancellationRequested) { $step$ }")]
    [InlineData("while (!(stop.IsCancellationRequested)) { $step$ }")]
    [InlineData("while ((ready)) { $step$ }")]
    [InlineData("while (ready && !done) { $step$ }")]
    [InlineData("while (await Task.Run(() => true)) { $step$ }")]
    [InlineData("while (await F() > 0) { $step$ }")]
    [InlineData("while (0 < await F()) { $step$ }")]
    [InlineData("do { $step$ } while (ready);")]
    [InlineData("do { $step$ } while (!stop.IsCancellationRequested);")]
    [InlineData("for (;;) { $step$ }")]
    [InlineData("for (; !stop.IsCancellationRequested;) { $step$ }")]
    [InlineData("await foreach (var x in Stream()) { $step$ }")]
    [InlineData("{ while (true) { $step$ } }")]
    [InlineData("try { while (true) { $step$ } } catch (OperationCanceledException) { }")]
    [InlineData("using (var timer = new PeriodicTimer(TimeSpan.FromSeconds(1))) { while (await timer.WaitForNextTickAsync()) { $step$ } }")]
    public Task Loop_ThatEndsOnlyWithItsObject_RunsOnce(string loop) => VerifyLoopAsync(loop);

    [Theory]
    [InlineData("int i = 0; while (i < 3) { i++; $found$ }")]
    [InlineData("int i = 0; while (i < 3 && ready) { i++; $found$ }")]
    [InlineData("int i = 0; while (ready && i < 3) { i++; $found$ }")]
    [InlineData("int i = 0; do { $found$ } while (i++ < 3);")]
    [InlineData("for (int i = 0; i < 3; ) { i++; $found$ }")]
    [InlineData("for (bool more = true; more; more = Unknown(1) > 0) { $found$ }")]
    [InlineData("foreach (var x in list.ToArray()) { $found$ }")]
    // It is over at once: what comes after it is the work.
    [InlineData("while (ready) { Show(1); } $found$")]
    [InlineData("do { Show(1); } while (ready); $found$")]
    [InlineData("for (;;) { if (ready) break; Show(1); } $found$")]
    [InlineData("for (; ready;) { Show(1); } $found$")]
    [InlineData("while (ready) { Func<Task> later = async () => await F(); Show(later); } $found$")]
    [InlineData("while (ready) { Show((Func<Task>)Later); async Task Later() => await F(); } $found$")]
    public Task Loop_ThatEndsByItself_MayRunTwice(string loop) => VerifyLoopAsync(loop);

    [Theory]
    [InlineData("public void Ready() { _ = LoopAsync(); async Task LoopAsync() { while (true) { $step$ } } }")]
    [InlineData("public void Ready() { work = Task.Run(LoopAsync); async Task LoopAsync() { while (true) { $step$ } } }")]
    [InlineData("public async Task LoopAsync() { while (true) { $found$ } } public void Ready() { _ = LoopAsync(); }")]
    [InlineData("public Task Ready() => LoopAsync(); private async Task LoopAsync() { while (true) { $found$ } }")]
    [InlineData("public void Ready(List<Func<Task>> all) { all.Add(LoopAsync); } private async Task LoopAsync() { while (true) { $found$ } }")]
    [InlineData("public void Ready(List<Func<Task>> all) { all.Add(() => LoopAsync()); } private async Task LoopAsync() { while (true) { $found$ } }")]
    [InlineData("public void Ready(List<Func<Task>> all) { all.Add(async () => { while (true) { $found$ } }); }")]
    [InlineData("public void Ready() { _ = LoopAsync(\"a\"); async Task LoopAsync(string peer) { while (true) { $found$ } } }")]
    [InlineData("public void Ready() { for (int i = 0; i < 3; i++) { _ = LoopAsync(); } async Task LoopAsync() { while (true) { $found$ } } }")]
    public Task Loop_IsOneByWhoStartsIt(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public void Go() { if (work is { IsCompleted: false }) return; work = WorkAsync(); } private async Task WorkAsync() { $step$ }")]
    [InlineData("public void Go() { if (work is { IsCompleted: false }) return; work = WorkAsync(); async Task WorkAsync() { $step$ } }")]
    [InlineData("private ValueTask task; public void Go() { if (!task.IsCompleted) return; task = WorkAsync(); } private async ValueTask WorkAsync() { $step$ }")]
    // Anyone else can start it, the caller looks at what is no task, at another task, or makes room for the next one.
    [InlineData("public void Go() { if (work is { IsCompleted: false }) return; work = WorkAsync(); } public async Task WorkAsync() { $found$ }")]
    [InlineData("public void Go() { if (number < 3) { _ = WorkAsync(); number++; } } private async Task WorkAsync() { $found$ }")]
    [InlineData("public void Go() { if (work is { IsCompleted: false }) return; other = WorkAsync(); } private async Task WorkAsync() { $found$ }")]
    [InlineData("public void Go() { if (work is { IsCompleted: false }) return; _ = WorkAsync(); work = null; } private async Task WorkAsync() { $found$ }")]
    [InlineData("public async Task Go() { if (work is { IsCompleted: false }) return; await WorkAsync(); {|ASYNCRACE007 info:work = Task.CompletedTask|}; } private async Task WorkAsync() { $found$ }")]
    public Task StartedAgainOnlyWhenItsTaskIsDone_RunsOnce(string members) => VerifyAsync(members);

    private const string Turns = "private sealed class BatchWorker { public BatchWorker(Func<Task> work) { } } private sealed class JobWorker { public JobWorker(Task job) { } } private object? runner; ";

    [Theory]
    [InlineData("public Service() { runner = new BatchWorker(WorkAsync); } private async Task WorkAsync() { $step$ }")]
    [InlineData("public void Go() { runner = new Lazy<Task>(WorkAsync); } private async Task WorkAsync() { $step$ }")]
    // It runs for whoever else calls it, too, for each round, or has been started when it gets there.
    [InlineData("public void Go() { runner = new Lazy<Task>(WorkAsync); } public async Task WorkAsync() { $found$ }")]
    [InlineData("public void Go() { runner = new Lazy<Task>(WorkAsync); async Task WorkAsync() { $found$ } }")]
    [InlineData("public void Go() { runner = new JobWorker(WorkAsync()); } private async Task WorkAsync() { $found$ }")]
    [InlineData("public void Go() { runner = new List<Func<Task>> { WorkAsync }; runner = new Func<Task>(WorkAsync); } private async Task WorkAsync() { $found$ }")]
    public Task KeptToRunInTurn_RunsOnce(string members) => VerifyAsync(Turns + members);

    [Theory]
    [InlineData("private readonly Timer timer; public Service() => timer = new Timer(OnTimer); private async void OnTimer(object? s) { $step$ timer.Change(1, -1); }")]
    [InlineData("private readonly System.Timers.Timer timer = new(); public Service() => timer.Elapsed += OnTimer; private async void OnTimer(object? s, EventArgs e) { $step$ timer.Start(); }")]
    [InlineData("private readonly System.Timers.Timer timer = new(); public Service() => timer.Elapsed += OnTimer; private async void OnTimer(object? s, EventArgs e) { $found$ timer.Stop(); }")]
    [InlineData("private readonly System.Timers.Timer timer = new(); public Service() => timer.Elapsed += OnTimer; private async void OnTimer(object? s, EventArgs e) { timer.Start(); $found$ }")]
    [InlineData("private readonly System.Timers.Timer timer = new(); private readonly System.Diagnostics.Stopwatch watch = new(); public Service() => timer.Elapsed += OnTimer; private async void OnTimer(object? s, EventArgs e) { $found$ watch.Start(); }")]
    public Task HandlerThatArmsItsTimerWhenItIsDone_RunsOnce(string members) => VerifyAsync(members);
}
