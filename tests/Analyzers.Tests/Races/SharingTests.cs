using System.Globalization;
using AsyncRace.Analyzers.Tests.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>What says that several tasks are at something, and what does not: without it a private step, a single caller's object, is information.</summary>
[Trait("Semantics", "Evidence")]
public sealed class SharingTests
{
    private static Task VerifyAsync(string members) => EngineTest.VerifyAsync("public class C { int v; readonly object gate = new(); readonly Queue<int> q = new(); readonly Dictionary<int, int> d = new(); static readonly Dictionary<int, int> s_d = new(); " + members + " }");

    [Theory]
    [InlineData("public async Task M() { await StepAsync(); await Task.Yield(); } private async Task StepAsync() { var t = v; await Task.Yield(); {|ASYNCRACE001 info:v = t + 1|}; }")]
    [InlineData("private Task last; public void M() { lock (gate) { last = StepAsync(); } } private async Task StepAsync() { await Task.Yield(); var t = v; await Task.Yield(); {|ASYNCRACE001 info:v = t + 1|}; }")]
    [InlineData("public Task M() => StepAsync(); private async Task StepAsync() { var t = v; await Task.Yield(); {|ASYNCRACE001 info:v = t + 1|}; }")]
    [InlineData("public async Task M() { var step = StepAsync(); await Task.Yield(); await step; } private async Task StepAsync() { var t = v; await Task.Yield(); {|ASYNCRACE001 info:v = t + 1|}; }")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { var t = v; await Task.Yield(); {|ASYNCRACE001 info:v = t + 1|}; } public void Dispose() => v = 0;")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002 info:q.Dequeue()|}; } }")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002 info:q.Dequeue()|}; } } public void Put() => q.Enqueue(1);")]
    [InlineData("public async Task RestoreAsync() { if (!d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002 info:d.Add(1, 2)|}; } }")]
    [InlineData("public async Task RegisterAsync() { if (!d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002 info:d.Add(1, 2)|}; } }")]
    [InlineData("public async Task DeserializeAsync() { if (!d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002 info:d.Add(1, 2)|}; } }")]
    public Task StepThatNothingSaysOthersTake_IsInformation(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public async Task M() { var t = v; await Task.Yield(); {|ASYNCRACE001:v = t + 1|}; }")]
    [InlineData("protected async Task M() { var t = v; await Task.Yield(); {|ASYNCRACE001:v = t + 1|}; }")]
    [InlineData("public Func<Task> M() => async () => { var t = v; await Task.Yield(); {|ASYNCRACE001:v = t + 1|}; };")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { {|ASYNCRACE001:v += await Task.Run(() => 1)|}; }")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { var t = v; await Task.Yield(); {|ASYNCRACE001:v = t + 1|}; } public void Reset() => v = 0;")]
    [InlineData("public async Task M() { await StepAsync(); } public async Task N() { lock (gate) { _ = StepAsync(); } await Task.Yield(); } private async Task StepAsync() { var t = v; await Task.Yield(); {|ASYNCRACE001:v = t + 1|}; }")]
    [InlineData("public async Task M() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002 info:q.Dequeue()|}; } }")]
    [InlineData("public async Task M() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002 info:q.Dequeue()|}; } } public void Put() => q.Enqueue(1);")]
    [InlineData("public async Task M() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002:q.Dequeue()|}; } } public void Drop() => q.Dequeue(); readonly SemaphoreSlim one = new(1, 1);")]
    [InlineData("public async Task M() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002 info:q.Dequeue()|}; } } public void Drop() => q.Dequeue();")]
    [InlineData("public async Task M() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002 info:q.Dequeue()|}; } } public void Drop() => q.Dequeue(); readonly CancellationTokenSource stop = new();")]
    [InlineData("public async Task M() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002 info:q.Dequeue()|}; } } public void Close() => q.Dequeue(); readonly SemaphoreSlim one = new(1, 1);")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002 info:q.Dequeue()|}; } } public void Drop() => q.Dequeue();")]
    [InlineData("public async Task M() { await StepAsync(); } public async Task N() { await StepAsync(); } private async Task StepAsync() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002 info:q.Dequeue()|}; } } readonly System.Collections.Concurrent.ConcurrentBag<int> bag = new();")]
    [InlineData("public async Task M() { await StepAsync(); } public async Task N() { await StepAsync(); } private async Task StepAsync() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002 info:q.Dequeue()|}; } }")]
    [InlineData("public async Task RestoreAsync() { if (!s_d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002:s_d.Add(1, 2)|}; } }")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { if (!d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002 info:d.Add(1, 2)|}; } }")]
    [InlineData("public async Task M() { await StepAsync(); } public async Task N() { await StepAsync(); } private async Task StepAsync() { if (!d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002 info:d.Add(1, 2)|}; } } volatile int some;")]
    [InlineData("public async Task M() { await StepAsync(); } public async Task N() { await StepAsync(); } private async Task StepAsync() { if (!d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002 info:d.Add(1, 2)|}; } }")]
    [InlineData("public async Task M() { await StepAsync(); } public async Task StartAsync() { await StepAsync(); } private async Task StepAsync() { if (!d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002 info:d.Add(1, 2)|}; } }")]
    [InlineData("public async Task StoreAsync() { if (!d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002:d.Add(1, 2)|}; } }")]
    [InlineData("public async Task RegisterAsync() { if (!s_d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002:s_d.Add(1, 2)|}; } }")]
    [InlineData("static bool s_v; public async Task RegisterAsync() { if (!s_v) { await Task.Yield(); {|ASYNCRACE002 info:s_v = true|}; } }")]
    public Task StepThatOthersTake_IsAWarning(string members) => VerifyAsync(members);

    // A lock elsewhere says that others are at the location, not that its one caller takes this step twice at once.
    [Theory]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002 info:v = 1|}; } } public int Get() { lock (gate) return v; }")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002 info:v = 1|}; } } public int Get() => Volatile.Read(ref v);")]
    [InlineData("public async Task M() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002 info:v = 1|}; } } public int Get() { lock (gate) return v; }")]
    [InlineData("public async Task M() { await StepAsync(); } public async Task N() { await StepAsync(); } private async Task StepAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002 info:v = 1|}; } } public int Get() { lock (gate) return v; }")]
    [InlineData("object o; public async Task M() { await StepAsync(); } public async Task N() { await StepAsync(); } private async Task StepAsync() { if (o == null) { await Task.Yield(); {|ASYNCRACE007:o = new()|}; } } public object Get() { lock (gate) return o; }")]
    [InlineData("object o; public async Task M() { await StepAsync(); } private async Task StepAsync() { if (o == null) { await Task.Yield(); {|ASYNCRACE007 info:o = new()|}; } } public object Get() { lock (gate) return o; }")]
    [InlineData("object o; public async Task M() { await StepAsync(); } private async Task StepAsync() { if (o == null) { await Task.Yield(); lock (gate) { {|ASYNCRACE007:o = new()|}; } } }")]
    [InlineData("public async Task StartAsync() { await StepAsync(); } private async Task StepAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002 info:v = 1|}; } } public void Reset() { lock (gate) v = 0; }")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002 info:v = 1|}; } } public void Dispose() { lock (gate) v = 0; }")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { if (v == 0) { await Task.Yield(); lock (gate) { {|ASYNCRACE002:v = 1|}; } } }")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { bool set; lock (gate) { set = v != 0; } if (!set) { await Task.Yield(); lock (gate) { {|ASYNCRACE002 info:v = 1|}; } } }")]
    [InlineData("public async Task StepAsync() { bool set; lock (gate) { set = v != 0; } if (!set) { await Task.Yield(); lock (gate) { {|ASYNCRACE002:v = 1|}; } } }")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { var own = new object(); if (v == 0) { await Task.Yield(); lock (own) { {|ASYNCRACE002 info:v = 1|}; } } } public int Get() { lock (gate) return v; }")]
    [InlineData("public async Task StartAsync() { await StepAsync(); } private async Task StepAsync() { var t = v; await Task.Yield(); v = t + 1; } public int Get() { lock (gate) return v; }")]
    public Task StepUnderALockElsewhere(string members) => VerifyAsync(members);

    // What is taken away in one step at the end meets others then, and once.
    [Theory]
    [InlineData("public void Dispose() => Interlocked.Exchange(ref o, null);", " info")]
    [InlineData("public void Reset() => Interlocked.Exchange(ref o, null);", "")]
    [InlineData("public void Dispose() { lock (gate) o = null; }", "")]
    public Task AtomicStep_AtTheEnd_IsNoSign(string other, string sure) => VerifyAsync("object o; public async Task M() { if (o == null) { await Task.Yield(); {|ASYNCRACE007" + sure + ":o = new()|}; } } " + other);

    // It has a position, and one user at a time.
    [Theory]
    [InlineData("ChunkReader", "{|ASYNCRACE001 info:position += await Task.Run(() => 1)|}")]
    [InlineData("ChunkReader", "var t = position; await Task.Yield(); {|ASYNCRACE001 info:position = t + 1|}")]
    [InlineData("Chunk", "{|ASYNCRACE001:position += await Task.Run(() => 1)|}")]
    [InlineData("ReaderPool", "{|ASYNCRACE001:position += await Task.Run(() => 1)|}")]
    [InlineData("ChunkReader", "{|ASYNCRACE001:shared += await Task.Run(() => 1)|}")]
    [InlineData("ChunkReader", "{|ASYNCRACE007:cache ??= await Task.Run(() => new System.IO.MemoryStream())|}")]
    public Task Reader_HasOneUser(string type, string statement) => EngineTest.VerifyAsync(
        "public class " + type + " { int position; volatile int shared; volatile System.IO.Stream cache; public void Reset() => position = 0; public async Task NextAsync() { " + statement + "; } }");

    // Whoever raises an event whose handlers return their tasks can wait for them.
    [Theory]
    [InlineData("public event Func<Task> Changed; public void Wire() => Changed += OnAsync; private async Task OnAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("private Func<Task> _on; public void Wire() => _on = OnAsync; private async Task OnAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("public event Action Changed; public void Wire() => Changed += On; private async void On() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002:v = 1|}; } }")]
    [InlineData("public event Action Cleared; public void Wire() => Cleared += Clear; private void Clear() => v = 0; private async Task OneAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002:v = 1|}; } } public async Task StartAsync() { await OneAsync(); }")]
    [InlineData("public void Wire() => Task.Run(OnAsync); private async Task OnAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002:v = 1|}; } }")]
    public Task HandlerThatReturnsItsTask_CanBeWaitedFor(string members) => VerifyAsync(members);

    // What is refreshed before a second look is what that look is for.
    [Theory]
    [InlineData("if (v != 0) return; await s.WaitAsync(); try { await FillAsync(); if (v != 0) return; await Task.Yield(); } finally { s.Release(); }", "v = 1")]
    [InlineData("if (v != 0) { return; } await s.WaitAsync(); try { await FillAsync(); if (v != 0) { return; } await Task.Yield(); } finally { s.Release(); }", "v = 1")]
    [InlineData("if (v != 0) return; await s.WaitAsync(); try { await FillAsync(); if (v == 0) throw new InvalidOperationException(); await Task.Yield(); } finally { s.Release(); }", "{|ASYNCRACE002 info:v = 1|}")]
    [InlineData("if (v == 0) { await s.WaitAsync(); try { await FillAsync(); } finally { s.Release(); } } if (v == 0) return;", "{|ASYNCRACE002 info:v = 1|}")]
    [InlineData("if (v != 0) return; await s.WaitAsync(); try { await FillAsync(); if (v != 3) return; await Task.Yield(); } finally { s.Release(); }", "{|ASYNCRACE002 info:v = 1|}")]
    [InlineData("if (v != 0) return; await s.WaitAsync(); try { await FillAsync(); } finally { s.Release(); }", "{|ASYNCRACE002 info:v = 1|}")]
    public Task Helper_BeforeASecondLook(string statements, string write) => VerifyAsync(
        "readonly SemaphoreSlim s = new(1, 1); public async Task M() { " + statements + " } private async Task FillAsync() { await Task.Yield(); " + write + "; }");

    // What a handler notes down is so, whatever was asked before.
    [Theory]
    [InlineData("public async void M() { if (v != 0) return; try { await Task.Yield(); } catch { lock (gate) {|ASYNCRACE002 info:v = 3|}; throw; } }")]
    [InlineData("public async void M() { if (v != 0) return; try { await Task.Yield(); } catch { throw; } lock (gate) {|ASYNCRACE002:v = 3|}; }")]
    [InlineData("public async void M() { if (v != 0) return; try { await Task.Yield(); } catch { lock (gate) {|ASYNCRACE002:v++|}; throw; } }")]
    [InlineData("public async void M() { if (v != 0) return; try { await Task.Yield(); } finally { lock (gate) {|ASYNCRACE002:v = 3|}; } }")]
    public Task Handler_NotesDownWhatHappened(string members) => VerifyAsync(members);

    // Nor does asking anew, but where a lock is taken for the answer.
    [Theory]
    [InlineData("public async void M() { if (v < 5) {|ASYNCRACE002 info:v = await Task.Run(() => 1)|}; }")]
    [InlineData("public async void M() { if (v < 5) { await Task.Yield(); {|ASYNCRACE002:v = 9|}; } }")]
    [InlineData("public async void M() { if (v < 5) { var t = await Task.Run(() => 1); lock (gate) {|ASYNCRACE002:v = t|}; } }")]
    [InlineData("public async void M() { if (v < 5) { await Task.Yield(); {|ASYNCRACE002:v++|}; } }")]
    [InlineData("object x; public async void M() { if (x != gate) { {|ASYNCRACE002:x = await Task.Run(() => new object())|}; } }")]
    public Task Answer_ThatIsAskedForAnew(string members) => VerifyAsync(members);

    // Asking twice harms nobody, where nothing else is done.
    [Theory]
    [InlineData("static bool s_known; static Task<bool> AskAsync() => Task.FromResult(true); public async Task M() { if (!s_known && await AskAsync()) s_known = true; }")]
    [InlineData("static bool s_known; static Task<bool> AskAsync() => Task.FromResult(true); public async Task M() { if (!s_known && await AskAsync()) { s_known = true; } }")]
    [InlineData("static bool s_known; static Task<bool> AskAsync() => Task.FromResult(true); public async Task M() { if (!s_known && await AskAsync()) { {|ASYNCRACE002 info:s_known = true|}; await Task.Yield(); } }")]
    [InlineData("static bool s_known; static Task<bool> AskAsync() => Task.FromResult(true); public async Task M() { if (!s_known && await AskAsync()) {|ASYNCRACE002 info:s_known = true|}; else await Task.Yield(); }")]
    [InlineData("static bool s_known; static Task<bool> AskAsync() => Task.FromResult(true); public async Task M() { if (!s_known) { if (await AskAsync()) {|ASYNCRACE002 info:s_known = true|}; } }")]
    [InlineData("static int s_known; static Task<bool> AskAsync() => Task.FromResult(true); public async Task M() { if (s_known == 0 && await AskAsync()) {|ASYNCRACE002 info:s_known = 1|}; }")]
    public Task Answer_ThatIsOnlyRemembered(string members) => VerifyAsync(members);

    // A flag that asking does not always set keeps nobody from asking twice.
    [Theory]
    [InlineData("if (!knowsAll) { var answer = await AskAsync(); if (answer == 4) {|ASYNCRACE002 info:knowsAll = true|}; }")]
    [InlineData("if (!knowsAll) { int answer; answer = await AskAsync(); if (answer == 4) { {|ASYNCRACE002 info:knowsAll = true|}; } else { await Task.Yield(); } }")]
    [InlineData("if (!knowsAll) { var answer = await FindAsync(); if (answer is Exception { HResult: var code }) { if (code == 4) {|ASYNCRACE002 info:knowsAll = true|}; } }")]
    [InlineData("if (!knowsAll) { if (await AskAsync() == 4) {|ASYNCRACE002 info:knowsAll = true|}; }")]
    [InlineData("if (!knowsAll) { var answer = await AskAsync(); {|ASYNCRACE002:knowsAll = true|}; if (answer == 4) await Task.Yield(); }")]
    [InlineData("if (!knowsAll) { await AskAsync(); if (other.answer == 4) {|ASYNCRACE002:knowsAll = true|}; }")]
    [InlineData("if (!knowsAll) { var answer = await AskAsync(); if (other.answer == 4) {|ASYNCRACE002:knowsAll = true|}; }")]
    [InlineData("if (!knowsAll) { var answer = await AskAsync(); if (answer == 4) { {|ASYNCRACE002:knowsAll = true|}; await Task.Yield(); } }")]
    public Task Answer_ThatIsLearned(string statements) => VerifyAsync("bool knowsAll; int answer; C other; static Task<int> AskAsync() => Task.FromResult(1); static Task<object> FindAsync() => null; public void Ask() { _ = MAsync(); } private async Task MAsync() { " + statements + " }");

    // What one of two is replaced by is no first one.
    [Theory]
    [InlineData("public async void M() { var next = x == first ? second : first; await Task.Yield(); {|ASYNCRACE002 info:x = next|}; }")]
    [InlineData("public async void M() { var next = x == first ? second : first; await Task.Yield(); lock (gate) {|ASYNCRACE002:x = next|}; }")]
    [InlineData("public async void M() { if (x == first) { await Task.Yield(); {|ASYNCRACE002:x = second|}; } }")]
    [InlineData("public async void M() { var next = x ?? new object(); await Task.Yield(); {|ASYNCRACE001:x = next|}; }")]
    [InlineData("public async void M() { var next = x is null ? second : first; await Task.Yield(); {|ASYNCRACE007 info:x = next|}; }")]
    public Task Value_ThatIsChosen(string members) => VerifyAsync("object x; readonly object first = new(), second = new(); " + members);

    // That there was something is still so, where nobody takes it away.
    [Theory]
    [InlineData("if (x == null) return; await Task.Yield(); {|ASYNCRACE002 info:x = new object()|};", "")]
    [InlineData("if (x != null) { await Task.Yield(); {|ASYNCRACE002 info:x = new object()|}; }", "")]
    [InlineData("if (x == null) return; await Task.Yield(); {|ASYNCRACE002:x = new object()|};", "public void Clear() => x = null;")]
    [InlineData("if (first == null || x == null) return; await Task.Yield(); {|ASYNCRACE002 info:x = new object()|};", "")]
    [InlineData("if (x == null || first == null) return; await Task.Yield(); {|ASYNCRACE002 info:x = new object()|};", "")]
    [InlineData("if (x == null) return; await Task.Yield(); lock (gate) {|ASYNCRACE002:x = new object()|};", "")]
    [InlineData("if (x == first) return; await Task.Yield(); {|ASYNCRACE002:x = new object()|};", "")]
    [InlineData("if (x == null || x == first) return; await Task.Yield(); {|ASYNCRACE002:x = new object()|};", "")]
    public Task Check_ThatThereIsSomething(string statements, string members) => VerifyAsync("object x; readonly object first = new(); " + members + " public async void M() { " + statements + " }");

    // What was put there just before is one's own.
    [Theory]
    [InlineData("x = await FindAsync(); if (x.GetHashCode() == 0) {|ASYNCRACE002 info:x = await FindAsync()|};")]
    [InlineData("x = await FindAsync(); await Task.Yield(); if (x.GetHashCode() == 0) {|ASYNCRACE002:x = await FindAsync()|};")]
    [InlineData("y = await FindAsync(); if (x.GetHashCode() == 0) {|ASYNCRACE002:x = await FindAsync()|};")]
    [InlineData("x ??= new object(); if (x.GetHashCode() == 0) {|ASYNCRACE002:x = await FindAsync()|};")]
    [InlineData("n++; if (n > 9) { await Task.Yield(); {|ASYNCRACE002:n = 0|}; }")]
    public Task Check_OfWhatWasJustPut(string statements) => VerifyAsync("object x, y; int n; static Task<object> FindAsync() => Task.FromResult<object>(1); public async void M() { " + statements + " }");

    // What is behind a special case does not rely on what that has asked.
    [Theory]
    [InlineData("if (quick && open) return; await Task.Yield(); {|ASYNCRACE002 info:open = true|};")]
    [InlineData("if (quick && !(n == 1 || open)) return; await Task.Yield(); {|ASYNCRACE002 info:open = true|};")]
    [InlineData("if (quick || open) return; await Task.Yield(); {|ASYNCRACE002:open = true|};")]
    [InlineData("if (!(quick && !open)) return; await Task.Yield(); {|ASYNCRACE002:open = true|};")]
    [InlineData("if (quick && !open) { await Task.Yield(); {|ASYNCRACE002:open = true|}; }")]
    [InlineData("if (n > 1 && n < 9) return; await Task.Yield(); {|ASYNCRACE002:n = 5|};")]
    [InlineData("if (quick) { if (open) return; } await Task.Yield(); {|ASYNCRACE002 info:open = true|};")]
    [InlineData("if (quick) { n++; if (open) { n--; return; } } await Task.Yield(); {|ASYNCRACE002 info:open = true|};")]
    [InlineData("if (quick) { if (open) return; } else { if (open) return; } await Task.Yield(); {|ASYNCRACE002:open = true|};")]
    [InlineData("if (quick) { if (open) return; await Task.Yield(); {|ASYNCRACE002:open = true|}; }")]
    [InlineData("if (n < 5) { if (n > 1) return; } await Task.Yield(); {|ASYNCRACE002:n = 5|};")]
    [InlineData("while (n-- > 0) { if (open) return; } await Task.Yield(); {|ASYNCRACE002:open = true|};")]
    public Task Check_OfASpecialCase(string statements) => VerifyAsync("bool quick, open; int n; public void Show() { _ = MAsync(); } private async Task MAsync() { " + statements + " }");

    // A flag that is set twice, and never reset, has had the same done twice.
    [Theory]
    [InlineData("public async void M() { if (shown) return; await Task.Yield(); {|ASYNCRACE002 info:shown = true|}; }")]
    [InlineData("public C() => shown = false; public async void M() { if (!shown) { await ShowAsync(); } } async Task ShowAsync() { await Task.Yield(); {|ASYNCRACE002 info:shown = true|}; }")]
    [InlineData("public async void M() { if (shown) return; await Task.Yield(); {|ASYNCRACE002:shown = true|}; } public void Hide() => shown = false;")]
    [InlineData("public async void M() { if (shown) return; await Task.Yield(); {|ASYNCRACE002:shown = true|}; } public void Show(bool shown) => this.shown = shown;")]
    [InlineData("public async void M() { if (shown) return; await Task.Yield(); lock (gate) {|ASYNCRACE002:shown = true|}; }")]
    [InlineData("public void N() { _ = MAsync(); } private async Task MAsync() { if (shown) return; await Task.Yield(); {|ASYNCRACE002:shown = true|}; }")]
    [InlineData("public async void M() { if (times > 0) return; await Task.Yield(); {|ASYNCRACE002:times = 1|}; }")]
    [InlineData("public void N() { _ = MAsync(); } public async Task MAsync() { if (shown) return; await Task.Yield(); {|ASYNCRACE002:shown = true|}; }")]
    [InlineData("public void N() => this.MAsync(); public async Task MAsync() { if (shown) return; await Task.Yield(); {|ASYNCRACE002 info:shown = true|}; }")]
    [InlineData("public async Task N() { await MAsync(); } public async Task MAsync() { if (shown) return; await Task.Yield(); {|ASYNCRACE002 info:shown = true|}; }")]
    public Task Flag_ThatIsNeverReset(string members) => VerifyAsync("bool shown; int times; " + members);

    // What a stale check has led to is told of once on each way: the next step changes what this one has put there.
    [Theory]
    [InlineData("if (open) return; await Task.Yield(); {|ASYNCRACE002:open = true|}; n++; open = false;")]
    [InlineData("if (open) return; await Task.Yield(); if (n > 0) {|ASYNCRACE002:open = true|}; else {|ASYNCRACE002:open = false|};")]
    [InlineData("if (open) return; await Task.Yield(); if (n > 0) {|ASYNCRACE002:open = true|}; {|ASYNCRACE002:open = false|};")]
    [InlineData("if (open || n > 0) return; await Task.Yield(); {|ASYNCRACE002:open = true|}; {|ASYNCRACE002:n = 1|}; open = false;")]
    public Task Check_ThatHasLedToAWrite(string statements) => VerifyAsync("bool open; int n; public async void M() { " + statements + " }");

    // A key that was taken out just before is there to be added.
    [Theory]
    [InlineData("if (map.TryGetValue(1, out var page)) { } await Task.Yield(); map.Remove(1); {|ASYNCRACE001:map.Add(1, page + 1)|};")]
    [InlineData("if (!map.ContainsKey(1)) { await Task.Yield(); map.Remove(1); {|ASYNCRACE002 info:map.Add(1, 2)|}; }")]
    [InlineData("if (!map.ContainsKey(1)) { await Task.Yield(); map.Remove(2); {|ASYNCRACE002:map.Add(1, 2)|}; }")]
    [InlineData("if (!map.ContainsKey(1)) { await Task.Yield(); other.Remove(1); {|ASYNCRACE002:map.Add(1, 2)|}; }")]
    public Task Key_ThatWasTakenOutJustBefore(string statements) => VerifyAsync("readonly Dictionary<int, int> map = new(), other = new(); public async Task M() { " + statements + " } public void Forget() { lock (gate) map.Remove(1); }");

    // Who opens something, runs it, and clears it in the end, does so once at a time.
    [Theory]
    [InlineData("Run", " info")]
    [InlineData("EstablishSession", " info")]
    [InlineData("Show", "")]
    public Task Slot_OfWhatRuns(string name, string sure) => VerifyAsync("CancellationTokenSource own; public async void " + name + "() { own = new(); await Task.Yield(); {|ASYNCRACE001" + sure + ":own = null|}; }");

    // Whose token the next call cancels does not get to what comes behind what he waits for with it.
    [Theory]
    [InlineData("own?.Cancel(); own = new(); await Task.Delay(1, own.Token); await then({|ASYNCRACE001 info:own|}.Token);")]
    [InlineData("own?.Cancel(); own = new(); await Task.Delay(1); await then({|ASYNCRACE001:own|}.Token);")]
    [InlineData("own?.Cancel(); own = new(); await Task.Delay(1); _ = BeatAsync({|ASYNCRACE001:own|}.Token);")]
    [InlineData("own?.Cancel(); own = new(); var mine = own; await Task.Delay(1, mine.Token); await then(mine.Token);")]
    public Task Slot_OfWhatTheNextCancels(string statements) => VerifyAsync("CancellationTokenSource own; static Task BeatAsync(CancellationToken token) => Task.Delay(9, token); public async Task M(Func<CancellationToken, Task> then) { " + statements + " }");

    // Who comes second makes another collection, and fills it alike; what others have put into the first is gone.
    [Theory]
    [InlineData("if (s_all != null) return; await Task.Yield(); {|ASYNCRACE007 info:s_all = new()|}; s_all.Add(1);")]
    [InlineData("if (s_all == null) { await Task.Yield(); {|ASYNCRACE007 info:s_all = new()|}; foreach (var i in given) s_all.Add(i); }")]
    [InlineData("if (s_all == null) { await Task.Yield(); {|ASYNCRACE007:s_all = new()|}; } s_all.Add(1);")]
    [InlineData("if (s_all == null) {|ASYNCRACE007:s_all = await MakeAsync()|}; s_all.Add(1);")]
    [InlineData("{|ASYNCRACE007:s_all ??= await MakeAsync()|}; s_all.Add(1);")]
    public Task Collection_ThatItsMakerFills(string statements) => VerifyAsync("static List<int> s_all; static Task<List<int>> MakeAsync() => Task.FromResult(new List<int>()); public static async Task M(int[] given) { " + statements + " }");

    // One task for all, and a flag that says that it is done.
    [Theory]
    [InlineData("lock (gate) { if (done) return o; work = running ??= FindAsync(); } o = await work; lock (gate) { {|ASYNCRACE002 info:done = true|}; {|ASYNCRACE001 info:running = null|}; } return o;", "")]
    [InlineData("lock (gate) { if (done) return o; work = running ??= FindAsync(); } o = await work; lock (gate) { {|ASYNCRACE002 info:done = true|}; {|ASYNCRACE001:running = null|}; } return o;", "public void Reset() => done = false;")]
    [InlineData("lock (gate) { if (done) return o; work = running ??= FindAsync(); } o = await work; lock (gate) { {|ASYNCRACE001:running = null|}; } lock (gate) { {|ASYNCRACE002 info:done = true|}; } return o;", "")]
    [InlineData("lock (gate) { if (done) return o; } o = await FindAsync(); lock (gate) { {|ASYNCRACE002:done = true|}; } return o;", "")]
    [InlineData("lock (gate) { if (done) return o; work = running = FindAsync(); } o = await work; lock (gate) { {|ASYNCRACE002:done = true|}; } return o;", "")]
    [InlineData("lock (gate) { if (done) return o; work = running ??= FindAsync(); } o = await work.ConfigureAwait(false); lock (gate) { {|ASYNCRACE002 info:done = true|}; {|ASYNCRACE001 info:running = null|}; } return o;", "")]
    public Task Slot_OfOneTaskForAll(string statements, string members) => VerifyAsync("bool done; object o; Task<object> running; static Task<object> FindAsync() => Task.FromResult<object>(1); " + members + " public async Task<object> M() { Task<object> work; " + statements + " }");

    // A page is shown again only after it has been left.
    [Theory]
    [InlineData("OnAppearing", "own = new(); await Task.Yield(); {|ASYNCRACE001 info:own = null|};")]
    [InlineData("OnNavigatedTo", "own = new(); await Task.Yield(); {|ASYNCRACE001 info:own = null|};")]
    [InlineData("OnSizeAllocated", "own = new(); await Task.Yield(); {|ASYNCRACE001:own = null|};")]
    [InlineData("OnAppearing", "{|ASYNCRACE001:shown += await Task.Run(() => 1)|};")]
    public Task Slot_OfWhatIsShown(string name, string statements) => EngineTest.VerifyAsync(
        "public class Base { protected virtual void " + name + "() { } } public class C : Base { CancellationTokenSource own; int shown; protected override async void " + name + "() { " + statements + " } }");

    // The nearest question is the one that it is written for.
    [Theory]
    [InlineData("if (x != null && x.Length > 3) return; if (x == null) { await Task.Yield(); {|ASYNCRACE007 info:x = \"\"|}; }")]
    [InlineData("if (x != null && x.Length > 3) return; await Task.Yield(); {|ASYNCRACE002:x = \"\"|};")]
    public Task Check_ThatItIsWrittenFor(string statements) => VerifyAsync("string x; public async void M() { " + statements + " }");

    [Theory]
    [InlineData("bool? x; public async void M() => {|ASYNCRACE007 info:x ??= await Task.Run(() => true)|};")]
    [InlineData("int? x; public async void M() { if (x == null) {|ASYNCRACE007 info:x = await Task.Run(() => 1)|}; }")]
    [InlineData("string x; public async void M() => {|ASYNCRACE007 info:x ??= await Task.Run(() => \"\")|};")]
    [InlineData("object x; public async void M() => {|ASYNCRACE007 info:x ??= await Task.Run(() => \"\")|};")]
    [InlineData("IDisposable x; public async void M() => {|ASYNCRACE007:x ??= await Task.Run(() => new SemaphoreSlim(1))|};")]
    [InlineData("static object s_v; public async Task M() => {|ASYNCRACE007 info:s_v ??= await Task.Run(() => \"\")|};")]
    public Task Answer_WithoutAnIdentity_IsAsGoodAsTheNext(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public void SetForTesting(int to) => v = to;", " info")]
    [InlineData("public void SetForTest(int to) => v = to;", " info")]
    [InlineData("sealed class TestAccessor { private readonly C c = new(); public void Set() => c.v = 3; }", " info")]
    [InlineData("public void Set(int to) => v = to;", "")]
    public Task AccessorForTests_IsNobodyThatComesInBetween(string other, string sure) => VerifyAsync(
        "public async Task M() { await StepAsync(); } private async Task StepAsync() { var t = v; await Task.Yield(); {|ASYNCRACE001" + sure + ":v = t + 1|}; } " + other);

    [Fact]
    public Task AccessorForTests_ImplementedOutOfSight_IsNobody() => EngineTest.VerifyAsync(
        "public interface ITestAccessor { int V { set; } } public interface IAccess { int V { set; } } "
        + "public class C : ITestAccessor { int v; public async Task M() { await StepAsync(); } private async Task StepAsync() { var t = v; await Task.Yield(); {|ASYNCRACE001 info:v = t + 1|}; } int ITestAccessor.V { set => v = value; } } "
        + "public class D : IAccess { int v; public async Task M() { await StepAsync(); } private async Task StepAsync() { var t = v; await Task.Yield(); {|ASYNCRACE001:v = t + 1|}; } int IAccess.V { set => v = value; } }");

    [Theory]
    [InlineData("public void M() { _ = StepAsync(); }", "")]
    [InlineData("public void M() { StepAsync(); }", "")]
    [InlineData("public async Task M() { _ = StepAsync(); await Task.Yield(); }", "")]
    [InlineData("public void Start() { for (int i = 0; i < 4; i++) _ = StepAsync(); }", "")]
    [InlineData("public void Start() { for (int i = 0; i < 4; i++) { _ = StepAsync(); Console.WriteLine(); } }", "")]
    [InlineData("public async Task StartAsync() { while (true) { if (v > 9) { _ = StepAsync(); return; } await StepAsync(); } }", " info")]
    [InlineData("public async Task StartAsync() { while (true) { if (v > 9) { _ = StepAsync(); break; } await StepAsync(); } }", " info")]
    [InlineData("public C() { _ = StepAsync(); _ = StepAsync(); }", "")]
    [InlineData("public async Task M() { await NextAsync(); } private async Task NextAsync() { await Task.Yield(); _ = StepAsync(); }", " info")]
    [InlineData("public async Task M() { await StepAsync(); }", " info")]
    [InlineData("public Task M() => StepAsync();", " info")]
    [InlineData("private Task last; public void M() { last = StepAsync(); }", " info")]
    [InlineData("public async Task StartAsync() { _ = StepAsync(); await Task.Yield(); } public async Task M() { await StepAsync(); }", " info")]
    public Task CallThatNobodyWaitsFor_OverlapsTheNext(string caller, string sure) => VerifyAsync(
        caller + " private async Task StepAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002" + sure + ":v = 1|}; } }");

    [Theory]
    [InlineData("nobody waits for 'StepAsync', started on line 1", "public void M() { _ = StepAsync(); }\nprivate async Task StepAsync() { if (v == 0) { await Task.Yield(); v = 1; } }")]
    [InlineData("'StepAsync' is called under 'gate' on line 2", "public Task M() => StepAsync();\npublic void N() { lock (gate) { _ = StepAsync(); } }\npublic async Task StepAsync() { if (o == null) { await Task.Yield(); o = new(); } }")]
    [InlineData("several calls of 'StepAsync' are started side by side on line 1", "public async Task M() => await Task.WhenAll(StepAsync(), StepAsync());\npublic async Task StepAsync() { if (v == 0) { await Task.Yield(); v = 1; } }")]
    [InlineData("several runs of what calls 'StepAsync' on line 1 can overlap", "public object M() => new Timer(async _ => await StepAsync());\npublic async Task StepAsync() { if (v == 0) { await Task.Yield(); v = 1; } }")]
    public async Task Reason_IsTold(string reason, string members)
    {
        var found = Assert.Single(await EngineTest.FindingsAsync(await EngineTest.CompilationAsync($"public class C {{ int v; object o; readonly object gate = new(); {members} }}")), static found => found.Id is "ASYNCRACE002" or "ASYNCRACE007");
        Assert.EndsWith($" ({reason})", found.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public async Task AllAsync(int[] keys) => await Task.WhenAll(keys.Select(key => FetchAsync()));", "")]
    [InlineData("public async Task AllAsync(int[] keys) => await Task.WhenAll(keys.Select(key => this.FetchAsync()));", "")]
    [InlineData("public async Task AllAsync(C other) => await Task.WhenAll(new[] { 1, 2 }.Select(key => other.FetchAsync()));", "")]
    [InlineData("public async Task AllAsync(int[] keys) { var all = new List<Task>(); foreach (var key in keys) all.Add(FetchAsync()); await Task.WhenAll(all); }", "")]
    [InlineData("public async Task AllAsync(C other, int[] keys) { var all = new List<Task>(); foreach (var key in keys) all.Add(other.FetchAsync()); await Task.WhenAll(all); }", "")]
    [InlineData("public async Task AllAsync(C[] others) => await Task.WhenAll(others.Select(other => other.FetchAsync()));", " info")]
    [InlineData("public async Task AllAsync(C[] others) => await Task.WhenAll(others.Select((other, i) => other.FetchAsync()));", " info")]
    [InlineData("public async Task AllAsync(C[] others) => await Task.WhenAll(others.Select(other => { var own = other; return own.FetchAsync(); }));", " info")]
    [InlineData("public async Task AllAsync(C[] others) { var all = new List<Task>(); foreach (var other in others) all.Add(other.FetchAsync()); await Task.WhenAll(all); }", " info")]
    [InlineData("public async Task AllAsync(C[] others) { var all = new List<Task>(); for (int i = 0; i < others.Length; i++) { var other = others[i]; all.Add(other.FetchAsync()); } await Task.WhenAll(all); }", " info")]
    public Task CallsSideBySide_AreOnOneObject(string caller, string sure) => VerifyAsync(
        caller + " private async Task FetchAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002" + sure + ":v = 1|}; } }");

    [Theory]
    [InlineData("public class App : Application { static string s_v; protected override async void OnLaunched() { if (s_v == null) { await Task.Yield(); s_v = \"\"; } } }")]
    [InlineData("public class App : Page { static IDisposable s_v; protected override async void OnLaunched() { if (s_v == null) { await Task.Yield(); {|ASYNCRACE007:s_v = new SemaphoreSlim(1)|}; } } }")]
    [InlineData("public class App : Application { static string s_v; protected override async void OnActivated() { if (s_v == null) { await Task.Yield(); {|ASYNCRACE007 info:s_v = \"\"|}; } } }")]
    public Task LaunchOfAnApplication_RunsOnce(string type) => EngineTest.VerifyAsync(
        type + " public class Application { protected virtual void OnLaunched() { } protected virtual void OnActivated() { } } public class Page { protected virtual void OnLaunched() { } }");

    [Theory]
    [InlineData("xunit.core", "int v; public async Task M() { v += await Task.Run(() => 1); }", DiagnosticSeverity.Info)]
    [InlineData("nunit.framework", "int v; public async Task M() { v += await Task.Run(() => 1); }", DiagnosticSeverity.Info)]
    [InlineData("Shop.Core", "int v; public async Task M() { v += await Task.Run(() => 1); }", DiagnosticSeverity.Warning)]
    [InlineData("xunit.core", "static int s_v; public async Task M() { s_v += await Task.Run(() => 1); }", DiagnosticSeverity.Warning)]
    [InlineData("xunit.core", "volatile int v; public async Task M() { v += await Task.Run(() => 1); }", DiagnosticSeverity.Warning)]
    [InlineData("xunit.core", "int v; public async void M() { v += await Task.Run(() => 1); }", DiagnosticSeverity.Warning)]
    public async Task HelperOfTests_HasOneTestAsOwner(string referenced, string members, DiagnosticSeverity severity)
    {
        var compilation = (await EngineTest.CompilationAsync($"public class C {{ {members} }}")).AddReferences(CSharpCompilation.Create(referenced).ToMetadataReference());
        Assert.Equal(severity, Assert.Single(await EngineTest.FindingsAsync(compilation)).Severity);
    }
}
