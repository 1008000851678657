using System.Globalization;
using AsyncRace.Analyzers.Tests.Configuration;
using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>How much a stale value or check weighs: what begins and ends something against what its object does all the time, and which signs count for what.</summary>
[Trait("Semantics", "Evidence")]
public sealed class WeightTests
{
    private static Task VerifyAsync(string members) => EngineTest.VerifyMemberAsync(
        "private int v; private volatile int w; private volatile object? kept; private readonly List<string> items = new(); private readonly Dictionary<string, int> counts = new(); " + members);

    // Who begins or ends it does so once; others may do as they like.
    [Theory]
    [InlineData("public async Task ConnectAsync() { if (w == 0) { await F(); lock (gate) {|ASYNCRACE002 info:w = 1|}; } }")]
    [InlineData("public async Task GetAsync() { if (w == 0) { await F(); lock (gate) {|ASYNCRACE002:w = 1|}; } }")]
    [InlineData("public async Task ConnectAsync() { await HelpAsync(); } public async Task HelpAsync() { if (w == 0) { await F(); lock (gate) {|ASYNCRACE002:w = 1|}; } }")]
    [InlineData("public async Task ConnectAsync() { await HelpAsync(); } private async Task HelpAsync() { if (w == 0) { await F(); lock (gate) {|ASYNCRACE002 info:w = 1|}; } }")]
    [InlineData("public async Task ConnectAsync() { await HelpAsync(); } private async Task HelpAsync() { await InnerAsync(); async Task InnerAsync() { if (w == 0) { await F(); lock (gate) {|ASYNCRACE002 info:w = 1|}; } } }")]
    [InlineData("public async Task ConnectAsync() { if (w == 0) { await F(); lock (gate) {|ASYNCRACE002 info:w = 1|}; } } public void Close() => w = 0;")]
    [InlineData("public async Task GetAsync() { while (w < 3) { await F(); lock (gate) {|ASYNCRACE002 info:w++|}; } }")]
    [InlineData("public async Task GetAsync() { if (kept != null) { await F(); {|ASYNCRACE002 info:kept = null|}; } }")]
    [InlineData("public async Task CloseAsync() { if (kept != null) { await F(); kept = null; } }")]
    [InlineData("public async Task CloseAsync() { if (kept != null) { await F(); {|ASYNCRACE002 info:kept = null|}; } } public void Use() => kept = new();")]
    [InlineData("public async Task GetAsync() { if (w == 0) await F(); {|ASYNCRACE002 info:w = 1|}; }")]
    [InlineData("public async Task GetAsync() { if (v == 0) await F(); v = 1; }")]
    [InlineData("public async Task ConnectAsync() { if (w == 0) await F(); w = 1; }")]
    [InlineData("public async Task GetAsync() { if (Volatile.Read(ref v) == 0) { await F(); {|ASYNCRACE002 info:Volatile.Write(ref v, 1)|}; } }")]
    [InlineData("public async Task GetAsync() { if (kept != null) { await F(); {|ASYNCRACE002 info:Volatile.Write(ref kept, null)|}; } }")]
    [InlineData("public async Task CloseAsync() { if (kept != null) { await F(); Volatile.Write(ref kept, null); } }")]
    [InlineData("public async Task GetAsync() { if (kept != null) await DropAsync(); } private async Task DropAsync() { await F(); if (m > 0) {|ASYNCRACE002 info:kept = null|}; }")]
    [InlineData("public async Task CloseAsync() { if (kept != null) await DropAsync(); } private async Task DropAsync() { await F(); if (m > 0) kept = null; }")]
    [InlineData("public async Task GetAsync() { if (Volatile.Read(ref v) == 0) await F(); {|ASYNCRACE002 info:Volatile.Write(ref v, 1)|}; }")]
    [InlineData("public async Task ConnectAsync() { if (Volatile.Read(ref v) == 0) await F(); Volatile.Write(ref v, 1); }")]
    [InlineData("private IDisposable? name; public async void OnLoaded() { if (name == null) await FillAsync(); } private async Task FillAsync() { await F(); {|ASYNCRACE007:name = new SemaphoreSlim(1)|}; } public void Use(SemaphoreSlim text) => name = text;")]
    public Task Check_WeighsWhatItsMemberDoes(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("private Action? act; public async Task GetAsync() { var t = act; await F(); {|ASYNCRACE001:act = t + (() => { })|}; }")]
    [InlineData("private static object Wrap(object? o) => new(); private object? plain; public async Task GetAsync() { var t = plain; await F(); {|ASYNCRACE001 info:plain = Wrap(t)|}; }")]
    [InlineData("private static async Task<object> Renew(object? o) { await F(); return new(); } public async Task ConnectAsync() { await ShakeAsync(); } private async Task ShakeAsync() { {|ASYNCRACE001:kept = await Renew(kept)|}; }")]
    [InlineData("private static object Wrap(object? o) => new(); public async Task ConnectAsync() { await ShakeAsync(); } private async Task ShakeAsync() { var t = kept; await F(); {|ASYNCRACE001 info:kept = Wrap(t)|}; }")]
    [InlineData("private static int s_all; public async Task ConnectAsync() { await ShakeAsync(); } private async Task ShakeAsync() { {|ASYNCRACE001:s_all += await F()|}; }")]
    public Task Value_WeighsWhatItIs(string members) => VerifyAsync(members);

    // A private step of connecting, with nothing to show that it is shared, is left to low confidence.
    [Theory]
    [InlineData("public async Task ConnectAsync() { await ShakeAsync(); } private async Task ShakeAsync() { if (v == 0) { await F(); v = 1; } }")]
    [InlineData("public async Task ConnectAsync() { await ShakeAsync(); } private async Task ShakeAsync() { await InnerAsync(); async Task InnerAsync() { if (v == 0) { await F(); v = 1; } } }")]
    [InlineData("public async Task ConnectAsync() { await ShakeAsync(); } private async Task ShakeAsync() { if (w == 0) { await F(); {|ASYNCRACE002 info:w = 1|}; } }")]
    [InlineData("public async Task ConnectAsync() { await ShakeAsync(); } private async Task ShakeAsync() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; await ShakeAsync(); } }")]
    [InlineData("public void Connect() { _ = ShakeAsync(); } public void Disconnect() => v = 2; private async Task ShakeAsync() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("private async Task ShakeAsync() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("public async Task ConnectAsync() { await ShakeAsync(); } public void Use() => v = 2; private async Task ShakeAsync() { {|ASYNCRACE001:v = Unknown(v + await F())|}; }")]
    [InlineData("public async Task ConnectAsync() { if (v == 0) await ShakeAsync(); } private async Task ShakeAsync() { await F(); {|ASYNCRACE002 info:v = 1|}; }")]
    public Task StepOfConnecting_WeighsLess(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public async Task CloseAsync() { foreach (var x in {|ASYNCRACE003 info:items|}) await F(); } public void Drop() => items.RemoveAt(0);")]
    [InlineData("public async Task ShowAsync() { foreach (var x in {|ASYNCRACE003:items|}) await F(); } public void Drop() => items.RemoveAt(0);")]
    [InlineData("public async Task ShowAsync() { foreach (var x in {|ASYNCRACE003 info:items|}) await F(); } public void Register(string x) => items.Add(x);")]
    [InlineData("public async void Show() { foreach (var x in {|ASYNCRACE003:items|}) await F(); } public void Register(string x) => items.Add(x);")]
    [InlineData("public async Task ShowAsync() { foreach (var x in {|ASYNCRACE003:items|}) await F(); } public async void Fill(string x) { await F(); items.Add(x); }")]
    [InlineData("public async Task ShowAsync() { foreach (var x in items) await F(); } public void Setup(string x) => items.Add(x);")]
    [InlineData("public async Task ShowAsync() { foreach (var x in {|ASYNCRACE003:items|}) await F(); } public async void Setup(string x) { await F(); items.Add(x); }")]
    public Task Enumeration_WeighsWhoChangesIt(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("private Dictionary<string, int>? all; public async Task FillAsync(string[] keys) { if (all == null) { {|ASYNCRACE007 info:all = new()|}; foreach (var k in keys) all.Add(k, await F()); } }")]
    [InlineData("private Dictionary<string, int>? all; public async void Fill(string[] keys) { if (all == null) { {|ASYNCRACE007:all = new()|}; foreach (var k in keys) all.Add(k, await F()); } }")]
    [InlineData("private volatile Dictionary<string, int>? all; public async Task FillAsync(string[] keys) { if (all == null) { {|ASYNCRACE007:all = new()|}; foreach (var k in keys) all.Add(k, await F()); } }")]
    [InlineData("private volatile Dictionary<string, int>? all; public async Task LoadAsync(string[] keys) { if (all == null) { {|ASYNCRACE007 info:all = new()|}; foreach (var k in keys) all.Add(k, await F()); } }")]
    public Task HalfFilled_WeighsWhoFillsIt(string members) => VerifyAsync(members);

    // The lock of a call's own is a sign for nobody.
    [Theory]
    [InlineData("private object? o; public async Task M() { if (o is null) { await F(); {|ASYNCRACE007 info:o = new()|}; } } public void Reset() { var own = new object(); lock (own) { o = null; } }")]
    [InlineData("private object? o; public async Task M() { if (o is null) { await F(); {|ASYNCRACE007:o = new()|}; } } public object? Get() { lock (gate) return o; }")]
    [InlineData("public async Task M() { var own = new object(); if (v == 0) { await F(); lock (own) {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("public async Task M() { if (v == 0) { await F(); lock (gate) {|ASYNCRACE002:v = 1|}; } }")]
    public Task Lock_ElsewhereIsASign(string members) => VerifyAsync(members);

    private static async Task ReasonAsync(string reason, string members)
    {
        var found = Assert.Single(await EngineTest.FindingsAsync(await EngineTest.CompilationAsync($"public class C {{ {members} }}")));
        Assert.EndsWith($" ({reason})", found.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("several runs of the lambda on line 2 can overlap", "static Task Retry(Func<Task> run) => run(); public async Task M(int[] ids) { int n = 0;\nawait Task.WhenAll(ids.Select(async id => await Retry(async () => { n += await Task.Run(() => id); }))); }")]
    [InlineData("the lambda on line 2 runs on its own", "public async Task M() { int n = 0;\nvar beside = Task.Run(() => { n = 5; }); n += await Task.Run(() => 1); await beside; }")]
    [InlineData("the lambda on line 2 runs on its own", "public async Task M() { int n = 0;\nvar beside = Task.Run(async () => { n += await Task.Run(() => 1); }); n = 5; await beside; }")]
    [InlineData("'s_all' is static", "static readonly Dictionary<string, int> s_all = new(); public async Task M(string k) { s_all[k] += await Task.Run(() => 1); }")]
    [InlineData("'M' is async void", "IDisposable v; public async void M() { if (v == null) await FillAsync(); } async Task FillAsync() { await Task.Yield(); v = new SemaphoreSlim(1); }")]
    public Task Warning_EndsWithItsReason(string reason, string members) => ReasonAsync(reason, members);

    [Fact]
    public async Task IndexOfWhatIsRemoved_IsNoExceptionThatFollows() => Assert.EndsWith(
        "is lost",
        Assert.Single(await EngineTest.FindingsAsync(await EngineTest.CompilationAsync("public class C { readonly List<int> v = new(); public async Task M() { var t = v.IndexOf(1); await Task.Yield(); v.RemoveAt(t); } }"))).GetMessage(CultureInfo.InvariantCulture),
        StringComparison.Ordinal);

    [Fact]
    public Task ParameterInAUserInterface_StaysWithItsOwner() => EngineTest.VerifyAsync(
        ConfiguredOptions.ForAll("asyncrace_include_parameters = true"),
        "public class ViewModelBase { } public class Order { public int Total; } public class Orders : ViewModelBase { public async Task AddAsync(Order order) { order.Total += await Task.Run(() => 1); } }");
}
