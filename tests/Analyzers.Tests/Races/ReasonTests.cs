using System.Globalization;
using AsyncRace.Analyzers.Tests.Engine;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>A warning says why calls are believed to overlap, where what it tells does not say that by itself.</summary>
[Trait("Semantics", "Evidence")]
public sealed class ReasonTests
{
    private const string Container = "public interface IServiceCollection { } public static class Services { public static void AddSingleton<T>(this IServiceCollection s) { } public static void AddHostedService<T>(this IServiceCollection s) { } }";

    private static async Task<string> MessageAsync(params string[] sources)
    {
        var found = Assert.Single(await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(sources)));
        Assert.Equal(DiagnosticSeverity.Warning, found.Severity);
        return found.GetMessage(CultureInfo.InvariantCulture);
    }

    private static async Task VerifyAsync(string reason, params string[] sources) => Assert.EndsWith($" ({reason})", await MessageAsync(sources), StringComparison.Ordinal);

    // What a lock is called by is code.
    [Theory]
    [InlineData("it is used under 'Gate(\"{key}\")' on line 2")]
    [InlineData("it is used under 'Gate($\"{s_key}\")' on line 2")]
    public Task Lock_WithBracesInItsName(string reason) => VerifyAsync(
        reason, "public class C { int v; static string s_key; object Gate(string key) => null; public async Task M() { if (v == 0) { await Task.Yield();\nlock (" + reason[18..^11] + ") v = 1; } } }");

    [Theory]
    [InlineData("'s_v' is static", "static int s_v; public async Task M() { var t = s_v; await Task.Yield(); s_v = t + 1; }")]
    [InlineData("'v' is volatile", "volatile int v; public async Task M() { v += await Task.Run(() => 1); }")]
    [InlineData("it is used under 'gate' on line 2", "readonly object gate = new(); object v; public async Task M() { if (v == null) { await Task.Yield(); v = new(); } }\npublic void Drop() { lock (gate) v = null; }")]
    [InlineData("it is used atomically on line 2", "object v; public async Task M() { if (v == null) { await Task.Yield(); v = new(); } }\npublic object Get() => Volatile.Read(ref v);")]
    [InlineData("'M' is async void", "int v; public async void M() { if (v == 0) { await Task.Yield(); v = 1; } }")]
    [InlineData("'Reset' is async void", "int v; private async Task M() { if (v == 0) { await Task.Yield(); v = 1; } } async Task Main() => await M(); public async void Reset() { await Task.Yield(); v = 0; }")]
    [InlineData("'M' is handed on as a delegate on line 2", "int v; private async Task M() { if (v == 0) { await Task.Yield(); v = 1; } }\npublic void Wire() => Task.Run(M);")]
    [InlineData("the lambda on line 1 is async void", "int v; public void Wire(System.Timers.Timer t) { t.Elapsed += async (s, e) => { if (v == 0) { await Task.Yield(); v = 1; } }; }")]
    [InlineData("the lambda on line 1 runs on its own", "int v; public void Go() { _ = Task.Run(async () => { if (v == 0) { await Task.Yield(); v = 1; } }); }")]
    [InlineData("several runs of the lambda on line 2 can overlap", "public async Task M(int[] ids) { int n = 0;\nawait Task.WhenAll(ids.Select(async id => n += await Task.Run(() => id))); }")]
    [InlineData("several runs of 'Add' can overlap", "public async Task M(int[] ids) { int n = 0; async Task Add() { n += await Task.Run(() => 1); } var all = new List<Task>(); foreach (var i in ids) all.Add(Add()); await Task.WhenAll(all); }")]
    [InlineData("'Dequeue' then throws", "readonly Queue<int> q = new(); public async Task M() { if (q.Count > 0) { await Task.Yield(); q.Dequeue(); } } public void Drop() { lock (q) q.Dequeue(); }")]
    [InlineData("'Add' then throws", "readonly Dictionary<int, int> d = new(); public async Task M() { if (!d.ContainsKey(1)) { await Task.Yield(); d.Add(1, 2); } }")]
    [InlineData("'M' begins by ending an earlier call's", "CancellationTokenSource c; public async Task M() { c?.Cancel(); c = new(); await Task.Yield(); c.Token.ThrowIfCancellationRequested(); }")]
    [InlineData("'s_v' is static", "static int s_v; public async Task M() { s_v += await Task.Run(() => 1); }")]
    [InlineData("'s_v' is static", "static readonly List<int> s_v = new(); public void Drop() => s_v.RemoveAt(0); public async Task M() { foreach (var v in s_v) await Task.Yield(); }")]
    [InlineData("'s_v' is static", "static Dictionary<string, int> s_v; public async Task M(string[] keys) { if (s_v == null) { s_v = new(); foreach (var k in keys) s_v.Add(k, await Task.Run(() => 1)); } }")]
    public Task Warning_EndsWithItsReason(string reason, string members) => VerifyAsync(reason, $"public class C {{ {members} }}");

    [Theory]
    [InlineData("AddSingleton", "'C' is registered as a singleton in 2.cs, line 2")]
    [InlineData("AddHostedService", "'C' is registered as a hosted service in 2.cs, line 2")]
    public Task Registration_IsNamed(string method, string reason) => VerifyAsync(
        reason, "public class C { System.IO.Stream v; public async Task M() { v ??= await Task.Run(() => new System.IO.MemoryStream()); } }", Container, $"public static class Startup {{ public static void Add(IServiceCollection services) =>\nservices.{method}<C>(); }}");

    [Theory]
    [InlineData("int v; public async Task M() { v += await Task.Run(() => 1); }", "another call of 'M' can change it in between and that change is lost")]
    [InlineData("readonly List<int> v = new(); public void Drop() => v.RemoveAt(0); public async Task M() { foreach (var x in v) await Task.Yield(); }", "'Drop' can change it in between, and the enumeration then throws")]
    public async Task Warning_WhoseRivalIsItsReason_HasNoOther(string members, string end) =>
        Assert.EndsWith(end, await MessageAsync($"public class C {{ {members} }}"), StringComparison.Ordinal);

    [Fact]
    public async Task Information_HasNone() => Assert.EndsWith(
        "no longer holds",
        Assert.Single(await EngineTest.FindingsAsync(await EngineTest.CompilationAsync("public class C { int v; public async Task M() { if (v == 0) { await Task.Yield(); v = 1; } } }"))).GetMessage(CultureInfo.InvariantCulture),
        StringComparison.Ordinal);
}
