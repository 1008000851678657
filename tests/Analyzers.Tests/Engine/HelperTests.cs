namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>B9: what a call of the type's own methods reads, writes, returns and locks.</summary>
[Trait("Semantics", "Helpers")]
public sealed class HelperTests
{
    [Theory]
    [InlineData("private int Get() => n; public async Task M() { var t = Get(); await F(); {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("private int Get() { Show(1); return n + 1; } public async Task M() { var t = Get(); await F(); {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("private int Get() => Deeper(); private int Deeper() => n; public async Task M() { var t = Get(); await F(); {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("private int Get() => m; public async Task M() { var t = Get(); await F(); n = t + 1; }")]
    [InlineData("private int Value { get { Show(1); return n; } } public async Task M() { var t = Value; await F(); {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("private bool IsEmpty => n == 0; public async Task M() { if (IsEmpty) { await F(); {|ASYNCRACE002 info:n = 1|}; } }")]
    [InlineData("private bool Has => cfg is not null; public async Task M() { if (Has) return; var x = await L(); if (Has) return; cfg = x; }")]
    [InlineData("private async Task<int> GetAsync() { await F(); return n; } public async Task M() { var t = await GetAsync(); await F(); {|ASYNCRACE001 info:n = t + 1|}; }")]
    [InlineData("private async Task<int> GetAsync() { var t = n; await F(); return t; } public async Task M() { {|ASYNCRACE001 info:n = await GetAsync() + 1|}; }")]
    [InlineData("private static int Twice(int x) => x * 2; public async Task M() { var t = Twice(n); await F(); {|ASYNCRACE001:n = t|}; }")]
    [InlineData("private static int Twice(int x) => x * 2; public async Task M() { var t = Twice(m); await F(); n = t; }")]
    [InlineData("public virtual int Get() => 1; public async Task M() { var t = Get(); await F(); n = t + 1; }")]
    public Task Helper_ThatReturnsALocation_Reads(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory]
    [InlineData("private void Set(int x) => n = x; public async Task M() { Set(1); await F(); Set(2); }")]
    [InlineData("private bool Begin() { lock (gate) { if (busy) return false; busy = true; return true; } } public async Task M() { if (!Begin()) return; {0} busy = false; }")]
    [InlineData("private bool Begin() { if (!busy) { busy = true; return true; } return false; } public async Task M() { if (!Begin()) return; {0} busy = false; }")]
    [InlineData("private bool Begin() { if (Interlocked.Exchange(ref running, 1) == 1) return false; return true; } public async Task M() { if (!Begin()) return; {0} running = 0; }")]
    [InlineData("private bool Begin() => Interlocked.Exchange(ref running, 1) == 0; public async Task M() { if (!Begin()) return; {0} running = 0; }")]
    public Task Helper_ThatClaims_Claims(string members) => EngineTest.VerifyMemberAsync(members.Replace("{0}", "if (m == 0) { await F(); m = 1; }", StringComparison.Ordinal));

    [Theory]
    [InlineData("public async Task M() { if (cfg is null) await Connect(); } private async Task Connect() { {|ASYNCRACE007 info:cfg = await L()|}; }")]
    [InlineData("public async Task M() { if (cfg is null) await Connect().ConfigureAwait(false); } private async Task Connect() { {|ASYNCRACE007 info:cfg = await L()|}; }")]
    [InlineData("public async Task M() { if (cfg is null) await Connect(); } private async Task Connect() { cfg = new(); await F(); }")]
    [InlineData("public async Task M() { if (slot is null) await Connect(); } private async Task Connect() { cfg = await L(); }")]
    [InlineData("public async Task M() { if (cfg is null) Show(1); await Connect(); } private async Task Connect() { cfg = await L(); }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { if (cfg is null) await Connect(); } finally { sem.Release(); } } private async Task Connect() { cfg = await L(); }")]
    [InlineData("public async Task M() { if (cfg is null) await Connect(); } private async Task Connect() { await sem.WaitAsync(); try { {|ASYNCRACE007:cfg = await L()|}; } finally { sem.Release(); } }")]
    [InlineData("public async Task M() { if (cfg is null) await Connect(); } private async Task Connect() { await sem.WaitAsync(); try { cfg ??= await L(); } finally { sem.Release(); } }")]
    [InlineData("public async Task M() { if (busy) return; busy = true; if (cfg is null) await Connect(); busy = false; } private async Task Connect() { cfg = await L(); }")]
    [InlineData("public async Task M() { if (cfg is null) await Connect(); } private async Task Connect() { var x = await L(); if (cfg is null) cfg = x; }")]
    [InlineData("public async Task M() { await Store(m + 1); } private async Task Store(int x) { await F(); n = x; }")]
    public Task Helper_ThatWritesUnderItsCallersCheck_IsReportedAtTheWrite(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory]
    [InlineData("public async Task M() { await Store(n + 1); } private async Task Store(int x) { await F(); {|ASYNCRACE001:n = x|}; }")]
    [InlineData("public Task M() => Store(n + 1); private async Task Store(int x) { await F(); {|ASYNCRACE001:n = x|}; }")]
    [InlineData("public async Task M() { await Outer(n + 1); } private Task Outer(int y) => Store(y); private async Task Store(int x) { await F(); {|ASYNCRACE001:n = x|}; }")]
    [InlineData("public async Task M() { await Outer(n); } private async Task Outer(int y) { await F(); Store(y + 1); } private void Store(int x) { {|ASYNCRACE001:n = x|}; }")]
    [InlineData("public async Task M() { int t = n; await F(); Store(t + 1); } private void Store(int x) => {|ASYNCRACE001:n = x|};")]
    [InlineData("public async Task M() { int t = n; await F(); Stored = t + 1; } private int Stored { set { Show(value); {|ASYNCRACE001:n = value|}; } }")]
    [InlineData("public async Task M() { await Store(n + 1); } private async Task Store(int x) { n = x; await F(); }")]
    [InlineData("public async Task M() { await Store(m + 1); } private async Task Store(int x) { await F(); n = x; }")]
    [InlineData("public async Task M() { await sem.WaitAsync(); try { await Store(n + 1); } finally { sem.Release(); } } private async Task Store(int x) { await F(); n = x; }")]
    [InlineData("public async Task M() { await Store(n + 1, n); } private async Task Store(int x, int old) { await F(); if (n == old) n = x; }")]
    [InlineData("public async Task M() { await Store(n + 1); } private async Task Store(int x) { await F(); {|ASYNCRACE001:Interlocked.Exchange(ref n, x)|}; }")]
    [InlineData("public async Task M() { await Store(n); } private async Task Store(int x) { x = await F(); n = x; }")]
    [InlineData("public async Task M() { int t = n; await F(); Add(t); } private void Add(int x) => {|ASYNCRACE001 info:n += x|};")]
    public Task Helper_ThatStoresWhatItIsGiven_IsReportedAtTheStore(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory]
    [InlineData("private void Begin() => busy = true; private void End() => busy = false; public async Task M() { if (busy) return; Begin(); try { n += await F(); } finally { End(); } }")]
    [InlineData("private void Begin() => busy = true; public async Task M() { if (busy) return; Begin(); n += await F(); busy = false; }")]
    [InlineData("private void End() => busy = false; public async Task M() { if (busy) return; busy = true; End(); {|ASYNCRACE001:n += await F()|}; }")]
    [InlineData("private async Task ClaimAsync() { busy = true; await F(); } public async Task M() { if (busy) return; await ClaimAsync(); n += await F(); busy = false; }")]
    [InlineData("private async Task ClaimAsync() { await F(); {|ASYNCRACE002 info:busy = true|}; } public async Task M() { if (busy) return; await ClaimAsync(); {|ASYNCRACE001:n += await F()|}; {|ASYNCRACE002 info:busy = false|}; }")]
    [InlineData("private void Take() { list = new(); } public async Task M() { var batch = list; Take(); await Send(batch); }")]
    public Task Helper_ThatWritesAConstant_BeginsOrEndsAClaim(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory]
    [InlineData("public async Task M() { if (busy) return; await Core(); } private async Task Core() { busy = true; try { {0} } finally { busy = false; } }")]
    [InlineData("public Task M() { if (busy) return Task.CompletedTask; return Core(); } private async Task Core() { busy = true; try { {0} } finally { busy = false; } }")]
    [InlineData("public void M() { if (busy) return; _ = Core(); } private async Task Core() { busy = true; {0} busy = false; }")]
    [InlineData("public async Task M() { if (busy || done) return; await Core(); } public async Task N() { if (!busy) await Core(); } private async Task Core() { busy = true; {0} busy = false; }")]
    [InlineData("public async Task M() { if (load != null) return; await Core(); } private async Task Core() { load = F(); {0} load = null; }")]
    public Task Helper_ThatClaimsWhatItsCallersCheck_IsExclusive(string members) => EngineTest.VerifyMemberAsync(members.Replace("{0}", "n = n + await F();", StringComparison.Ordinal));

    [Theory]
    [InlineData("public async Task M() { if (busy) return; await Core(); } public async Task N() { await Core(); } private async Task Core() { busy = true; {0} busy = false; }")]
    [InlineData("public async Task M() { if (busy) return; await Core(); } public async Task Core() { busy = true; {0} busy = false; }")]
    [InlineData("public async Task M() { if (busy) return; await F(); await Core(); } private async Task Core() { {|ASYNCRACE002 info:busy = true|}; {0} {|ASYNCRACE002 info:busy = false|}; }")]
    [InlineData("public async Task M() { if (done) return; await Core(); } private async Task Core() { busy = true; {0} busy = false; }")]
    [InlineData("public async Task M() { if (busy) Show(1); await Core(); } private async Task Core() { busy = true; {0} busy = false; }")]
    public Task Helper_ThatSetsAFlag_IsNotExclusive(string members) => EngineTest.VerifyMemberAsync(members.Replace("{0}", "{|ASYNCRACE001:n = n + await F()|};", StringComparison.Ordinal));

    [Theory]
    [InlineData("private bool IsEmpty() { if (n == 0) return true; return false; } public async Task M() { if (IsEmpty()) { await F(); {|ASYNCRACE002 info:n = 1|}; } }")]
    [InlineData("private bool IsEmpty() { if (n == 0) return true; return false; } public async Task M() { if (IsEmpty()) { await F(); m = 1; } }")]
    [InlineData("private bool Has => cfg is not null; public async Task M() { if (!Has) {|ASYNCRACE007 info:cfg = await L()|}; }")]
    [InlineData("private bool Has() { return cfg != null; } public async Task M() { if (Has()) return; {|ASYNCRACE007 info:cfg = await L()|}; }")]
    [InlineData("private bool Is(int v) => state == v; public async Task M() { if (Is(1)) { await F(); {|ASYNCRACE002 info:state = 2|}; } }")]
    public Task Helper_ThatTests_IsACheck(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory]
    [InlineData("public async Task M() { if (cfg is null) await Connect(); } private Task Connect() => ConnectCore(); private async Task ConnectCore() { {|ASYNCRACE007 info:cfg = await L()|}; }")]
    [InlineData("public async Task M() { if (cfg is null) { var t = Connect(); Show(t); await t; } } private async Task Connect() { {|ASYNCRACE007 info:cfg = await L()|}; }")]
    public Task Helper_WhoseTaskIsHandedOn_IsStillKnown(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory]
    [InlineData("private async Task<int> Get(int d) { if (d > 0) return await Get(d - 1); await F(); return n; } public async Task M() { {|ASYNCRACE001 info:n = await Get(3) + await F()|}; }")]
    [InlineData("private async Task A(int d) { if (d > 0) await B(d - 1); else {|ASYNCRACE007 info:cfg = await L()|}; } private async Task B(int d) => await A(d); public async Task M() { if (cfg is null) await B(1); }")]
    [InlineData("private async Task A(int d) { if (d > 0) await B(d - 1); } private async Task B(int d) { var t = n; await A(d); n = t; } public Task M() => A(1);")]
    [InlineData("private async Task Nothing(int d) { if (d > 0) await Nothing(d - 1); } public async Task M() { var t = n; await Nothing(3); n = t + 1; }")]
    [InlineData("private async Task Store(int x, int d) { if (d > 0) await Store(x, d - 1); else { await F(); {|ASYNCRACE001 info:n = x|}; } } public async Task M() { await Store(n + 1, 2); }")]
    [InlineData("public async Task M(int d) { if (cfg is null) await Connect(d); } private async Task Connect(int d) { try { {|ASYNCRACE007 info:cfg = await L()|}; } catch (IOException) { if (d > 0) await Connect(d - 1); } }")]
    public Task Recursion_IsFollowed(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory]
    [InlineData("private Task Recurse(int d) => d == 0 ? F() : Recurse(d - 1); public async Task M() { var t = n; await Recurse(3); {|ASYNCRACE001:n = t|}; }")]
    [InlineData("private async Task A(int d) { if (d > 0) await B(d - 1); else await F(); } private async Task B(int d) { var t = n; await A(d); {|ASYNCRACE001:n = t|}; } public Task M() => A(1);")]
    [InlineData("private int A(int d) => d == 0 ? n : B(d - 1); private int B(int d) => A(d); public async Task M() { var t = A(1); await F(); {|ASYNCRACE001:n = t|}; }")]
    public Task Recursion_Ends(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory]
    [InlineData("public C() => Init(); private async void Init() { int t = n; await Task.Yield(); n = t + 1; } private int n;")]
    [InlineData("public C() => Fill(); private void Fill() { n = 1; } private int n; public async Task M() { await Task.Yield(); Console.WriteLine(n); }")]
    [InlineData("public static async Task<C> Create() { var c = new C(); await c.Init(); return c; } private async Task Init() { int t = n; await Task.Yield(); n = t + 1; } private int n;")]
    [InlineData("public static async Task<C> Create() { var c = new C(); s_last = c; await c.Init(); return c; } private static C s_last; private async Task Init() { int t = n; await Task.Yield(); {|ASYNCRACE001 info:n = t + 1|}; } private int n;")]
    [InlineData("public C() { _ = Loop(); } private async Task Loop() { while (true) { int t = n; await Task.Yield(); n = t + 1; } } private int n;")]
    [InlineData("public C() { _ = Loop(); } public void Reset() => n = 0; private async Task Loop() { while (true) { int t = n; await Task.Yield(); {|ASYNCRACE001:n = t + 1|}; } } private int n;")]
    [InlineData("public C() { for (int i = 0; i < 9; i++) _ = Loop(); } private async Task Loop() { while (true) { int t = n; await Task.Yield(); {|ASYNCRACE001:n = t + 1|}; } } private int n;")]
    [InlineData("public C() => Wire(); private void Wire() => n = 1; private int n; public async Task M() { if (n == 0) return; await Task.Yield(); {|ASYNCRACE002 info:n++|}; }")]
    [InlineData("public C() => Wire(); private void Wire() => all.Add(1); private readonly List<int> all = new(); public async Task M() { foreach (var x in all) await Task.Yield(); }")]
    [InlineData("public static async Task Main() { n += await Task.Run(() => 1); } private static int n;")]
    [InlineData("private async Task Never() { int t = n; await Task.Yield(); {|ASYNCRACE001 info:n = t + 1|}; } private int n;")]
    [InlineData("internal async Task Once() { int t = n; await Task.Yield(); {|ASYNCRACE001:n = t + 1|}; } private int n;")]
    [InlineData("protected async Task Once() { int t = n; await Task.Yield(); {|ASYNCRACE001:n = t + 1|}; } private int n;")]
    [InlineData("private async void OnClick(object s, EventArgs e) { int t = n; await Task.Yield(); {|ASYNCRACE001:n = t + 1|}; } public void Wire(Action<EventHandler> add) => add(OnClick); private int n;")]
    [InlineData("private async void OnClick(object s, EventArgs e) { int t = n; await Task.Yield(); {|ASYNCRACE001:n = t + 1|}; } public event EventHandler E; public C() { E += OnClick; } private int n;")]
    public Task Confinement_FollowsFromWhoCalls(string members) => EngineTest.VerifyAsync($"public class C {{ {members} }}");
}
