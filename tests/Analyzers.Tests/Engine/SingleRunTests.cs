namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>What runs once at a time although nothing awaits it: background loops, what is started again only when it is done, what re-arms itself.</summary>
[Trait("Semantics", "Evidence")]
public sealed class SingleRunTests
{
    private static Task VerifyAsync(string members) => EngineTest.VerifyAsync("""
        using System; using System.Collections.Generic; using System.Linq; using System.Threading; using System.Threading.Channels; using System.Threading.Tasks;
        public sealed class Timer2 { public bool AutoReset; public event EventHandler? Elapsed; public void Start() => Elapsed?.Invoke(this, EventArgs.Empty); public void Stop() { } }
        public sealed class AsyncSerialExecutor { public Task AddNext(Func<Task> work) => work(); }
        public sealed class AsyncParallelExecutor { public Task AddNext(Func<Task> work) => work(); }
        public sealed class C
        {
            private readonly object _gate = new();
            private readonly SemaphoreSlim _sem = new(1, 1);
            private int _n; private volatile int _v; private Task? _running; private Timer2 _timer = new() { AutoReset = false };
            private string? _text; private static bool s_failed; private TaskCompletionSource _pulse = new();
            private readonly Queue<int> _queue = new(); private readonly List<int> _list = new();
            private readonly AsyncSerialExecutor _executor = new(); private readonly AsyncParallelExecutor _parallel = new();
            private readonly CancellationToken _token;
            private Task<int> F() => Task.FromResult(Environment.TickCount).ContinueWith(t => t.Result);
            private Task Send(int n) => Task.Delay(n);
            private IAsyncEnumerable<int> Stream() => throw new NotSupportedException();

        """ + members + "\n}");

    [Theory]
    [InlineData("public void Open() { _running = Task.Run(LoopAsync); } private async Task LoopAsync() { while (!_token.IsCancellationRequested) { var t = _v; await F(); _v = t + 1; } }")]
    [InlineData("public void Open() { _running = Task.Run(() => LoopAsync()); } private async Task LoopAsync() { while (true) { var t = _v; await F(); _v = t + 1; } }")]
    [InlineData("public void Ready() { _running = LoopAsync(); } private async Task LoopAsync() { await foreach (var x in Stream()) { var t = _v; await F(); _v = t + 1; } }")]
    [InlineData("public void Ready() { _ = LoopAsync(); } private async Task LoopAsync() { try { while (await F() > 0) { var t = _v; await F(); _v = t + 1; } } finally { _text = null; } }")]
    [InlineData("public void Ready() { var all = new List<Task>(); all.Add(Task.Run(() => this.LoopAsync())); _running = Task.WhenAll(all); } private async Task LoopAsync() { await foreach (var x in Stream()) { var t = _v; await F(); _v = t + 1; } }")]
    // Not one loop: it is awaited by whoever calls, is started for each of several, or ends by itself.
    [InlineData("public async Task Ready() { await LoopAsync(); } private async Task LoopAsync() { while (true) { var t = _v; await F(); {|ASYNCRACE001:_v = t + 1|}; } }")]
    [InlineData("public void Serve(string peer) { _ = Task.Run(async () => { while (true) { var t = _v; await Send(peer.Length); {|ASYNCRACE001:_v = t + 1|}; } }); }")]
    [InlineData("public void Serve(CancellationToken token) { _ = Task.Run(async () => { while (!token.IsCancellationRequested) { var t = _v; await Send(1); _v = t + 1; } }); }")]
    [InlineData("public void Ready() { for (int i = 0; i < 3; i++) _ = LoopAsync(); } private async Task LoopAsync() { while (true) { var t = _v; await F(); {|ASYNCRACE001:_v = t + 1|}; } }")]
    [InlineData("public void Ready() { _ = LoopAsync(); } public void Again() { _ = LoopAsync(); } private async Task LoopAsync() { while (true) { var t = _v; await F(); {|ASYNCRACE001:_v = t + 1|}; } }")]
    [InlineData("public void Ready() { _ = OnceAsync(); } private async Task OnceAsync() { var t = _v; await F(); {|ASYNCRACE001:_v = t + 1|}; }")]
    [InlineData("public void Ready() { _ = LoopAsync(); } private async Task LoopAsync() { while (true) { var t = _v; await F(); {|ASYNCRACE001:_v = t + 1|}; } } public void Reset() => _v = 0;")]
    public Task BackgroundLoop_RunsOnce(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public C() { _ = Task.Run(async () => { while (true) { _n++; var t = _n; await Send(t); _n = t + 1; } }); }")]
    [InlineData("public C() { _ = Task.Run(async () => { while (true) { _n++; await Send(_n); } }); }")]
    [InlineData("public void Go() { _ = Task.Run(async () => { while (true) { _n++; await Send(_n); await F(); } }); }")]
    [InlineData("public void Go() { _ = Task.Run(async () => { var t = _v; await F(); {|ASYNCRACE001:_v = t + 1|}; }); }")]
    public Task LambdaThatAConstructorStarts_RunsOnce(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public void Go() { lock (_gate) { if (_running is { IsCompleted: false }) return; _running = WorkAsync(); } } private async Task WorkAsync() { var t = _v; await F(); _v = t + 1; }")]
    [InlineData("private bool IsRunning { get { var task = _running; return task != null && !task.IsCompleted; } } public Task Go() { Task task; lock (_gate) { if (IsRunning) throw new InvalidOperationException(); task = WorkAsync(); _running = task; } return task; } private async Task WorkAsync() { var t = _v; await F(); _v = t + 1; }")]
    [InlineData("public void Go() { if (_running is null || _running.IsCompleted) _running = Task.Run(WorkAsync); } private async Task WorkAsync() { var t = _v; await F(); _v = t + 1; }")]
    [InlineData("public void Go() { _running = WorkAsync(); } private async Task WorkAsync() { var t = _v; await F(); {|ASYNCRACE001:_v = t + 1|}; }")]
    [InlineData("public void Go() { if (_text is null) _running = WorkAsync(); } private async Task WorkAsync() { var t = _v; await F(); {|ASYNCRACE001:_v = t + 1|}; }")]
    public Task StartedAgainOnlyWhenDone_RunsOnce(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public async Task Go() { int n = 0; Task step = Task.CompletedTask; while (true) { await step; step = Task.Run(async () => { if (n > 3) { await F(); } n = 5; }); } }")]
    [InlineData("public async Task Go() { int n = 0; Task step = Task.CompletedTask; while (true) { step = Task.Run(async () => { var t = n; await F(); n = t + 1; }); await F(); await step; } }")]
    [InlineData("public async Task Go() { int n = 0; Task step = Task.CompletedTask; while (true) { if (step.IsCompleted) step = Task.Run(async () => { var t = n; await F(); n = t + 1; }); await F(); } }")]
    [InlineData("public async Task Go() { int n = 0; Task step = Task.CompletedTask; while (true) { step = Task.Run(async () => { var t = n; await F(); {|ASYNCRACE001:n = t + 1|}; }); await F(); } }")]
    public Task RoundsThatWaitForTheLastOne_DoNotOverlap(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public void Go() { _timer.Elapsed += OnTimer; _timer.Start(); } private async void OnTimer(object? s, EventArgs e) { if (_n > 3) { await F(); _n = 0; } _timer.Start(); }")]
    [InlineData("public void Go() { _timer.Elapsed += OnTimer; _timer.Start(); } private async void OnTimer(object? s, EventArgs e) { if (_n > 3) { await F(); {|ASYNCRACE002:_n = 0|}; } }")]
    public Task HandlerThatArmsItsTimerAgain_RunsOnce(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public Task A() => _executor.AddNext(() => WorkAsync()); public Task B() => _executor.AddNext(async () => { await F(); await WorkAsync(); }); private async Task WorkAsync() { var t = _n; await F(); _n = t + 1; }")]
    [InlineData("public Task A() => _executor.AddNext(WorkAsync); private async Task WorkAsync() { var t = _n; await F(); _n = t + 1; }")]
    [InlineData("public Task A() => _executor.AddNext(() => WorkAsync()); public Task B() => WorkAsync(); private async Task WorkAsync() { var t = _n; await F(); {|ASYNCRACE001 info:_n = t + 1|}; }")]
    [InlineData("public Task A() => _parallel.AddNext(() => WorkAsync()); private async Task WorkAsync() { var t = _n; await F(); {|ASYNCRACE001 info:_n = t + 1|}; }")]
    public Task WhatASerialExecutorRuns_DoesNotOverlap(string members) => VerifyAsync(members);
}
