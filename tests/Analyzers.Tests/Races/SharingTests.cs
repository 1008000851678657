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
    [InlineData("public async Task RestoreAsync() { if (!d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002 info:d.Add(1, 2)|}; } }")]
    [InlineData("public async Task DeserializeAsync() { if (!d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002 info:d.Add(1, 2)|}; } }")]
    public Task StepThatNothingSaysOthersTake_IsInformation(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public async Task M() { var t = v; await Task.Yield(); {|ASYNCRACE001:v = t + 1|}; }")]
    [InlineData("protected async Task M() { var t = v; await Task.Yield(); {|ASYNCRACE001:v = t + 1|}; }")]
    [InlineData("public Func<Task> M() => async () => { var t = v; await Task.Yield(); {|ASYNCRACE001:v = t + 1|}; };")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { {|ASYNCRACE001:v += await Task.Run(() => 1)|}; }")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { var t = v; await Task.Yield(); {|ASYNCRACE001:v = t + 1|}; } public void Reset() => v = 0;")]
    [InlineData("public async Task M() { await StepAsync(); } public async Task N() { lock (gate) { _ = StepAsync(); } await Task.Yield(); } private async Task StepAsync() { var t = v; await Task.Yield(); {|ASYNCRACE001:v = t + 1|}; }")]
    [InlineData("public async Task M() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002:q.Dequeue()|}; } }")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { if (q.Count > 0) { await Task.Yield(); {|ASYNCRACE002:q.Dequeue()|}; } } public void Put() => q.Enqueue(1);")]
    [InlineData("public async Task RestoreAsync() { if (!s_d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002:s_d.Add(1, 2)|}; } }")]
    [InlineData("public async Task M() { await StepAsync(); } private async Task StepAsync() { if (!d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002:d.Add(1, 2)|}; } }")]
    [InlineData("public async Task StoreAsync() { if (!d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002:d.Add(1, 2)|}; } }")]
    public Task StepThatOthersTake_IsAWarning(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public void M() { _ = StepAsync(); }", "")]
    [InlineData("public void M() { StepAsync(); }", "")]
    [InlineData("public async Task M() { _ = StepAsync(); await Task.Yield(); }", "")]
    [InlineData("public void Start() { for (int i = 0; i < 4; i++) _ = StepAsync(); }", "")]
    [InlineData("public C() { _ = StepAsync(); _ = StepAsync(); }", "")]
    [InlineData("public async Task M() { await StepAsync(); }", " info")]
    [InlineData("public Task M() => StepAsync();", " info")]
    [InlineData("private Task last; public void M() { last = StepAsync(); }", " info")]
    [InlineData("public async Task StartAsync() { _ = StepAsync(); await Task.Yield(); } public async Task M() { await StepAsync(); }", " info")]
    public Task CallThatNobodyWaitsFor_OverlapsTheNext(string caller, string sure) => VerifyAsync(
        caller + " private async Task StepAsync() { if (v == 0) { await Task.Yield(); {|ASYNCRACE002" + sure + ":v = 1|}; } }");

    [Theory]
    [InlineData("nobody waits for 'StepAsync', started on line 1", "public void M() { _ = StepAsync(); }\nprivate async Task StepAsync() { if (v == 0) { await Task.Yield(); v = 1; } }")]
    [InlineData("'StepAsync' is called under 'gate' on line 2", "public Task M() => StepAsync();\npublic void N() { lock (gate) { _ = StepAsync(); } }\nprivate async Task StepAsync() { if (v == 0) { await Task.Yield(); v = 1; } }")]
    public async Task Reason_IsTold(string reason, string members)
    {
        var found = Assert.Single(await EngineTest.FindingsAsync(await EngineTest.CompilationAsync($"public class C {{ int v; readonly object gate = new(); {members} }}")), static found => found.Id == "ASYNCRACE002");
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
    [InlineData("public class App : Page { static string s_v; protected override async void OnLaunched() { if (s_v == null) { await Task.Yield(); {|ASYNCRACE007:s_v = \"\"|}; } } }")]
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
