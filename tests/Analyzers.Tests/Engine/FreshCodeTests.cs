namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>What code that nobody had in mind when the rules were written does around an await and is right, beside its neighbours that are not.</summary>
[Trait("Semantics", "What clears staleness")]
public sealed class FreshCodeTests
{
    private static Task VerifyAsync(string members) => EngineTest.VerifyAsync("""
        using System; using System.Collections.Generic; using System.Linq; using System.Threading; using System.Threading.Tasks;
        public sealed class Box { public int? End { get; set; } public int Count { get; set; } }
        public sealed class Reader { public string? Response; }
        public sealed class C
        {
            private readonly object _gate = new(); private readonly Box _box = new();
            private int _n, _active; private volatile int _v; private volatile string? _text; private bool _busy;
            private TaskCompletionSource _pulse = new(); private TaskCompletionSource<string> _response = new(); private readonly TaskCompletionSource<string> _answer = new();
            private CancellationTokenSource? _cts; private volatile Task<string>? _load;
            private readonly Queue<int> _queue = new(); private readonly List<int> _list = new(); private readonly Dictionary<int, string> _map = new();
            private Task<int> F() => Task.FromResult(Environment.TickCount).ContinueWith(t => t.Result);
            private Task<string> T() => Task.FromResult("").ContinueWith(t => t.Result);
            private Task Send(object n) => Task.Delay(n.GetHashCode());
            private static void Show(object? value) { }

        """ + members + "\n}");

    [Theory]
    [InlineData("public async Task M() { var before = _box.End; _box.End = 5; try { await F(); } finally { _box.End = before; } }")]
    [InlineData("public async Task M(int max) { var rem = _box.End ?? max; var before = _box.End; _box.End = Math.Min(rem, max); try { await F(); } finally { _box.End = before; } }")]
    [InlineData("public async Task M(int max) { var before = _v; _v = before + 1; try { await F(); } finally { _v = before; } }")]
    // Not put back as it was.
    [InlineData("public async Task M(int max) { var before = _v; _v = before + 1; try { await F(); } finally { {|ASYNCRACE001:_v = before - 1|}; } }")]
    [InlineData("public async Task M(int max) { var before = _v; await F(); {|ASYNCRACE001:_v = before|}; }")]
    public Task ValuePutBack_IsNoStaleWrite(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public async Task M() { Enter(); try { var t = _v; await F(); _v = t + 1; } finally { Leave(); } } private void Enter() { int was = Interlocked.CompareExchange(ref _active, 1, 0); if (was > 0) throw new InvalidOperationException(); } private void Leave() => Interlocked.Exchange(ref _active, 0);")]
    [InlineData("public async Task M() { Enter(); try { var t = _v; await F(); _v = t + 1; } finally { Leave(); } } private void Enter() { if (Interlocked.Exchange(ref _active, 1) != 0) throw new InvalidOperationException(); } private void Leave() => Interlocked.Exchange(ref _active, 0);")]
    [InlineData("public async Task M() { Enter(); try { await Helper(); } finally { Leave(); } } private async Task Helper() { var t = _v; await F(); _v = t + 1; } private void Enter() { int was = Interlocked.CompareExchange(ref _active, 1, 0); if (was > 0) throw new InvalidOperationException(); } private void Leave() => Interlocked.Exchange(ref _active, 0);")]
    [InlineData("public async IAsyncEnumerable<int> M() { Enter(); try { yield return await Helper(); } finally { Leave(); } } private async Task<int> Helper() { if (!_map.ContainsKey(1)) _map.Add(1, await T()); return 1; } private void Enter() { int was = Interlocked.CompareExchange(ref _active, 1, 0); if (was > 0) throw new InvalidOperationException(); } private void Leave() => Interlocked.Exchange(ref _active, 0);")]
    // It looks, but does not keep anyone out.
    [InlineData("public async Task M() { Enter(); try { var t = _v; await F(); {|ASYNCRACE001:_v = t + 1|}; } finally { Leave(); } } private void Enter() { int was = Interlocked.CompareExchange(ref _active, 1, 0); if (was > 0) Show(was); } private void Leave() => Interlocked.Exchange(ref _active, 0);")]
    public Task GateInAHelper_ThatThrows(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public void Put(int n) => _queue.Enqueue(n); public static void Go(C c) => _ = c.LoopAsync(); private async Task LoopAsync() { while (true) { if (_queue.TryPeek(out var n)) { await Send(n); _queue.Dequeue(); } await F(); } }")]
    [InlineData("public void Put(int n) => _list.Add(n); public static void Go(C c) => _ = c.LoopAsync(); private async Task LoopAsync() { while (true) { var n = _list.Count; await Send(n); _list.RemoveRange(0, n); } }")]
    [InlineData("public void Take() => _queue.Dequeue(); public static void Go(C c) => _ = c.LoopAsync(); private async Task LoopAsync() { while (true) { if (_queue.TryPeek(out var n)) { await Send(n); {|ASYNCRACE002 info:_queue.Dequeue()|}; } await F(); } }")]
    [InlineData("public void Put(int n) => _queue.Enqueue(n); public async Task DrainAsync() { if (_queue.TryPeek(out var n)) { await Send(n); {|ASYNCRACE002 info:_queue.Dequeue()|}; } }")]
    public Task TakingOut_IsBrokenByWhoTakesOut(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public async Task M() { if (_text == null) { var text = await _answer.Task.ConfigureAwait(false); _text = text; } }")]
    [InlineData("private readonly Task<string> _stored = Task.Delay(1).ContinueWith(_ => \"\"); public async Task M() { _text ??= await _stored; }")]
    [InlineData("public async Task M() { if (_text is null) { var (text, n) = await Pair.Task; _text = text; } } private TaskCompletionSource<(string, int)> Pair { get; } = new();")]
    [InlineData("public async Task M() { if (_text is null) { var text = await T(); {|ASYNCRACE007 info:_text = text|}; } }")]
    [InlineData("public async Task M() { if (_text is null) { var text = await _response.Task; {|ASYNCRACE007 info:_text = text|}; } } public void Again() => _response = new();")]
    public Task ResultOfOneStoredTask_IsTheSameForAll(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public void Pulse() { var old = _pulse; _pulse = new(); old.TrySetResult(); } public async Task M() { Pulse(); while (_n == 0) { Task task; lock (_gate) { if (_n > 0) break; task = _pulse.Task; } await task; } }")]
    [InlineData("public async Task M() { _pulse.TrySetResult(); _pulse = new(); while (_n == 0) await _pulse.Task; }")]
    [InlineData("public async Task M() { _cts?.Cancel(); _cts = new(); await F(); await Task.Delay(1, {|ASYNCRACE001:_cts|}.Token); }")]
    [InlineData("public async Task<string> M() { _response.TrySetCanceled(); _response = new(); await Send(1); return await {|ASYNCRACE001:_response|}.Task; }")]
    public Task PulseThatEverybodyWaitsFor_IsNobodysOwn(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public async Task M(int count) { for (int i = 0; i < count; i++) { try { var r = await F(); foreach (var x in new[] { r }) { lock (_map) { if (!_map.TryGetValue(x, out var v)) { _map.Add(x, v = \"\"); } Show(v); } } } catch (InvalidOperationException) { Show(1); } } }")]
    [InlineData("public async Task M(int count) { while (count-- > 0) { var r = await F(); if (!_map.TryGetValue(r, out var v)) { _map.Add(r, v = \"\"); } Show(v); } }")]
    [InlineData("public async Task M(int count) { while (count-- > 0) { var r = await F(); if (!_map.TryGetValue(r, out var v)) { _map.Add(r, \"\"); } } }")]
    [InlineData("public async Task M(int count) { while (count-- > 0) { var r = await F(); foreach (var x in new[] { r }) { if (!_map.ContainsKey(x)) { _map.Add(x, \"\"); } } } }")]
    [InlineData("public async Task M(int count) { while (count-- > 0) { var r = await F(); foreach (var x in new[] { r }) { if (!_map.TryGetValue(x, out var v)) { _map.Add(x, v = \"\"); } } } }")]
    [InlineData("public async Task M(int count) { while (count-- > 0) { var r = await F(); lock (_map) { if (!_map.TryGetValue(r, out var v)) { _map.Add(r, v = \"\"); } Show(v); } } }")]
    [InlineData("public async Task M(int count) { while (count-- > 0) { try { var r = await F(); lock (_map) { if (!_map.TryGetValue(r, out var v)) { _map.Add(r, \"\"); } } } catch (InvalidOperationException) { Show(1); } } }")]
    [InlineData("public async Task M(int count) { while (count-- > 0) { try { var r = await F(); if (!_map.TryGetValue(r, out var v)) { _map.Add(r, v = \"\"); } } catch (InvalidOperationException) { Show(1); } } }")]
    [InlineData("public async Task M(int count) { while (count-- > 0) { try { var r = await F(); lock (_map) { if (!_map.ContainsKey(r)) { _map.Add(r, \"\"); } } } catch (InvalidOperationException) { Show(1); } } }")]
    [InlineData("public async Task M(int count) { for (int i = 0; i < count; i++) { var r = await F(); lock (_map) { if (!_map.ContainsKey(r)) _map.Add(r, \"\"); } } }")]
    [InlineData("public async Task M(int count) { while (count-- > 0) { try { var r = await F(); if (!_map.ContainsKey(r)) _map.Add(r, \"\"); Show(r); } catch (InvalidOperationException) { } } }")]
    [InlineData("public async Task M(int count) { while (count-- > 0) { try { var r = await F(); if (!_map.ContainsKey(r)) { await F(); {|ASYNCRACE002 info:_map.Add(r, \"\")|}; } } catch (InvalidOperationException) { } } }")]
    public Task CheckOfAnEarlierRound_IsAskedAgain(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public Task<int> M() { var batch = new Batch(); return batch.WorkAsync(); } private sealed class Batch { private int _count; public async Task<int> WorkAsync() { var t = _count; await Task.Yield(); _count = t + 1; return t; } }")]
    [InlineData("public async Task<int> M() { using var batch = new Batch(); return await batch.WorkAsync(); } private sealed class Batch : IDisposable { private int _count; public void Dispose() { } public async Task<int> WorkAsync() { var t = _count; await Task.Yield(); _count = t + 1; return t; } }")]
    [InlineData("private readonly Batch _batch = new(); public Task<int> M() => _batch.WorkAsync(); private sealed class Batch { private int _count; public async Task<int> WorkAsync() { var t = _count; await Task.Yield(); {|ASYNCRACE001 info:_count = t + 1|}; return t; } }")]
    [InlineData("public Batch M() { var batch = new Batch(); return batch; } public sealed class Batch { private int _count; public async Task<int> WorkAsync() { var t = _count; await Task.Yield(); {|ASYNCRACE001:_count = t + 1|}; return t; } }")]
    [InlineData("public Task M() { var batch = new Batch(); return Task.WhenAll(Enumerable.Range(0, 3).Select(_ => batch.WorkAsync())); } private sealed class Batch { private int _count; public async Task<int> WorkAsync() { var t = _count; await Task.Yield(); {|ASYNCRACE001:_count = t + 1|}; return t; } }")]
    public Task HelperObjectOfOneCall_HasOneOwner(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public Task M() { if (_load != null) throw new InvalidOperationException(); return Task.Run(async () => { try { _load = T(); await F(); } finally { _load = null; } }); }")]
    [InlineData("public Task M() { return Task.Run(async () => { try { _load = T(); await F(); } finally { {|ASYNCRACE001:_load = null|}; } }); }")]
    [InlineData("public void M() { if (_load != null) throw new InvalidOperationException(); _again += async () => { try { _load = T(); await F(); } finally { {|ASYNCRACE001:_load = null|}; } }; } private event Action? _again; public void Raise() => _again?.Invoke();")]
    public Task CheckBeforeALambdaThatClaims(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("private readonly Lazy<Task> _made; public C() => _made = new Lazy<Task>(MakeAsync); public Task M() => _made.Value; private async Task MakeAsync() { if (_text is null) _text = await T(); }")]
    [InlineData("public void M() => Call(MakeAsync); private static void Call(Func<Task> work) { } private async Task MakeAsync() { if (_text is null) {|ASYNCRACE007 info:_text = await T()|}; }")]
    [InlineData("public void M() => Call(MakeAsync); private static void Call(Func<Task> work) { } private async Task MakeAsync() { if (_n == 0) {|ASYNCRACE002 info:_n = await F()|}; }")]
    [InlineData("public void M() => Task.Run(MakeAsync); private async Task MakeAsync() { if (_n == 0) { await F(); {|ASYNCRACE002:_n = 1|}; } }")]
    public Task MethodHandedOn_IsASignOnlyWhereItIsStarted(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("TryConnectAsync", true)]
    [InlineData("OnDisconnecting", true)]
    [InlineData("OnClosed", true)]
    [InlineData("OnClosing", true)]
    [InlineData("OnStopping", true)]
    [InlineData("DoInitialize", true)]
    [InlineData("Connections", false)]
    [InlineData("OnRequest", false)]
    [InlineData("Tryout", false)]
    [InlineData("Endpoint", false)]
    public Task MemberThatBeginsOrEndsSomething_ByItsName(string name, bool isLifecycle) =>
        VerifyAsync($"public async Task {name}() {{ var t = _n; await F(); {{|ASYNCRACE001{(isLifecycle ? " info" : "")}:_n = t + 1|}}; }}");
}
