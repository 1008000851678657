using AsyncRace.Analyzers.Configuration;
using AsyncRace.Analyzers.Model;
using AsyncRace.Analyzers.Tests.Configuration;

namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>
/// A type that awaits is only bound if its syntax changes something, takes a lock or uses a signal. Each kind of change is seen however it is
/// spelled; and the nearest code that changes nothing is not taken for one.
/// </summary>
public sealed class StateChangesTests
{
    private const string Frame = """
        public class Session { public int N; public List<int> Items = new(); }
        public class Base { protected int inherited; }
        public partial class Service : Base
        {
            private int _n;
            private static int s_n;
            private readonly List<int> _list = new();
            private readonly Session _session = new();
            private event Action Changed;
            public async Task RunAsync(Session given, int at) { await Task.Yield(); /* statement */ }
            /* member */
        }
        """;

    [Theory]
    [InlineData("_n = 1;")]
    [InlineData("_n ??= 1;")]
    [InlineData("_n += at;")]
    [InlineData("_n++;")]
    [InlineData("--_n;")]
    [InlineData("(_n) = 1;")]
    [InlineData("_n! = 1;")]
    [InlineData("this._n = 1;")]
    [InlineData("s_n = 1;")]
    [InlineData("Service.s_n++;")]
    [InlineData("inherited = 1;")]
    [InlineData("@_n = 1;")]
    [InlineData("(_n, at) = (1, 2);")]
    [InlineData("(int a, _n) = (1, 2);")]
    [InlineData("Changed += Done;")]
    [InlineData("_session.N = 1;")]
    [InlineData("_list[0] = 1;")]
    [InlineData("_session.Items[at]++;")]
    public Task Assignment_IsSeen(string statement) => IsSeenAsync(statement, expected: true);

    [Theory]
    [InlineData("int n = 0; n = n + 1; n++; --n;")]
    [InlineData("at = at + 1;")]
    [InlineData("var (a, b) = Two(); (a, b) = (b, a);")]
    [InlineData("_ = Find();")]
    [InlineData("(_, at) = Two();")]
    [InlineData("foreach (int i in _list) { int n = i; n++; }")]
    [InlineData("if (given is { N: var n }) n = 1;")]
    [InlineData("Run(() => { int n = 0; n++; });")]
    [InlineData("Run(n => { n = n + 1; });")]
    [InlineData("Put(1); void Put(int n) { n++; }")]
    [InlineData("int n = 0; n++; Run(() => at);")]
    public Task AssignmentToAVariableOfItsOwn_IsNone(string statement) => IsSeenAsync(statement, expected: false);

    [Theory]
    [InlineData("int n = 0; Run(() => n++);")]
    [InlineData("int n = 0; Run(delegate { n = 1; });")]
    [InlineData("int n = 0; Run(() => n); n = 1;")]
    [InlineData("int n = 0; Count(); void Count() { n++; }")]
    [InlineData("Run(() => at = 1);")]
    [InlineData("Run(() => { int n = 0; Run(() => n = 1); });")]
    [InlineData("int n = 0; var all = from i in _list select n = i;")]
    [InlineData("var list = new List<int>(); Run(() => list.Add(1));")]
    [InlineData("var s = new Session(); Run(() => s.N = 1);")]
    public Task AssignmentToACapturedVariable_IsSeen(string statement) => IsSeenAsync(statement, expected: true);

    [Theory]
    [InlineData("_list.Add(1);")]
    [InlineData("_list?.Add(1);")]
    [InlineData("_list!.Add(1);")]
    [InlineData("(_list).Add(1);")]
    [InlineData("this._list.Add(1);")]
    [InlineData("_session.Items.Add(1);")]
    [InlineData("_session?.Items.Add(1);")]
    [InlineData("_list.ForEach(_session.Items.Add);")]
    [InlineData("Add(1);")]
    [InlineData("var list = _list; list.Add(1);")]
    [InlineData("var list = at > 0 ? _list : new(); list.Add(1);")]
    [InlineData("var list = new List<int>(); list = _list; list.Add(1);")]
    [InlineData("var list = new List<int>(); (list, _) = (_list, 1); list.Add(1);")]
    [InlineData("{ var list = new List<int>(); } { var list = _list; list.Add(1); }")]
    [InlineData("_ = new Session { Items = { 1 } };")]
    [InlineData("Array.Sort(_list);")]
    public Task ChangeOfACollection_IsSeen(string statement) => IsSeenAsync(statement, expected: true);

    [Theory]
    [InlineData("var s = _session; s.N = 1;")]
    [InlineData("var s = this; s._n = 1;")]
    [InlineData("var s = (Session)_session!; s.N = 1;")]
    [InlineData("var s = (_session as Session); s.N = 1;")]
    [InlineData("var s = given ?? _session; s.N = 1;")]
    [InlineData("var s = at > 0 ? given : _session; s.N = 1;")]
    [InlineData("var s = at switch { 0 => given, _ => _session }; s.N = 1;")]
    [InlineData("var s = _session?.Next; s.N = 1;")]
    [InlineData("Session s; s = _session; s.N = 1;")]
    [InlineData("Session s = null; s ??= _session; s.N = 1;")]
    [InlineData("Session s; var t = s = _session; t.N = 1;")]
    [InlineData("var s = _session; var t = s; t.N = 1;")]
    [InlineData("Session t = null; while (at > 0) { t.N = 1; var s = _session; t = s; }")]
    [InlineData("given = _session; given.N = 1;")]
    [InlineData("(given, at) = (_session, 1); given.N = 1;")]
    [InlineData("var (s, n) = (_session, 1); s.N = 1;")]
    [InlineData("if (_session is { } s) s.N = 1;")]
    [InlineData("if (_session is Session s) s.N = 1;")]
    [InlineData("if (_session is { Items: var list }) list.Add(1);")]
    [InlineData("switch (_session) { case { } s: s.N = 1; break; }")]
    [InlineData("_ = _session switch { { } s => s.N = 1 };")]
    [InlineData("Registry.All.Add(1);")]
    [InlineData("given.Slot.Value = 1;")]
    public Task ChangeThroughAVariable_IsSeen(string statement) => IsSeenAsync(statement, expected: true);

    /// <summary>Whose objects these are nobody can tell: the engine says nothing of them, either.</summary>
    [Theory]
    [InlineData("given.N++;")]
    [InlineData("given.Items.Add(1);")]
    [InlineData("var s = given; s.N = 1;")]
    [InlineData("Find().N = 1;")]
    [InlineData("Find().Items.Add(_n);")]
    [InlineData("(await FindAsync()).N = 1;")]
    [InlineData("var s = await FindAsync(_session); s.N = 1;")]
    [InlineData("int[] all = Find(); all[0] = 1;")]
    [InlineData("foreach (var s in _sessions) s.N = 1;")]
    [InlineData("foreach (var (key, s) in _sessions) s.N = 1;")]
    [InlineData("_sessions[0].N = 1;")]
    [InlineData("var s = new Session(); Get(out s); s.N = 1;")]
    [InlineData("if (Find(out var s)) s.N = 1;")]
    [InlineData("if (given is { Items: var list }) list.Add(1);")]
    [InlineData("switch (given) { case { } s: s.N = 1; break; }")]
    [InlineData("Run(options => options.N = 1);")]
    [InlineData("Run(static options => { options.Items.Add(1); });")]
    [InlineData("try { } catch (Exception e) { throw; }")]
    public Task ChangeOfAnObjectOfOthers_IsNone(string statement) => IsSeenAsync(statement, expected: false);

    [Theory]
    [InlineData("given.N++;")]
    [InlineData("given.Items.Add(1);")]
    [InlineData("var s = given; s.N = 1;")]
    public async Task ChangeOfWhatIsHandedIn_IsSeenWhereTheOptionsAskForIt(string statement) => Assert.True(
        await AreConfiguredInAsync("asyncrace_include_parameters = true", "Service", Frame.Replace("/* statement */", statement, StringComparison.Ordinal)));

    [Theory]
    [InlineData("var list = new List<int>(); list.Add(1); list.Clear();")]
    [InlineData("List<int> list = new() { 1 }; list.Add(1);")]
    [InlineData("var list = new List<int>(); if (at > 0) list = new List<int>(); list.Add(1);")]
    [InlineData("var all = new int[3]; all[0] = 1;")]
    [InlineData("var map = new Dictionary<int, int> { [1] = 2 }; map[2] = 3;")]
    [InlineData("var s = new Session { N = 1 }; s.N = 2; s.Items.Add(1);")]
    [InlineData("var s = new Session { N = at, Items = new List<int> { 1 } };")]
    [InlineData("var copy = Find() with { N = 1 };")]
    [InlineData("Console.WriteLine(_list.Count + _list.IndexOf(_n) + _session.N);")]
    [InlineData("foreach (int i in _list) await SendAsync(i).ConfigureAwait(false);")]
    [InlineData("Run(() => { var list = new List<int>(); list.Add(1); });")]
    public Task ChangeOfAnObjectOfItsOwn_IsNone(string statement) => IsSeenAsync(statement, expected: false);

    [Theory]
    [InlineData("Get(out _n);")]
    [InlineData("Get(ref _session.N);")]
    [InlineData("Interlocked.Increment(ref _n);")]
    [InlineData("Volatile.Write(ref this._n, 1);")]
    [InlineData("ref int n = ref _n; n = 1;")]
    [InlineData("unsafe { fixed (int* p = &_n) *p = 1; }")]
    [InlineData("SynchronizationContext.SetSynchronizationContext(null);")]
    public Task ChangeByReferenceOrOfTheThread_IsSeen(string statement) => IsSeenAsync(statement, expected: true);

    [Theory]
    [InlineData("Get(out int n);")]
    [InlineData("Get(out var n); n++;")]
    [InlineData("Get(out _);")]
    [InlineData("int n = 0; Get(ref n);")]
    [InlineData("Get(in _n);")]
    public Task ReferenceToAVariableOfItsOwn_IsNone(string statement) => IsSeenAsync(statement, expected: false);

    /// <summary>Whatever the engine takes for a change of a collection, by any name.</summary>
    [Theory]
    [InlineData("Add AddRange Insert InsertRange AddFirst AddLast AddAfter AddBefore Enqueue Push Dequeue Pop RemoveAt RemoveFirst RemoveLast RemoveRange")]
    [InlineData("TryAdd Remove RemoveAll RemoveWhere TryDequeue TryPop Clear UnionWith ExceptWith IntersectWith SymmetricExceptWith Reverse Sort TrimExcess EnqueueDequeue DequeueEnqueue")]
    public async Task ChangeOfACollection_IsSeenByItsName(string names)
    {
        foreach (string name in names.Split(' '))
            Assert.True(await AreInAsync(Frame.Replace("/* statement */", $"_list.{name}(1);", StringComparison.Ordinal)), name);
    }

    /// <summary>Whatever the engine takes for something done to a lock, an event or a condition.</summary>
    [Theory]
    [InlineData("Wait WaitAsync WaitOne WaitOneAsync TryWaitAsync Enter EnterAsync TryEnter Acquire AcquireAsync TryAcquireAsync Lock LockAsync TryLockAsync LockOrNullAsync ReaderLockAsync")]
    [InlineData("EnterScope EnterReadLock EnterWriteLock EnterUpgradeableReadLock TryEnterWriteLock EnterExclusive AcquireExclusiveAsync")]
    [InlineData("Release Exit Unlock ReleaseMutex ExitReadLock ExitWriteLock ExitUpgradeableReadLock")]
    [InlineData("Reset WaitUntilAsync TryWaitUntilAsync Notify NotifyOne NotifyAll Pulse PulseAll")]
    public async Task LockOrSignal_IsSeenByItsName(string names)
    {
        foreach (string name in names.Split(' '))
        {
            foreach (string call in (string[])[$"_gate.{name}();", $"_gate?.{name}();", $"{name}();"])
                Assert.True(await AreInAsync(Frame.Replace("/* statement */", call, StringComparison.Ordinal)), call);
        }
    }

    [Theory]
    [InlineData("lock (_list) { }", true)]
    [InlineData("using (_gate.GetLock()) { }", true)]
    [InlineData("_ = new SemaphoreSlim(1);", true)]
    [InlineData("await Clock.AwaitBlock().ConfigureAwait(false);", false)]
    public Task LockOrSignal_IsSeenInAnyStatement(string statement, bool expected) => IsSeenAsync(statement, expected);

    [Theory]
    [InlineData("public Service(int n) { _n = n; this._n++; _list.Add(1); _session.N = 1; Get(out s_n); }", false)]
    [InlineData("static Service() { s_n = 1; }", false)]
    [InlineData("public Service() { Changed += () => _n++; }", true)]
    [InlineData("public Service() { Put(); void Put() => _list.Add(1); }", true)]
    [InlineData("public Service() { _gate = new SemaphoreSlim(1); }", true)]
    [InlineData("public int N { get; set; } = 1;", false)]
    [InlineData("public int N { get => _n; set => _n = value; }", true)]
    [InlineData("public int N { get { int n = _n; n++; return n; } }", false)]
    [InlineData("public int this[int i] { set { _list[i] = value; } }", true)]
    [InlineData("public event Action Done { add { Changed += value; } remove { Changed -= value; } }", true)]
    [InlineData("private readonly Action _put = () => s_n++;", true)]
    [InlineData("public void Put() => _list.Add(1);", true)]
    [InlineData("private ref int Slot() => ref _n;", true)]
    [InlineData("private class Inner { private int _m; public int M() => _m; }", false)]
    [InlineData("private class Inner { private int _m; public void Put() => _m++; }", true)]
    [InlineData("private struct Inner { public void Put() { this = default; } }", true)]
    [InlineData("private enum Kind { One, Two }", false)]
    // What stands for a member in one place may be a variable in another.
    [InlineData("public void Look() { int inherited = 0; inherited++; }", true)]
    [InlineData("private class Inner { private int m; } public void Look() { int m = 0; m++; }", true)]
    public async Task Member_IsSeenWhereItChangesAnything(string member, bool expected) =>
        Assert.Equal(expected, await AreInAsync(Frame.Replace("/* member */", member, StringComparison.Ordinal)));

    [Fact]
    public async Task OtherPartOfTheType_IsSeen() => Assert.True(await AreInAsync(Frame, "public partial class Service { public void Put() => _n = 1; }"));

    [Theory]
    [InlineData("Turn:Begin/Done", "_turn.Begin();", true)]
    [InlineData("Turn:Begin/Done", "_turn.Done();", true)]
    [InlineData("Turn:Begin", "_turn.Begin();", true)]
    [InlineData("Turn:Begin/Done", "_turn.Start();", false)]
    public async Task LockOfATeam_IsSeenByItsName(string named, string statement, bool expected) =>
        Assert.Equal(expected, await AreConfiguredInAsync($"asyncrace_lock_types = {named}", "Service", Frame.Replace("/* statement */", statement, StringComparison.Ordinal)));

    [Fact]
    public async Task TopLevelStatements_AreAlwaysSeen() => Assert.True(await AreConfiguredInAsync("", "Program", "await Task.Yield();"));

#if !ROSLYN_4_5
    [Theory]
    [InlineData("class Service(int n) { public void Put() { n++; } }")]
    [InlineData("class Service(int n) { public void Put() { { int n = 0; } n++; } }")]
    [InlineData("class Service { public int N { get; set => field = value; } }")]
    [InlineData("class Service { private Session _session; public void Put() { _session?.N = 1; } }")]
    [InlineData("class Service { private int _n; public void Put() { Run(() => { }); _n++; } }")]
    public async Task NewerSyntax_IsSeen(string source) => Assert.True(await AreInAsync(source));

    [Theory]
    [InlineData("class Service(int n) { public int Next() => n + 1; }")]
    [InlineData("class Service { public int N { get => field + 1; } }")]
    public async Task NewerSyntax_ThatChangesNothing_IsNone(string source) => Assert.False(await AreInAsync(source));
#endif

    private static async Task IsSeenAsync(string statement, bool expected) =>
        Assert.Equal(expected, await AreInAsync(Frame.Replace("/* statement */", statement, StringComparison.Ordinal)));

    private static Task<bool> AreInAsync(params string[] sources) => AreConfiguredInAsync("", "Service", sources);

    private static async Task<bool> AreConfiguredInAsync(string settings, string type, params string[] sources)
    {
        var compilation = await EngineTest.CompilationAsync(sources);
        var options = new OptionsByFile(ConfiguredOptions.ForAll(settings).AnalyzerConfigOptionsProvider);
        return StateChanges.AreIn(compilation.GetTypeByMetadataName(type)!, options, CancellationToken.None);
    }
}
