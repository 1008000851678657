namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>B5, B6: what makes a stale read or check harmless: a second look, a claim, a hand-over, a gate; and what a hand-over itself can lose.</summary>
[Trait("Semantics", "What clears staleness")]
[Trait("Semantics", "Publish, await, clear")]
public sealed class ClaimTests
{
    // An assignment that tells of itself.
    [Theory]
    [InlineData("if (busy) return; SetProperty(ref busy, true); try { var t = n; await F(); n = t + 1; } finally { SetProperty(ref busy, false); }")]
    [InlineData("if (busy) return; SetAndRaise(1, ref busy, true); try { var t = n; await F(); n = t + 1; } finally { SetAndRaise(1, ref busy, false); }")]
    [InlineData("var t = n; await F(); {|ASYNCRACE001:SetProperty(ref n, t + 1)|};")]
    [InlineData("await F(); SetProperty(ref n, n + 1);")]
    [InlineData("if (busy) return; Swap(ref busy, true); var t = n; await F(); {|ASYNCRACE001:n = t + 1|}; Swap(ref busy, false);")]
    [InlineData("if (busy) return; await F(); {|ASYNCRACE002 info:SetProperty(ref busy, true)|};")]
    public Task Assignment_ThatTellsOfItself(string statements) => EngineTest.VerifyMemberAsync(
        "private static bool SetProperty<T>(ref T field, T value) { field = value; return true; } private static bool SetAndRaise<T>(int id, ref T field, T value) { field = value; return true; } private static void Swap(ref bool field, bool value) => field = value; public async Task M() { " + statements + " }");

    // Who cannot see the field knows the property.
    [Theory]
    [InlineData("public class C { readonly View view = new(); public async void M() { var t = view.Width; await Task.Yield(); view.Width = t + 1; } }", "'view.Width'")]
    [InlineData("public class C : View { public async void M() { var t = Width; await Task.Yield(); Width = t + 1; } }", "'Width'")]
    public async Task Property_OfAnotherType_IsNamedAsTheCodeNamesIt(string type, string name)
    {
        var compilation = await EngineTest.CompilationAsync("public class View { int width; public int Width { get => width; set => width = value; } } " + type);
        Assert.StartsWith(name, Assert.Single(await EngineTest.FindingsAsync(compilation)).GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    // A flag that a base keeps, and tells others of: set => SetProperty(ref _busy, value).
    [Theory]
    [InlineData("set => SetProperty(ref busy, value);", true)]
    [InlineData("set => SetProperty(ref busy, value, nameof(Busy));", true)]
    [InlineData("set => SetProperty(ref busy, value, done: () => Changed());", true)]
    [InlineData("set { SetProperty(ref busy, value); }", true)]
    [InlineData("set => busy = value;", true)]
    [InlineData("internal set => SetProperty(ref this.busy, value);", true)]
    [InlineData("set => SetProperty(ref busy, value, done: () => other = false);", false)]
    [InlineData("set => SetProperty(ref other, value);", false)]
    [InlineData("set => Notify(ref busy, value);", false)]
    [InlineData("set { SetProperty(ref busy, value); Changed(); }", false)]
    public Task Flag_OfABase(string accessor, bool claims) => EngineTest.VerifyAsync(
        "public class Model { bool busy, other; public bool Busy { get => busy; " + accessor + " } protected void Changed() { } protected bool SetProperty<T>(ref T field, T value, string name = null, Action done = null) { field = value; done?.Invoke(); return true; } void Notify<T>(ref T field, T value) => field = value; } "
        + "public class C : Model { int n; public async Task M() { if (Busy) return; Busy = true; var t = n; await Task.Yield(); " + (claims ? "n = t + 1" : "{|ASYNCRACE001:n = t + 1|}") + "; Busy = false; } }");

    [Theory]
    [InlineData("if (cfg is null) { var x = await L(); if (cfg is null) cfg = x; }")]
    [InlineData("if (cfg is null) { var x = await L(); cfg ??= x; }")]
    [InlineData("if (cfg is null) { var x = await L(); if (cfg is not null) return; cfg = x; }")]
    [InlineData("if (cfg is null) { var x = await L(); if (cfg is not null) throw new InvalidOperationException(); cfg = x; }")]
    [InlineData("if (cfg is null) { var x = await L(); if (c || cfg is not null) return; cfg = x; }")]
    [InlineData("if (cfg is null) { var x = await L(); if (c && cfg is null) cfg = x; }")]
    [InlineData("if (cfg is null) { var x = await L(); if (cfg is not { }) cfg = x; }")]
    [InlineData("if (cfg is null) { var x = await L(); if (cfg?.Version is null) cfg = x; }")]
    [InlineData("if (cfg is null) { var x = await L(); cfg = cfg is null ? x : cfg; }")]
    [InlineData("if (cfg is null) { var x = await L(); cfg = cfg ?? x; }")]
    [InlineData("if (cfg is null) { var x = await L(); switch (cfg) { case null: cfg = x; break; } }")]
    [InlineData("if (cfg is null) { var x = await L(); lock (gate) { if (cfg is null) cfg = x; } }")]
    [InlineData("if (cfg is null) { var x = await L(); bool still = cfg is null; if (still) cfg = x; }")]
    [InlineData("if (cfg is null) { var x = await L(); Interlocked.CompareExchange(ref cfg, x, null); }")]
    [InlineData("if (n < 5) { await F(); if (n < 5) n++; }")]
    [InlineData("if (n < 5) { await F(); if (n >= 5) return; n++; }")]
    [InlineData("if (queue.Count > 0) { await F(); if (queue.Count > 0) Show(queue.Dequeue()); }")]
    [InlineData("if (!map.ContainsKey(key)) { var v = await F(); if (!map.ContainsKey(key)) map.Add(key, v); }")]
    [InlineData("if (!map.ContainsKey(key)) { var v = await F(); map.TryAdd(key, v); }")]
    [InlineData("if (!map.TryGetValue(key, out var v)) { v = await F(); if (map.TryGetValue(key, out var other)) v = other; else map.Add(key, v); }")]
    [InlineData("var seen = n; await F(); if (n == seen) n = seen + 1;")]
    [InlineData("var seen = n; await F(); if (n != seen) return; n = seen + 1;")]
    [InlineData("var seen = n; await F(); if (seen != n || c) return; n = seen + 1;")]
    [InlineData("var seen = cfg; if (seen is null) return; await F(); if (cfg == seen) cfg = null;")]
    [InlineData("var seen = cfg; if (seen is null) return; await F(); if (ReferenceEquals(cfg, seen)) cfg = null;")]
    [InlineData("var seen = cfg; if (seen is null) return; await F(); if (seen.Equals(cfg)) cfg = null;")]
    [InlineData("var seen = cfg; if (seen is null) return; await F(); if (object.Equals(seen, cfg)) cfg = null;")]
    [InlineData("if (cfg is not null) return; int mine = ++number; var x = await L(); if (mine == number) cfg = x;")]
    [InlineData("var mine = n + 5; await F(); if (n < mine) n = mine;")]
    [InlineData("var mine = n + 5; await F(); if (n >= mine) return; n = mine;")]
    public Task SecondLook_ClearsStaleness(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("if (!Due) return; await sem.WaitAsync(); try { if (!Due) return; n = await F(); m = n + 1; } finally { sem.Release(); }")]
    [InlineData("if (!Due) return; await sem.WaitAsync(); try { if (!Due) return; n = await F(); SetM(n); } finally { sem.Release(); }")]
    [InlineData("if (!Due) return; await sem.WaitAsync(); try { if (!Due) return; n = await F(); n = n + 2; } finally { sem.Release(); }")]
    [InlineData("if (n > 5) return; var x = await F(); if (n > 5) return; n = x; await F(); n = 7;")]
    [InlineData("if (!Due) return; await sem.WaitAsync(); try { {|ASYNCRACE002:n = await F()|}; {|ASYNCRACE002:m = 1|}; } finally { sem.Release(); }")]
    [InlineData("if (!Due) return; await sem.WaitAsync(); try { if (n > 5) return; n = await F(); {|ASYNCRACE002:m = 1|}; } finally { sem.Release(); }")]
    [InlineData("if (!Due) return; await sem.WaitAsync(); try { if (!Due) return; n = await F(); } finally { sem.Release(); } await F(); await sem.WaitAsync(); m = 1; sem.Release();")]
    [InlineData("if (n > 5) return; var x = await F(); if (n <= 5) n = x; {|ASYNCRACE002 info:n = 7|};")]
    public Task SecondLook_AnswersTheFirstForAllThatItTests(string statement) => EngineTest.VerifyMemberAsync(
        "private bool Due => n - 5 <= m; private void SetM(int value) => m = value * 2; public async Task M() { " + statement + " }");

    [Theory]
    [InlineData("if (cfg is null) { var x = await L(); Show(cfg); {|ASYNCRACE007 info:cfg = x|}; }")]
    [InlineData("if (cfg is null) { var x = await L(); if (cfg is null) Show(x); {|ASYNCRACE007 info:cfg = x|}; }")]
    [InlineData("if (cfg is null) { var x = await L(); if (c) {|ASYNCRACE007 info:cfg = x|}; }")]
    [InlineData("if (cfg is null) { await F(); if (cfg is null) { var x = await L(); {|ASYNCRACE007 info:cfg = x|}; } }")]
    [InlineData("if (cfg is null) { bool still = cfg is null; var x = await L(); if (still) {|ASYNCRACE007 info:cfg = x|}; }")]
    [InlineData("if (cfg is null) { if (cfg is null) { var x = await L(); {|ASYNCRACE007 info:cfg = x|}; } }")]
    [InlineData("if (cfg is null) { var x = await L(); if (slot is null) {|ASYNCRACE007 info:cfg = x|}; }")]
    [InlineData("if (n < 5) { await F(); if (m < 5) {|ASYNCRACE002 info:n++|}; }")]
    [InlineData("var t = n; await F(); if (m == t) {|ASYNCRACE001:n = t + 1|};")]
    [InlineData("var seen = n; await F(); if (n == m) n = 1;")]
    [InlineData("var mine = n + 5; await F(); if (m < mine) {|ASYNCRACE001:n = mine|};")]
    [InlineData("if (!map.ContainsKey(key)) { var v = await F(); if (!map.ContainsKey(\"other\")) {|ASYNCRACE002:map.Add(key, v)|}; }")]
    public Task LookElsewhere_ClearsNothing(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("if (busy) return; busy = true; {0} busy = false;")]
    [InlineData("if (busy) return; busy = true; try { {0} } finally { busy = false; }")]
    [InlineData("if (!busy) { busy = true; try { {0} } finally { busy = false; } }")]
    [InlineData("if (busy || done) return; busy = true; try { {0} } finally { busy = false; }")]
    [InlineData("if (c) return; if (busy) throw new InvalidOperationException(); busy = true; try { {0} } finally { busy = false; }")]
    [InlineData("if (busy == true) return; busy = true; try { {0} } finally { busy = false; }")]
    [InlineData("if (busy is true) return; busy = true; try { {0} } finally { busy = false; }")]
    [InlineData("lock (gate) { if (busy) return; busy = true; } try { {0} } finally { busy = false; }")]
    [InlineData("lock (gate) { if (busy) return; busy = true; } try { {0} } finally { lock (gate) { busy = false; } }")]
    [InlineData("while (busy) await Task.Delay(1); busy = true; try { {0} } finally { busy = false; }")]
    [InlineData("while (load != null) await Task.Delay(1); load = F(); try { {0} } finally { load = null; }")]
    [InlineData("while (load is not null) { await load; } if (c) load = F(); else load = F(); { {0} load = null; }")]
    [InlineData("do { await F(); } while (busy || done); busy = true; try { {0} } finally { busy = false; }")]
    [InlineData("if (state != 0) return; state = 1; try { {0} } finally { state = 0; }")]
    [InlineData("if (state != 0) return; state = 1; await F(); state = 2; {0} state = 0;")]
    [InlineData("if (load != null) return; load = F(); try { {0} } finally { load = null; }")]
    [InlineData("if (Interlocked.Exchange(ref running, 1) == 1) return; try { {0} } finally { running = 0; }")]
    [InlineData("if (Interlocked.Exchange(ref running, 1) != 0) return; try { {0} } finally { Volatile.Write(ref running, 0); }")]
    [InlineData("if (Interlocked.Exchange(ref running, 1) == 0) { try { {0} } finally { Interlocked.Exchange(ref running, 0); } }")]
    [InlineData("if (Interlocked.CompareExchange(ref running, 1, 0) != 0) return; try { {0} } finally { Interlocked.Exchange(ref running, 0); }")]
    [InlineData("if (Interlocked.CompareExchange(ref running, 1, 0) == 0) { try { {0} } finally { Volatile.Write(ref running, 0); } }")]
    [InlineData("if (0 != Interlocked.CompareExchange(ref running, 1, 0)) return; try { {0} } finally { Volatile.Write(ref running, 0); }")]
    [InlineData("int was = Interlocked.CompareExchange(ref running, 1, 0); if (was != 0) return; try { {0} } finally { Volatile.Write(ref running, 0); }")]
    [InlineData("bool mine = Interlocked.Exchange(ref running, 1) == 0; if (!mine) return; try { {0} } finally { Volatile.Write(ref running, 0); }")]
    [InlineData("if (Interlocked.Exchange(ref busy, true)) return; try { {0} } finally { busy = false; }")]
    [InlineData("if (Interlocked.Increment(ref running) != 1) { Interlocked.Decrement(ref running); return; } try { {0} } finally { Interlocked.Decrement(ref running); }")]
    [InlineData("if (Interlocked.Increment(ref running) > 1) { Interlocked.Decrement(ref running); return; } try { {0} } finally { Interlocked.Decrement(ref running); }")]
    [InlineData("if (Interlocked.Increment(ref running) == 1) { {0} }")]
    [InlineData("if (Interlocked.CompareExchange(ref busy, true, false)) return; try { {0} } finally { busy = false; }")]
    [InlineData("if (!Interlocked.CompareExchange(ref busy, true, false)) { try { {0} } finally { busy = false; } }")]
    [InlineData("if (!TryEnter()) return; try { {0} } finally { Exit(); }")]
    [InlineData("if (!TryEnterAtomically()) return; try { {0} } finally { ExitAtomically(); }")]
    [InlineData("if (TryEnter()) { try { {0} } finally { Exit(); } }")]
    [InlineData("if (IsBusy) return; busy = true; try { {0} } finally { busy = false; }")]
    [InlineData("if (Busy) return; Busy = true; try { {0} } finally { Busy = false; }")]
    [InlineData("if (CannotRun()) return; busy = true; try { {0} } finally { busy = false; }")]
    public Task Claim_KeepsOthersOut(string statement) => EngineTest.VerifyMemberAsync(Gates + "public async Task M(bool c) { " + statement.Replace("{0}", "n = n + await F(); if (m == 0) m = await F();", StringComparison.Ordinal) + " }");

    [Theory]
    [InlineData("if (busy) return; {0} {|ASYNCRACE002 info:busy = true|};")]
    [InlineData("busy = true; {0} busy = false;")]
    [InlineData("if (busy) return; busy = true; busy = false; {0}")]
    [InlineData("if (busy) return; done = true; {0} done = false;")]
    [InlineData("if (busy) Show(1); busy = true; {0} busy = false;")]
    [InlineData("Interlocked.Exchange(ref running, 1); {0} running = 0;")]
    [InlineData("if (Interlocked.Exchange(ref running, 1) == 1) Show(1); {0} running = 0;")]
    [InlineData("if (Interlocked.Exchange(ref running, 1) == 1) { {0} }")]
    [InlineData("if (Interlocked.CompareExchange(ref running, 1, 0) != 0) { {0} }")]
    [InlineData("if (Interlocked.CompareExchange(ref running, 1, 0) != 0) return; Volatile.Write(ref running, 0); {0}")]
    [InlineData("if (Interlocked.CompareExchange(ref busy, true, false)) return; busy = false; {0}")]
    [InlineData("if (Interlocked.Exchange(ref busy, true)) return; busy = false; {0}")]
    [InlineData("if (Interlocked.Increment(ref running) > 1) return; Interlocked.Decrement(ref running); {0}")]
    [InlineData("if (Interlocked.Increment(ref running) > 4) return; {0}")]
    [InlineData("if (Interlocked.Increment(ref running) == 1) return; {0}")]
    [InlineData("while (busy) await F(); await F(); busy = true; {0} busy = false;")]
    [InlineData("while (busy) await F(); busy = true; busy = false; {0}")]
    [InlineData("while (done) await F(); busy = true; {0} busy = false;")]
    [InlineData("while (load != null) await F(); await F(); load = F(); {0}")]
    [InlineData("while (load == null) await F(); load = F(); {0}")]
    [InlineData("while (load != null) await F(); load = null; {0}")]
    [InlineData("TryEnter(); {0} Exit();")]
    [InlineData("if (!TryEnter()) Show(1); {0} Exit();")]
    [InlineData("if (TryEnter()) return; {0}")]
    public Task NoClaim_LetsOthersIn(string statement) => EngineTest.VerifyMemberAsync(Gates + "public async Task M(bool c) { "
        + statement.Replace("{0}", "{|ASYNCRACE001:n = n + await F()|};", StringComparison.Ordinal) + " }");

    [Theory]
    [InlineData("var b = list; list = new(); await Send(b);")]
    [InlineData("var b = list; list = new(); try { await Send(b); } catch (IOException) { list.InsertRange(0, b); }")]
    [InlineData("var b = list.ToArray(); list.Clear(); await Send(b);")]
    [InlineData("var t = n; n = 0; await F(); n += t;")]
    [InlineData("var t = Interlocked.Exchange(ref n, 0); await G(t); Interlocked.Add(ref n, t);")]
    [InlineData("var (b, x) = (list, 1); list = new(); await Send(b); list.AddRange(b);")]
    [InlineData("var mine = ++number; await F(); Show(mine);")]
    [InlineData("var t = n; n = t + 1; await F(); {|ASYNCRACE001:n = t|};")]
    [InlineData("await G(n); {|ASYNCRACE001 info:n -= 1|};")]
    [InlineData("var t = n; await G(t); {|ASYNCRACE001 info:n -= t|};")]
    [InlineData("await G(m); n = 0;")]
    [InlineData("var mine = new CancellationTokenSource(); cts = mine; await F(); if (cts == mine) cts = null;")]
    [InlineData("cts = new(); try { await F(); } finally { {|ASYNCRACE001 info:cts = null|}; }")]
    [InlineData("cts = new(); await F(); {|ASYNCRACE001 info:cts = null|};")]
    [InlineData("var mine = new CancellationTokenSource(); cts = mine; await F(); {|ASYNCRACE001 info:cts = null|};")]
    [InlineData("if (cts != null) return; cts = new(); try { await F(); } finally { cts = null; }")]
    [InlineData("await sem.WaitAsync(); try { cts = new(); await F(); cts = null; } finally { sem.Release(); }")]
    [InlineData("load = F(); await load; {|ASYNCRACE001 info:load = null|};")]
    [InlineData("cts = new(); cts = null; await F();")]
    [InlineData("while (m < 5) { if (load is { IsCompleted: true }) cts = null; cts = new(); await F(); }")]
    [InlineData("while (m < 5) { cts = new(); await F(); {|ASYNCRACE001 info:cts = null|}; }")]
    [InlineData("await F(); cts = null;")]
    public Task HandOver_KeepsWhatArrivesMeanwhile(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("cts = new(); await F(); {|ASYNCRACE001 info:cts|}.Cancel();")]
    [InlineData("cts = new(); await F(); if ({|ASYNCRACE001 info:cts|}.IsCancellationRequested) return; Show(1);")]
    [InlineData("cts?.Cancel(); cts = new(); await F(); if ({|ASYNCRACE001:cts|}.IsCancellationRequested) return; Show(1);")]
    [InlineData("cts?.Dispose(); var mine = new CancellationTokenSource(); cts = mine; await F(); if ({|ASYNCRACE001:cts|}!.Token.IsCancellationRequested) return; Show(1);")]
    [InlineData("cts?.Cancel(); cts = new(); try { await Send(cts.Token); } finally { {|ASYNCRACE001:cts|}?.Dispose(); }")]
    [InlineData("cts?.Cancel(); cts = new(); try { await Send(cts.Token); } finally { if ({|ASYNCRACE001:cts|} != null) cts.Dispose(); }")]
    [InlineData("cts = new(); try { await Send(cts.Token); } finally { cts.Dispose(); {|ASYNCRACE001 info:cts = null|}; }")]
    [InlineData("Interlocked.Exchange(ref cts, new CancellationTokenSource())?.Cancel(); await F(); if ({|ASYNCRACE001 info:cts|}!.IsCancellationRequested) return; Show(1);")]
    [InlineData("reply = new(); await F(); Show(await {|ASYNCRACE001 info:reply|}.Task);")]
    [InlineData("lock (gate) { cts?.Cancel(); cts = new(); } await F(); lock (gate) { if ({|ASYNCRACE001:cts|}.IsCancellationRequested) return; }")]
    public Task SlotTakenForOnesOwn(string statement) => EngineTest.VerifyMemberAsync("private TaskCompletionSource<int>? reply; public async Task M() { " + statement + " }");

    [Theory]
    [InlineData("cts?.Cancel(); var mine = new CancellationTokenSource(); cts = mine; await F(); if (mine.IsCancellationRequested) return; Show(1);")]
    [InlineData("cts?.Cancel(); var mine = cts = new(); await F(); if (mine.IsCancellationRequested) return; Show(1);")]
    [InlineData("cts?.Cancel(); cts = new(); var token = cts.Token; await F(); if (token.IsCancellationRequested) return; Show(1);")]
    [InlineData("cts?.Cancel(); cts = new(); await Send(cts.Token);")]
    [InlineData("var mine = new CancellationTokenSource(); cts = mine; await F(); if (cts == mine) cts.Cancel();")]
    [InlineData("var mine = new CancellationTokenSource(); cts = mine; await F(); if (!ReferenceEquals(cts, mine)) return; cts.Dispose();")]
    [InlineData("if (cts != null) return; cts = new(); await F(); cts.Cancel(); cts = null;")]
    [InlineData("if (busy) return; busy = true; cts = new(); await F(); cts.Cancel(); busy = false;")]
    [InlineData("await sem.WaitAsync(); try { cts = new(); await F(); cts.Cancel(); } finally { sem.Release(); }")]
    [InlineData("await F(); cts?.Cancel();")]
    [InlineData("Interlocked.CompareExchange(ref cts, new CancellationTokenSource(), null); await F(); if (cts!.IsCancellationRequested) return; Show(1);")]
    [InlineData("while (m < 5) { if (cts!.IsCancellationRequested) cts = new(); await F(); }")]
    [InlineData("cts = new(); await F(); cts = new(); cts.Cancel();")]
    [InlineData("cts = new(); await F(); Show(cts);")]
    [InlineData("slot = new Resource(); await F(); Show(slot.ToString());")]
    [InlineData("reply = new(); await Send(reply.Task);")]
    public Task SlotOfOnesOwn_OrOfTheLatest(string statement) => EngineTest.VerifyMemberAsync("private TaskCompletionSource<int>? reply; public async Task M() { " + statement + " }");

    [Theory]
    [InlineData("public async Task StartAsync() { cts?.Cancel(); cts = new(); await Task.Yield(); Console.WriteLine(cts.Token); }")]
    [InlineData("public async Task SearchAsync() { cts?.Cancel(); cts = new(); await Task.Yield(); Console.WriteLine({|ASYNCRACE001:cts|}.Token); }")]
    [InlineData("public async Task SearchAsync() { cts = new(); await Task.Yield(); Console.WriteLine({|ASYNCRACE001 info:cts|}.Token); }")]
    public Task SlotOfAnObjectWithOneOwner(string members) => EngineTest.VerifyAsync("public class C { private CancellationTokenSource cts; " + members + " }");

    private const string Gates = """
        private bool TryEnter() { if (busy) return false; busy = true; return true; }
        private void Exit() => busy = false;
        private bool TryEnterAtomically() => Interlocked.CompareExchange(ref running, 1, 0) == 0;
        private void ExitAtomically() => Volatile.Write(ref running, 0);
        private bool IsBusy => busy;
        private bool Busy { get; set; }
        private bool CannotRun() { return busy || done; }

        """;

    // if (!TryStart()) return: a method that looks at two flags, and sets the one, keeps the next call from the other, too.
    [Theory]
    [InlineData("private bool TryStart() { if (isOver || started) return false; started = true; return true; }", "isOver = true")]
    [InlineData("private bool TryStart() { lock (gate) { if (!started && !isOver) { started = true; return true; } return false; } }", "isOver = true")]
    [InlineData("private bool TryStart() { if (isOver || uses > 3) return false; uses++; return true; }", "isOver = true")]
    // It sets nothing, nothing that it has looked at, or what everyone may find there.
    [InlineData("private bool TryStart() { if (isOver || started) return false; return true; }", "{|ASYNCRACE002 info:isOver = true|}")]
    [InlineData("private bool TryStart() { if (isOver) return false; started = true; return true; }", "{|ASYNCRACE002 info:isOver = true|}")]
    [InlineData("private bool TryStart() { all ??= new(); if (isOver || all.Count > 3) return false; return true; }", "{|ASYNCRACE002 info:isOver = true|}")]
    public Task ClaimInAHelper(string helper, string write) => EngineTest.VerifyMemberAsync(
        "private bool isOver, started; private int uses; private List<int>? all; " + helper + " public async Task M() { if (!TryStart()) return; await F(); " + write + "; }");
}
