namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>What the semantics say in a sentence, and no other test asks: one sentence each, with its neighbours.</summary>
public sealed class SentenceTests
{
    [Theory, Trait("Semantics", "Locations")]
    [InlineData("{|ASYNCRACE001:conf.Next!.Count += await F()|};")]
    [InlineData("conf.Next!.Next!.Count += await F();")]
    [InlineData("conf.Next!.Next!.Next!.Count += await F();")]
    [InlineData("var t = map[key]; await F(); {|ASYNCRACE001:map[key] = t + 1|};")]
    [InlineData("var t = map[key]; await F(); map[key + \"x\"] = t + 1;")]
    [InlineData("const int One = 1; var t = array[1]; await F(); {|ASYNCRACE001:array[One] = t + 1|};")]
    [InlineData("var t = array[i]; await F(); {|ASYNCRACE001:array[i] = t + 1|};")]
    [InlineData("var t = array[i]; await F(); array[i + 1] = t + 1;")]
    public Task Location_IsAPathOfThreeMembersAndOneElement(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory, Trait("Semantics", "Locations")]
    [InlineData("list.Count")]
    [InlineData("Convert.ToInt32(list.Contains(3))")]
    [InlineData("list.First()")]
    [InlineData("list.FirstOrDefault()")]
    [InlineData("list.IndexOf(3)")]
    [InlineData("list[0]")]
    [InlineData("list.Sum()")]
    [InlineData("list.FindIndex(x => x > 1)")]
    public Task ContentsOfACollection_AreReadBy(string read) => EngineTest.VerifyStatementAsync("var t = " + read + "; await F(); {|ASYNCRACE001:list.Add(t)|}; conf.Count = t;");

    [Theory, Trait("Semantics", "Locations")]
    [InlineData("if (list.Count == 0) { await F(); {0} }", "list.Add(1)", true)]
    [InlineData("if (list.Count == 0) { await F(); {0} }", "list.AddRange(items)", true)]
    [InlineData("if (list.Count == 0) { await F(); {0} }", "list.Insert(0, 1)", true)]
    [InlineData("if (queue.Count == 0) { await F(); {0} }", "queue.Enqueue(1)", true)]
    [InlineData("if (stack.Count == 0) { await F(); {0} }", "stack.Push(1)", true)]
    [InlineData("if (list.Count == 0) { await F(); {0} }", "list.Clear()", false)]
    [InlineData("if (list.Count == 0) { await F(); {0} }", "list.Remove(1)", false)]
    [InlineData("if (list.Count == 0) { await F(); {0} }", "conf.Numbers[0] = 1", false)]
    public Task ContentsOfACollection_AreWrittenBy(string statement, string write, bool isReported) => EngineTest.VerifyStatementAsync(
        statement.Replace("{0}", isReported ? "{|ASYNCRACE002 info:" + write + "|};" : write + ";", StringComparison.Ordinal));

    [Theory, Trait("Semantics", "Suspension points")]
    [InlineData("await Task.FromException(new IOException());")]
    [InlineData("await Task.FromCanceled(new CancellationToken(true));")]
    public Task TaskThatIsComplete_DoesNotSuspend(string statement) => EngineTest.VerifyStatementAsync("var t = n; " + statement + " n = t + 1;");

    [Theory, Trait("Semantics", "Suspension points")]
    [InlineData("var t = n; await using (var r = new Resource()) { if (c) return; } {|ASYNCRACE001:n = t|};")]
    [InlineData("var t = n; try { await using (var r = new Resource()) { if (c) throw new IOException(); } } catch (IOException) { {|ASYNCRACE001:n = t|}; }")]
    [InlineData("var t = n; try { await using (var r = new Resource()) { return; } } finally { {|ASYNCRACE001:n = t|}; }")]
    [InlineData("var t = n; try { using (var r = new Resource()) { return; } } finally { n = t; }")]
    public Task EndOfAnAwaitUsing_SuspendsWhicheverWayItIsLeft(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory, Trait("Semantics", "Evaluation order")]
    [InlineData("n = (await Make())(n);")]
    [InlineData("{|ASYNCRACE001:n = Make2(n)(await F())|};")]
    [InlineData("conf.Count = await F();")]
    [InlineData("array[0] = await F();")]
    public Task Operand_IsReadInItsTurn(string statement) => EngineTest.VerifyMemberAsync(
        "private static Task<Func<int, int>> Make() => Task.Run(() => new Func<int, int>(x => x)); private static Func<int, int> Make2(int a) => x => x + a; public async Task M() { " + statement + " }");

    [Theory, Trait("Semantics", "What clears staleness")]
    [InlineData("n = await lazy.Value; m = n;")]
    [InlineData("Show(concurrent.GetOrAdd(key, await F()));")]
    [InlineData("if (!concurrent.TryGetValue(key, out var v)) { v = await F(); Show(concurrent.AddOrUpdate(key, v, (_, x) => x)); }")]
    [InlineData("if (immutable.IsEmpty) { var x = await F(); ImmutableInterlocked.Update(ref immutable, (all, e) => all.Add(e), x); }")]
    [InlineData("if (immutable.IsEmpty) { var x = await F(); {|ASYNCRACE002 info:immutable = immutable.Add(x)|}; }")]
    public Task AtomicPublish_LooksWhenItWrites(string statement) => EngineTest.VerifyMemberAsync(
        "private readonly Lazy<Task<int>> lazy = new(() => F()); public async Task M(string key) { " + statement + " }");

    [Theory, Trait("Semantics", "What clears staleness")]
    [InlineData("public class Grain { } public class C : Grain { int n; public async Task M() { var t = n; await Task.Yield(); n = t + 1; } }")]
    [InlineData("public class Grain { } public class ReentrantAttribute : Attribute { } [Reentrant] public class C : Grain { int n; public async Task M() { var t = n; await Task.Yield(); {|ASYNCRACE001:n = t + 1|}; } }")]
    [InlineData("public class Seed { } public class C : Seed { int n; public async Task M() { var t = n; await Task.Yield(); {|ASYNCRACE001:n = t + 1|}; } }")]
    public Task BaseThatLetsOneCallIn_ConfinesUnlessItIsReentrant(string source) => EngineTest.VerifyAsync(source);

    [Theory, Trait("Semantics", "Captured locals")]
    [InlineData("public Func<Task> M() { int x = 0; return async () => { {|ASYNCRACE001:x += await F()|}; }; }")]
    [InlineData("public Func<Task> M() { int x = 0; x++; Func<Task> add = async () => { x += await F(); }; add().Wait(); Show(x); return () => F(); }")]
    [InlineData("public IEnumerable<Func<Task>> M() { int x = 0; yield return async () => { {|ASYNCRACE001:x += await F()|}; }; }")]
    [InlineData("private readonly List<Func<Task>> all = new(); public void M() { int x = 0; all.Add(async () => { {|ASYNCRACE001:x += await F()|}; }); }")]
    [InlineData("private readonly Dictionary<string, Func<Task>> all = new(); public void M(string key) { int x = 0; all[key] = async () => { {|ASYNCRACE001:x += await F()|}; }; }")]
    public Task LambdaThatIsHandedOut_CanRunTwiceAtOnce(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory, Trait("Semantics", "Collections in use")]
    [InlineData("foreach (var s in {|ASYNCRACE003:all|}) { await F(); Drop(s); }", "private void Drop(int s) => all.Remove(s);")]
    [InlineData("foreach (var s in all.ToArray()) { await F(); Drop(s); }", "private void Drop(int s) => all.Remove(s);")]
    [InlineData("foreach (var s in all) { await F(); Drop(s); }", "private void Drop(int s) => Show(s);")]
    public Task EnumerationWhoseBodyCallsWhatRemoves(string statement, string members) => EngineTest.VerifyMemberAsync(
        "private readonly List<int> all = new() { 1 }; " + members + " public async Task M() { " + statement + " }");

    [Theory, Trait("Semantics", "Helpers")]
    [InlineData("var t = n; await F(); Show(1); Unknown(2); {|ASYNCRACE001:n = t|};")]
    [InlineData("if (n > 0) { await F(); Show(n); Unknown(n); {|ASYNCRACE002 info:n--|}; }")]
    public Task CallOfSomethingUnknown_ClearsNothing(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory, Trait("Semantics", "Evidence")]
    [InlineData("private int v; public async Task M() { {|ASYNCRACE001:v += await F()|}; }")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("private volatile int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002:v = 1|}; } }")]
    [InlineData("private static int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002:v = 1|}; } }")]
    [InlineData("private int v; public async void M() { if (v == 0) { await F(); {|ASYNCRACE002:v = 1|}; } }")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002:v = 1|}; } } public void Set() { lock (gate) { v = 3; } }")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002:v = 1|}; } } public void Set() => Volatile.Write(ref v, 3);")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } public void Set() => v = 3;")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002:v = 1|}; } } public void Wire(Action<Func<Task>> register) => register(M);")]
    [InlineData("private int v; public async Task M() { var own = new SemaphoreSlim(1); await own.WaitAsync(); own.Release(); if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("private int v; public async Task StartAsync() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } }")]
    public Task Sign_ThatSeveralTasksAreThere(string members) => EngineTest.VerifyMemberAsync(members);
}
