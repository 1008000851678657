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
    [InlineData("list.Last()")]
    [InlineData("list.ToArray().Length")]
    [InlineData("list.ToList().Count")]
    [InlineData("list.GetRange(0, 1).Count")]
    [InlineData("list.OrderBy(x => x).First()")]
    [InlineData("list.GroupBy(x => x).Count()")]
    [InlineData("list.AsEnumerable().Count()")]
    public Task ContentsOfACollection_AreReadBy(string read) => EngineTest.VerifyStatementAsync("var t = " + read + "; await F(); {|ASYNCRACE001 info:list.Add(t)|}; conf.Count = t;");

    [Theory, Trait("Semantics", "Locations")]
    [InlineData("var t = queue.Peek(); await F(); {|ASYNCRACE001 info:queue.Enqueue(t)|};")]
    [InlineData("var t = stack.Peek(); await F(); {|ASYNCRACE001 info:stack.Push(t)|};")]
    [InlineData("stack.TryPeek(out int t); await F(); {|ASYNCRACE001 info:stack.Push(t)|};")]
    [InlineData("var t = array.First(); await F(); {|ASYNCRACE001:array[0] = t|};")]
    [InlineData("var t = map.Keys.Count; await F(); {|ASYNCRACE001:map[key] = t|};")]
    [InlineData("var t = map.Values.Sum(); await F(); {|ASYNCRACE001:map[key] = t|};")]
    [InlineData("if (map.ContainsValue(3)) { await F(); {|ASYNCRACE002 info:map.Add(key, 1)|}; }")]
    [InlineData("int t = 0; foreach (var x in list) t += x; await F(); {|ASYNCRACE001 info:list.Add(t)|};")]
    [InlineData("int t = 0; foreach (var x in items) t += x; await F(); list.Add(t);")]
    public Task ContentsOfAnyCollection_AreReadByItsMembers(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory, Trait("Semantics", "Locations")]
    [InlineData("List<int>", "Add(1)")]
    [InlineData("List<int>", "AddRange(new int[1])")]
    [InlineData("List<int>", "Insert(0, 1)")]
    [InlineData("List<int>", "InsertRange(0, new int[1])")]
    [InlineData("List<int>", "Remove(1)")]
    [InlineData("List<int>", "RemoveAt(0)")]
    [InlineData("List<int>", "RemoveAll(x => x > 1)")]
    [InlineData("List<int>", "RemoveRange(0, 1)")]
    [InlineData("List<int>", "Clear()")]
    [InlineData("List<int>", "Sort()")]
    [InlineData("List<int>", "Reverse()")]
    [InlineData("LinkedList<int>", "AddFirst(1)")]
    [InlineData("LinkedList<int>", "AddLast(1)")]
    [InlineData("LinkedList<int>", "RemoveFirst()")]
    [InlineData("LinkedList<int>", "RemoveLast()")]
    [InlineData("Queue<int>", "Enqueue(1)")]
    [InlineData("Queue<int>", "Dequeue()")]
    [InlineData("Queue<int>", "TryDequeue(out _)")]
    [InlineData("Stack<int>", "Push(1)")]
    [InlineData("Stack<int>", "Pop()")]
    [InlineData("Stack<int>", "TryPop(out _)")]
    [InlineData("HashSet<int>", "Add(1)")]
    [InlineData("HashSet<int>", "UnionWith(new int[1])")]
    [InlineData("SortedSet<int>", "RemoveWhere(x => x > 1)")]
    [InlineData("SortedSet<int>", "ExceptWith(new int[1])")]
    [InlineData("Dictionary<int, int>", "Add(1, 1)")]
    [InlineData("Dictionary<int, int>", "TryAdd(1, 1)")]
    [InlineData("SortedList<int, int>", "RemoveAt(0)")]
    [InlineData("System.Collections.ObjectModel.ObservableCollection<int>", "Add(1)")]
    public Task ContentsOfAnyCollection_AreWrittenByItsMembers(string type, string change) => EngineTest.VerifyMemberAsync(
        $"private readonly {type} all = new(); public void Change() {{ lock (gate) {{ all.{change}; }} }} public async Task M() {{ foreach (var x in {{|ASYNCRACE003:all|}}) {{ await F(); Show(x); }} }}");

    [Theory, Trait("Semantics", "Locations")]
    [InlineData("public sealed class Names : List<string> { } private readonly Names all = new(); public async Task M() { if (all.Count == 0) { await F(); {|ASYNCRACE002 info:all.Add(\"a\")|}; } }")]
    [InlineData("public sealed class Names { public int Count; public void Add(string name) => Show(name); } private readonly Names all = new(); public async Task M() { if (all.Count == 0) { await F(); all.Add(\"a\"); } }")]
    [InlineData("private readonly IList<int> all = new List<int>(); public async Task M() { if (all.Count == 0) { await F(); {|ASYNCRACE002 info:all.Add(1)|}; } }")]
    public Task CollectionByAnotherName_IsOne(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory, Trait("Semantics", "Locations")]
    [InlineData("var t = map[text]; await F(); {|ASYNCRACE001:map[this.text] = t + 1|};")]
    [InlineData("var t = map[this.text]; await F(); {|ASYNCRACE001:map[text] = t + 1|};")]
    [InlineData("var text = key; var t = map[text]; await F(); map[this.text] = t + 1;")]
    [InlineData("if (!map.ContainsKey(text)) { await F(); {|ASYNCRACE002:map.Add(this.text, 1)|}; }")]
    public Task Key_IsKnownByItsSymbol(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory, Trait("Semantics", "Locations")]
    [InlineData("var t = Twice(ref n); await F(); {|ASYNCRACE001:n = t|};")]
    [InlineData("var t = Twice(ref n); n = t;")]
    [InlineData("if (n == 0) { await F(); Bump(ref n); }")]
    [InlineData("var t = n; await F(); {|ASYNCRACE001:Set(ref n, t + 1)|};")]
    [InlineData("if (n == 0) { await F(); Get(out n); }")]
    [InlineData("if (immutable.IsEmpty || !ImmutableInterlocked.Update(ref immutable, all => all.Add(1))) return; await F();")]
    [InlineData("if (!ImmutableInterlocked.Update(ref immutable, all => all.Add(1))) { await F(); immutable = immutable.Add(2); }")]
    [InlineData("if (!Grow(ref immutable)) { await F(); {|ASYNCRACE002 info:immutable = immutable.Add(2)|}; }")]
    public Task LocationHandedOnByReference_IsReadAndWrittenInOneStep(string statement) => EngineTest.VerifyMemberAsync(
        "private static int Twice(ref int value) => value * 2; private static void Set(ref int value, int to) => value = to; private static bool Grow(ref ImmutableList<int> all) => all.Count > 5; public async Task M() { " + statement + " }");

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
    [InlineData("var t = n; try { await using (var r = new Resource()) { return; } } finally { {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("var t = n; try { using (var r = new Resource()) { return; } } finally { n = t; }")]
    [InlineData("int t = 0; try { await using (var r = new Resource()) { t = n; return; } } finally { {|ASYNCRACE001:n = t|}; }")]
    [InlineData("int t = 0; try { await using (var r = new Resource()) { t = n; Show(t); } } catch (IOException) { {|ASYNCRACE001:n = t|}; }")]
    [InlineData("int t = 0; try { await using (var r = new Resource()) { t = n; throw new IOException(); } } catch (IOException) { {|ASYNCRACE001:n = t|}; }")]
    [InlineData("int t = 0; try { using (var r = new Resource()) { t = n; Show(t); } } catch (IOException) { n = t; } await F();")]
    [InlineData("int t = 0; await foreach (var e in Stream()) { t = n; break; } {|ASYNCRACE001:n = t|};")]
    [InlineData("int t = 0; foreach (var e in items) { t = n; break; } n = t; await F();")]
    public Task EndOfAnAwaitUsing_SuspendsWhicheverWayItIsLeft(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory, Trait("Semantics", "What makes a value or a check stale")]
    [InlineData("text = await Of(text.Length);")]
    [InlineData("text = await Of(text.GetHashCode());")]
    [InlineData("{|ASYNCRACE001 info:text = await Same(text)|};")]
    [InlineData("{|ASYNCRACE001 info:load = G(await load! + 1)|};")]
    [InlineData("{|ASYNCRACE001:pair = pair with { A = await F() }|};")]
    [InlineData("{|ASYNCRACE001:box = box with { Y = await F() }|};")]
    [InlineData("n = n switch { 0 => await F(), _ => 2 };")]
    [InlineData("Show(n switch { 0 => {|ASYNCRACE002 info:n = await F()|}, _ => 2 });")]
    [InlineData("Show(m switch { 0 => n = await F(), _ => 2 });")]
    [InlineData("switch (i) { case 1 when n == 0: await F(); {|ASYNCRACE002 info:n = 1|}; break; }")]
    [InlineData("switch (i) { case 1 when m == 0: await F(); n = 1; break; }")]
    [InlineData("while (true) { n = i; if (n == 3) break; await F(); }")]
    [InlineData("while (true) { if (n == 3) break; await F(); {|ASYNCRACE002 info:n = i|}; }")]
    public Task Value_AndCondition_CarryWhatWasRead(string statement) => EngineTest.VerifyMemberAsync(
        "private static Task<string> Of(int length) => T(); private static Task<string> Same(string text) => T(); public async Task M(int i) { " + statement + " }");

    [Theory, Trait("Semantics", "What makes a value or a check stale")]
    [InlineData("int at = list.IndexOf(3); await F(); {|ASYNCRACE001:list[at] = 1|};")]
    [InlineData("int at = array.Length; await F(); array[at - 1] = 1;")]
    [InlineData("int at = list.IndexOf(3); list[at] = 1; await F();")]
    [InlineData("int at = i; await F(); list[at] = 1;")]
    [InlineData("{|ASYNCRACE001:list[list.Count - 1] = await F()|};")]
    [InlineData("int at = list.Count - 1; var x = await F(); if (at < list.Count) list[at] = x;")]
    [InlineData("int at = list.IndexOf(3); await F(); if (list[at] == 3) list[at] = 1;")]
    [InlineData("int at = list.IndexOf(3); await F(); if (list[0] == 3) {|ASYNCRACE001:list[at] = 1|};")]
    [InlineData("for (int j = 0; j < list.Count; j++) list[j] = await F();")]
    [InlineData("foreach (var k in map.Keys.ToArray()) map[k] = await F();")]
    public Task Index_ThatIsStale_MeansAnotherElement(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory, Trait("Semantics", "What makes a value or a check stale")]
    [InlineData("public async Task M() { if (cfg is null) await Connect(); } private async Task Connect() { if (cfg is null) {|ASYNCRACE007 info:cfg = await L()|}; }")]
    [InlineData("public async Task M() { if (cfg is null) await Connect(); } public async Task N() { if (cfg is null) await Connect(); } private async Task Connect() { {|ASYNCRACE007 info:cfg = await L()|}; }")]
    public Task Write_ThatIsWrongForSeveralReasons_IsReportedOnce(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory, Trait("Semantics", "Try, catch, finally")]
    [InlineData("var t = n; try { t = await F(); } catch (IOException) { {|ASYNCRACE001:n = t|}; }")]
    [InlineData("var t = n; try { t = Unknown(1); } catch (IOException) { n = t; } await F();")]
    public Task Handler_SeesWhatWasKnownAtTheSuspension(string statement) => EngineTest.VerifyStatementAsync(statement);

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
    [InlineData("private volatile int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("private static int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("private int v; public async void M() { if (v == 0) { await F(); {|ASYNCRACE002:v = 1|}; } }")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } public void Set() { lock (gate) { v = 3; } }")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); lock (gate) { {|ASYNCRACE002:v = 1|}; } } }")]
    [InlineData("private int v; public async Task M() { bool free; lock (gate) { free = v == 0; } if (free) { await F(); {|ASYNCRACE002:v = 1|}; } }")]
    [InlineData("private int v; public async Task M() { lock (gate) { Show(1); } if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } public void Set() => Volatile.Write(ref v, 3);")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } public void Set() => v = 3;")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } public void Wire(Action<Func<Task>> register) => register(M);")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002:v = 1|}; } } public void Wire() => Task.Run(M);")]
    [InlineData("private int v; public async Task M() { var own = new SemaphoreSlim(1); await own.WaitAsync(); own.Release(); if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("private int v; public async Task StartAsync() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } public int Get() { lock (gate) { return v; } }")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } public int Get() => v;")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } public int Get() => Volatile.Read(ref v);")]
    [InlineData("private int v; public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } public void Add() => Interlocked.Add(ref v, 1);")]
    [InlineData("private ImmutableList<int> v = ImmutableList<int>.Empty; public async Task M() { if (v.IsEmpty) { await F(); {|ASYNCRACE002 info:v = v.Add(1)|}; } } public void Add() => ImmutableInterlocked.Update(ref v, all => all.Add(2));")]
    [InlineData("private int v; private readonly Lock thread = new(); public async Task M() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } public void Set() { using (thread.EnterScope()) { v = 3; } }")]
    [InlineData("private int v; public async Task M() { await sem.WaitAsync(); sem.Release(); if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("private int v; public async Task M() { await sem.WaitAsync(); sem.Release(); if (v == 0) await Set(); } private async Task Set() { await F(); {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("private int v; public async Task M() { if (v == 0) await Set(); } private async Task Set() { await F(); {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("private int v; private async Task Fetch(int x) { if (v == 0) { await G(x); {|ASYNCRACE002:v = 1|}; } } public async Task M() { await Task.WhenAll(Fetch(1), Fetch(2)); }")]
    [InlineData("private int v; private async Task Fetch(int x) { if (v == 0) { await G(x); {|ASYNCRACE002 info:v = 1|}; } } public async Task M() { await Task.WhenAll(Fetch(1), F()); }")]
    [InlineData("private int v; private async Task Fetch(int x) { if (v == 0) { await G(x); {|ASYNCRACE002 info:v = 1|}; } } public async Task M() { await Fetch(1); await Fetch(2); }")]
    [InlineData("private int v; private async Task Fetch(int x) { if (v == 0) { await G(x); {|ASYNCRACE002:v = 1|}; } } public async Task M(int[] items) { await Task.WhenAll(items.Select(x => Fetch(x))); }")]
    [InlineData("private int v; private async Task Fetch(int x) { if (v == 0) { await G(x); {|ASYNCRACE002:v = 1|}; } } public async Task M(int[] items) { await Parallel.ForEachAsync(items, async (x, _) => await Fetch(x)); }")]
    [InlineData("private int v; private async Task Fetch(int x) { if (v == 0) { await G(x); {|ASYNCRACE002:v = 1|}; } } public async Task M(int[] items) { var all = new List<Task>(); foreach (int x in items) all.Add(Fetch(x)); await Task.WhenAll(all); }")]
    [InlineData("private int v; private async Task Fetch(int x) { if (v == 0) { await G(x); {|ASYNCRACE002 info:v = 1|}; } } public async Task M(int[] items) { foreach (int x in items) await Fetch(x); }")]
    [InlineData("private int v; private readonly Timer timer; public Service() => timer = new Timer(_ => Refill()); private void Refill() => {|ASYNCRACE002 info:v = 5|}; public async Task M() { if (v == 0) { await F(); Refill(); } }")]
    [InlineData("private int v; public Service() { _ = Loop(); } private async Task Loop() { while (true) { if (v == 0) { await F(); {|ASYNCRACE002:v = 1|}; } } } public async void Tick() => v = 2;")]
    [InlineData("private int v; public Service() { _ = Loop(); } private async Task Loop() { while (true) { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } } public void Tick() => v = 2;")]
    [InlineData("public async Task StartAsync(int[] items) { bool once = false; await Task.WhenAll(items.Select(async e => { if (once) return; await F(); {|ASYNCRACE002:once = true|}; })); }")]
    [InlineData("private interface IOpener { Task OpenAsync(); } private sealed class Opener : IOpener { private readonly object gate = new(); private int v; public int Value() { lock (gate) { return v; } } async Task IOpener.OpenAsync() { {|ASYNCRACE001 info:v += await F()|}; } }")]
    [InlineData("private sealed class Opener { private readonly object gate = new(); private int v; public int Value() { lock (gate) { return v; } } public async Task OpenAsync() { await OpenCoreAsync(); } private async Task OpenCoreAsync() { {|ASYNCRACE001 info:v += await F()|}; } }")]
    public Task Sign_ThatSeveralTasksAreThere(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory, Trait("Semantics", "Evidence")]
    [InlineData("LinkedList<int>", "RemoveFirst()")]
    [InlineData("LinkedList<int>", "RemoveLast()")]
    [InlineData("List<int>", "RemoveAt(0)")]
    [InlineData("List<int>", "RemoveRange(0, 1)")]
    [InlineData("Queue<int>", "Dequeue()")]
    [InlineData("Stack<int>", "Pop()")]
    public Task Change_ThatThrowsWhereNothingIsLeft_IsAWarning(string type, string change) => EngineTest.VerifyMemberAsync(
        $"private readonly {type} all = new(); public async Task M() {{ if (all.Count > 0) {{ await F(); {{|ASYNCRACE002:all.{change}|}}; }} }} public void Drop() {{ all.{change}; }}");

    [Theory, Trait("Semantics", "Evidence")]
    [InlineData("public Service() { _ = Once(); } private async Task Once() { var t = v; await F(); v = t + 1; }")]
    [InlineData("public Service() { _ = Once(); } internal async Task Once() { var t = v; await F(); {|ASYNCRACE001 info:v = t + 1|}; }")]
    [InlineData("public Service() { _ = Once(); } protected async Task Once() { var t = v; await F(); {|ASYNCRACE001:v = t + 1|}; }")]
    [InlineData("public Service() { _ = Once(); } public async Task Once() { var t = v; await F(); {|ASYNCRACE001:v = t + 1|}; }")]
    public Task Member_ThatIsNotPrivate_IsCalledByOthers(string members) => EngineTest.VerifyMemberAsync("private int v; " + members);

    [Theory, Trait("Semantics", "What clears staleness")]
    [InlineData("public static async Task<Own> Create() { var own = new Own(); await own.Fill(); return own; } private async Task Fill() { var t = v; await F(); v = t + 1; }")]
    [InlineData("public static async Task<Own> Create() { var own = new Own(); await own.Fill(); return own; } private async Task Fill() { var t = v; await F(); v = t + 1; } public void Reset() => v = 0;")]
    [InlineData("public static async Task<Own> Create(Own own) { await own.Fill(); return own; } private async Task Fill() { var t = v; await F(); {|ASYNCRACE001:v = t + 1|}; } public void Reset() => v = 0;")]
    [InlineData("public static async Task<Own> Create() { var own = new Own(); await own.Loop(); return own; } public void Start() { _ = Loop(); } private async Task Loop() { var t = v; await F(); v = t + 1; }")]
    [InlineData("public void Start() { _ = Loop(); } private async Task Loop() { while (true) { var t = v; await F(); v = t + 1; } }")]
    [InlineData("public void Add(int x) { _ = Loop(x); } private async Task Loop(int x) { while (true) { var t = v; await F(); {|ASYNCRACE001:v = t + 1|}; } }")]
    [InlineData("public void Start() { _ = Loop(); } private async Task Loop() { while (true) { var t = v; await F(); {|ASYNCRACE001:v = t + 1|}; } } public void Reset() => v = 0;")]
    [InlineData("public Own() { _ = Loop(); _ = Loop(); } private async Task Loop() { while (true) { var t = v; await F(); {|ASYNCRACE001:v = t + 1|}; } }")]
    [InlineData("public Own() { _ = Loop(); } public Own(int start) { v = start; _ = Loop(); } private async Task Loop() { while (true) { var t = v; await F(); v = t + 1; } }")]
    [InlineData("public Own(bool now) { if (now) _ = Loop(); else _ = Loop(); } private async Task Loop() { while (true) { var t = v; await F(); v = t + 1; } }")]
    public Task ObjectThatNobodyKnows_AndLoopThatRunsOnce_AreConfined(string members) => EngineTest.VerifyMemberAsync("public sealed class Own { private int v; " + members + " }");

    [Theory, Trait("Semantics", "What clears staleness")]
    [InlineData("if (Interlocked.CompareExchange(ref running, 1, 0) != 0) return; if (Interlocked.Exchange(ref running, 0) == 1) Show(1); {|ASYNCRACE001:n = n + await F()|};")]
    [InlineData("if (Interlocked.CompareExchange(ref running, 1, 0) != 0) return; n = n + await F(); if (Interlocked.Exchange(ref running, 0) == 1) Show(1);")]
    [InlineData("var t = n; if (Interlocked.Exchange(ref running, 1) == 1) return; await F(); n = t + 1; Volatile.Write(ref running, 0);")]
    [InlineData("var t = n; await F(); if (Interlocked.Exchange(ref running, 1) == 1) return; {|ASYNCRACE001:n = t + 1|}; Volatile.Write(ref running, 0);")]
    public Task Gate_KeepsOthersOutOfEverythingUpToItsReset(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory, Trait("Semantics", "Captured locals")]
    [InlineData("int x = 0; Parallel.For(0, 9, async e => { {|ASYNCRACE001:x += await G(e)|}; }); Show(x);")]
    [InlineData("int x = 0; Parallel.ForEach(items, async e => { {|ASYNCRACE001:x += await G(e)|}; }); Show(x);")]
    [InlineData("int x = 0; Show(items.Select(e => x += e).ToList()); x += await F(); Show(x);")]
    [InlineData("int x = 0; Show(items.Select(async e => { await F(); {|ASYNCRACE001:x = x + await G(e)|}; }).ToList()); x = 1; await F();")]
    public Task Lambda_RunsWhereItsCalleeRunsIt(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory, Trait("Semantics", "Helpers")]
    [InlineData("public class Opened { private int n; public virtual int Get() => n; public async Task M() { var t = Get(); await F(); n = t + 1; } }")]
    [InlineData("public sealed class Closed { private int n; public int Get() => n; public async Task M() { var t = Get(); await F(); {|ASYNCRACE001:n = t + 1|}; } }")]
    [InlineData("public abstract class Upper { public abstract int Get(); } public sealed class Lower : Upper { private int n; public override int Get() => n; public async Task M() { var t = Get(); await F(); {|ASYNCRACE001:n = t + 1|}; } }")]
    [InlineData("public abstract class Upper { public abstract int Get(); } public class Lower : Upper { private int n; public sealed override int Get() => n; public async Task M() { var t = Get(); await F(); {|ASYNCRACE001:n = t + 1|}; } }")]
    public Task Helper_ThatCanBeOverridden_IsNotLookedInto(string type) => EngineTest.VerifyMemberAsync(type);

    [Theory, Trait("Semantics", "Collections in use")]
    [InlineData("Close()")]
    [InlineData("CloseAsync()")]
    [InlineData("Dispose()")]
    [InlineData("DisposeAsync()")]
    [InlineData("Cancel()")]
    [InlineData("CancelAsync()")]
    [InlineData("Complete()")]
    [InlineData("TryComplete()")]
    [InlineData("Abort()")]
    [InlineData("Shutdown()")]
    [InlineData("Disconnect()")]
    public async Task Element_ThatIsTakenOutAndEnded_IsInUse(string end)
    {
        const string Connections = "public interface IConnection { Task Send(); void Ping(); void Close(); Task CloseAsync(); void Dispose(); ValueTask DisposeAsync(); void Cancel(); Task CancelAsync(); void Complete(); bool TryComplete(); void Abort(); void Shutdown(); void Disconnect(); } private readonly Dictionary<int, IConnection> all = new(); ";
        await EngineTest.VerifyMemberAsync(Connections + "public void Drop(int id) { if (all.Remove(id, out var gone)) gone." + end + "; } public async Task M() { foreach (var one in {|ASYNCRACE003:all.Values|}) await one.Send(); await Task.WhenAll({|ASYNCRACE003:all.Values.Select(one => one.Send())|}); }");
        await EngineTest.VerifyMemberAsync(Connections + "public void Drop(int id) { if (all.Remove(id, out var gone)) gone.Ping(); } public async Task M() { foreach (var one in all.Values) await one.Send(); await Task.WhenAll(all.Values.Select(one => one.Send())); }");
        await EngineTest.VerifyMemberAsync(Connections + "public void Drop(int id) { if (all.TryGetValue(id, out var one)) one." + end + "; } public async Task M() { foreach (var one in all.Values) await one.Send(); }");
    }
}
