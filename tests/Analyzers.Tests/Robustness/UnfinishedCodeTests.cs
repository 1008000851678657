using AsyncRace.Analyzers.Tests.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncRace.Analyzers.Tests.Robustness;

/// <summary>An analyzer runs while its user types: whatever stands there, it must not throw.</summary>
public sealed class UnfinishedCodeTests
{
    /// <summary>All that the engine has code for, in as few lines as show it.</summary>
    private static readonly string[] s_sources =
    [
        EngineTest.Source("public async Task M() { var t = n; await F(); n = t + 1; n += await F(); cfg ??= await L(); (n, m) = (n + 1, await F()); }"),
        EngineTest.Source("public async Task M() { await sem.WaitAsync(); try { if (busy) return; busy = true; n = n + await F(); } catch (IOException e) when (n > 0) { Show(e); } finally { busy = false; sem.Release(); } }"),
        EngineTest.Source("public async Task M(int[] items) { int x = 0; await Task.WhenAll(items.Select(async e => { x += await G(e); await foreach (var s in Stream()) x += s; })); Show(x); }"),
        EngineTest.Source("public async IAsyncEnumerable<int> M() { await using var r = new Resource(); foreach (var k in map.Keys) { yield return map[k]; map[k] += await F(); } }"),
        EngineTest.Source("private bool Begin() { lock (gate) { if (busy) return false; busy = true; return true; } } public async Task M() { if (!Begin()) return; switch (n) { case 0: await F(); n = 1; break; case > 3 and < 5: goto case 0; default: return; } }"),
        EngineTest.Source("public async Task M() { if (Interlocked.CompareExchange(ref running, 1, 0) != 0) return; try { while (queue.Count > 0) { await F(); Show(queue.Dequeue()); } } finally { Volatile.Write(ref running, 0); } }"),
        EngineTest.Source("public async Task M() { var t = n switch { 0 => 1, var x when x > 2 => await G(x), _ => 2 }; box = box with { Y = t }; text = $\"{text}{await T()}\"; cfg = cfg is { Version: 1, Next: { } next } ? next : await L(); }"),
        EngineTest.Source("public async Task M() { async Task Inner(int d) { if (d > 0) await Inner(d - 1); n += await F(); } var all = new List<Task>(); for (int i = 0; i < 9; i++) all.Add(Inner(i)); await Task.WhenAll(all); Func<Task> f = async delegate { n += await F(); }; await f(); }"),
        EngineTest.Source("public event Action? E; public int this[int i] { get => array[i]; set => array[i] = value; } public async Task M() { E += async () => { this[1] += await F(); }; conf.Next!.Numbers[0] = await F(); tuple.A = point.In.G; Get(out n); Bump(ref m); map.TryGetValue(\"a\", out var v); n = await G(v); }"),
        EngineTest.Source("public async Task M() { do { cts?.Cancel(); cts = new(); try { await F(); if (n > 0) continue; break; } finally { cts = null; } } while (!done); goto end; end: n = await F(); }"),
        "int n = 0; async Task Add() { n += await Task.Run(() => 1); } await Task.WhenAll(Add(), Add()); Console.WriteLine(n); partial class Program { static int s; static async Task M() { s = s + await Task.Run(() => 1); } }",
        "public partial class A<T> where T : class { partial void P(); private T? value; public async Task<T> Get(Func<Task<T>> make) { using (await Lock()) { return value ??= await make(); } } private Task<IDisposable> Lock() => null!; class B : A<string> { async Task M() { await Get(async () => await Task.FromResult(\"\")); } } }",
        "public record R(int N) { public int N { get; set; } = N; public async Task M() { var (a, _) = (N, 1); await Task.Yield(); N = a; } public static R operator +(R a, R b) => a; public static implicit operator int(R r) => r.N; ~R() { } }",
        "public class P(int n, string s) { public async Task M() { n += await Task.Run(() => n); s ??= await Task.Run(() => \"\"); } public int Q { get => field; set => field = value; } }",
        "unsafe public class U { int n; public async Task M(object o) { lock (o) { n++; } fixed (int* p = &n) { *p = 1; } await Task.Yield(); int[] xs = [.. new[] { n }, 2]; n = xs[^1]; checked { n++; } foreach (ref var x in xs.AsSpan()) x++; dynamic d = o; n = await d.X(n); } }",
    ];

    [Fact]
    public async Task Sources_AreFinished()
    {
        // Else the cuts below would all be cuts of what is broken anyway. The last two use what only a newer compiler knows, or no compiler allows.
        foreach (string source in s_sources.Take(10))
        {
            var compilation = await EngineTest.CompilationAsync(source);
            Assert.DoesNotContain(compilation.GetDiagnostics(), static d => d.Severity == DiagnosticSeverity.Error);
        }

        Assert.NotEmpty(await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(s_sources[0])));
    }

    /// <summary>
    /// Of a call with a string handler that is declared twice (a type in two files, both of them compiled) the compiler makes no control-flow graph, but
    /// throws: the analyzer must not, nor lose what is beside it.
    /// </summary>
    [Theory]
    [InlineData("log.Put($\".{n}\");")]
    [InlineData("foreach (int i in new[] { 1 }) { log.Put($\".{i}\"); }")]
    [InlineData("Action put = () => log.Put($\".{n}\"); put();")]
    [InlineData("void Put() => log.Put($\".{n}\"); Put();")]
    public async Task StringHandler_DeclaredTwice(string statement)
    {
        const string log = "public partial class Log { public void Put([System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(\"\")] Text text) { } } ";
        const string text = "[System.Runtime.CompilerServices.InterpolatedStringHandler] public partial struct Text { public Text(int a, int b, Log log) { } public void AppendLiteral(string s) { } public void AppendFormatted<T>(T t) { } } ";
        var compilation = await EngineTest.CompilationAsync(
            log + log + text + text + "public class C { int n; public async Task M() { n += await Task.Run(() => 1); } public void N(Log log) { n = 0; " + statement + " } }");

        Assert.Contains(await EngineTest.FindingsAsync(compilation), static finding => finding.Id == "ASYNCRACE001");
    }

    /// <summary>What a call that does not bind made of its arguments is as little known as with one that does.</summary>
    [Theory]
    [InlineData("private Missing _server; public async Task M() { var got = await _server.GetAsync(_last); _last = got.Id; }")]
    [InlineData("private Missing _server; public async Task M() { _last = await _server.GetAsync(_last).ConfigureAwait(false); }")]
    [InlineData("private Client _server; public async Task M() { _last = await _server.GetAsync(_last); }")]
    public async Task Call_ThatDoesNotBind_IsNoWarning(string members)
    {
        var compilation = await EngineTest.CompilationAsync("public class Client { public Task<int> GetAsync(int after) => Task.FromResult(after); } public class C { private int _last; " + members + " }");

        Assert.Equal(DiagnosticSeverity.Info, Assert.Single(await EngineTest.FindingsAsync(compilation)).Severity);
    }

    // Nobody knows whether what is made twice stays open: no warning that goes away when the code compiles.
    [Theory]
    [InlineData("if (s_v != s_other) { s_v = await Task.Run(() => new Missing()); }", DiagnosticSeverity.Warning)]
    [InlineData("s_v ??= await Task.Run(() => new Missing());", DiagnosticSeverity.Info)]
    public async Task Value_OfATypeThatDoesNotBind_MayHaveAnIdentity(string statements, DiagnosticSeverity severity)
    {
        var compilation = await EngineTest.CompilationAsync("public class C { private static Missing s_v, s_other; public async void M() { " + statements + " } }");

        Assert.Equal(severity, Assert.Single(await EngineTest.FindingsAsync(compilation)).Severity);
    }

    // Whether it is null is asked alike, of whatever type it is.
    [Theory]
    [InlineData("if (x is null) return; await Task.Yield(); x = new Missing();", "ASYNCRACE002 Info")]
    [InlineData("if (x == first) return; await Task.Yield(); x = new Missing();", "ASYNCRACE002 Warning")]
    [InlineData("if (x == null) { await Task.Yield(); x = new Missing(); }", "ASYNCRACE007 Info")]
    [InlineData("if (null != x) return; await Task.Yield(); x = new Missing();", "ASYNCRACE007 Info")]
    [InlineData("if (first == null || x == null) return; await Task.Yield(); x = new Missing();", "ASYNCRACE002 Info")]
    [InlineData("if (first is null || (null == first || x is null)) return; await Task.Yield(); x = new Missing();", "ASYNCRACE002 Info")]
    [InlineData("if (first != null && x is not null) { await Task.Yield(); x = new Missing(); }", "ASYNCRACE002 Info")]
    [InlineData("if (first != null && x != first) { await Task.Yield(); x = new Missing(); }", "ASYNCRACE002 Warning")]
    [InlineData("if (first == null || x == null) { await Task.Yield(); x = new Missing(); }", "ASYNCRACE002 Warning")]
    public async Task Check_OfATypeThatDoesNotBind(string statements, string finding)
    {
        var compilation = await EngineTest.CompilationAsync("public class C { Missing x, first; public async void M() { " + statements + " } }");

        var found = Assert.Single(await EngineTest.FindingsAsync(compilation));
        Assert.Equal(finding, $"{found.Id} {found.Severity}");
    }

    // What a member of it is handed to is not handed the thing itself.
    [Theory]
    [InlineData("var free = x.All.Where(one => one.IsFree).ToList(); var next = await F(free[0]); x = next;", "")]
    [InlineData("var id = x.Id; x = await F(id);", "")]
    [InlineData("var id = this.x?.Id; x = await F(id);", "")]
    [InlineData("x = await F(x);", "ASYNCRACE001")]
    [InlineData("var old = x; var next = await F(old); x = next;", "ASYNCRACE001")]
    [InlineData("var old = x.Next; await F(1); x = old;", "ASYNCRACE001")]
    public async Task Member_OfATypeThatDoesNotBind(string statements, string id)
    {
        var compilation = await EngineTest.CompilationAsync("public class C { Missing x; static async Task<Missing> F(object given) { await Task.Yield(); return null; } public async void M() { " + statements + " } }");

        Assert.Equal(id, string.Join(" ", (await EngineTest.FindingsAsync(compilation)).Select(static found => found.Id)));
    }

    // The lock of another object is there for that object, whether it binds or not.
    [Theory]
    [InlineData("part.Door", DiagnosticSeverity.Info)]
    [InlineData("this.part.Door", DiagnosticSeverity.Info)]
    [InlineData("door", DiagnosticSeverity.Warning)]
    [InlineData("this.door", DiagnosticSeverity.Warning)]
    public async Task Lock_OfAnotherObjectThatDoesNotBind(string door, DiagnosticSeverity severity)
    {
        var compilation = await EngineTest.CompilationAsync("public class C { Missing part, door; object o; public async Task M() { if (o == null) { await Task.Yield(); o = new(); } } public async Task<bool> LookAsync() { using (await " + door + ".ReaderLockAsync()) { return o != null && o.Equals(part); } } }");

        Assert.Equal(severity, Assert.Single(await EngineTest.FindingsAsync(compilation), static found => found.Id == "ASYNCRACE007").Severity);
    }

    // A stream, for all that is known.
    [Theory]
    [InlineData("public class C : Missing { int n; public async Task M() { n += await Task.Run(() => 1); } }", DiagnosticSeverity.Info)]
    [InlineData("public class B : Missing { } public class C : B { int n; public async Task M() { n += await Task.Run(() => 1); } }", DiagnosticSeverity.Info)]
    [InlineData("public class C : Missing { int n; public async void M() { n += await Task.Run(() => 1); } }", DiagnosticSeverity.Warning)]
    [InlineData("public class B { } public class C : B { int n; public async Task M() { n += await Task.Run(() => 1); } }", DiagnosticSeverity.Warning)]
    public async Task BaseThatDoesNotBind_MayBeOwned(string source, DiagnosticSeverity severity) =>
        Assert.Equal(severity, Assert.Single(await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(source))).Severity);

    [Fact]
    public Task Source_CutAnywhere() => AnalyseAsync(static (source, random) =>
        [.. Enumerable.Range(0, 6).Select(_ => source[..random.Next(StartOf(source), source.Length)])]);

    [Fact]
    public Task Source_WithTokensMissing() => AnalyseAsync(static (source, random) =>
        [.. Enumerable.Range(0, 6).Select(_ => Edit(source, random, static (_, _) => ""))]);

    [Fact]
    public Task Source_WithTokensOutOfPlace() => AnalyseAsync(static (source, random) =>
        [.. Enumerable.Range(0, 6).Select(_ => Edit(source, random, static (tokens, random) => tokens[random.Next(tokens.Count)].ToFullString()))]);

    private static async Task AnalyseAsync(Func<string, Random, List<string>> variants)
    {
        for (int i = 0; i < s_sources.Length; i++)
        {
            foreach (string variant in variants(s_sources[i], new Random(1000 + i)))
                await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(variant));
        }
    }

    /// <summary>Changes a few tokens of what the source is about, not of the frame that it stands in.</summary>
    private static string Edit(string source, Random random, Func<List<SyntaxToken>, Random, string> change)
    {
        int start = StartOf(source);
        var tokens = CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens().Where(token => token.SpanStart >= start).ToList();
        foreach (var token in Enumerable.Range(0, random.Next(1, 4)).Select(_ => tokens[random.Next(tokens.Count)]).Distinct().OrderByDescending(static t => t.SpanStart))
            source = source.Remove(token.SpanStart, token.Span.Length).Insert(token.SpanStart, change(tokens, random));
        return source;
    }

    private static int StartOf(string source) => source.IndexOf("private static void Bump", StringComparison.Ordinal) is > 0 and var frame ? frame : 1;

    [Theory]
    [InlineData("")]
    [InlineData("// nothing")]
    [InlineData("}")]
    [InlineData("await")]
    [InlineData("public class")]
    [InlineData("public class C { async Task M() { await")]
    [InlineData("public class C { int n; async Task M() { n += await ; } }")]
    [InlineData("public class C { int n; async Task M() { n = n + await Missing.Call(n); } }")]
    [InlineData("public class C { Missing n; async Task M() { var t = n; await t.Go(); n = t; } }")]
    [InlineData("public class C : Missing { async Task M() { var t = n; await t; n = t; count++; } }")]
    [InlineData("public class C { int n; async Missing M() { var t = n; await Task.Yield(); n = t; } }")]
    [InlineData("public class C { int n; async Task M() { lock { await Task.Yield(); n = 1; } } }")]
    [InlineData("public class C { int n; async Task M() { foreach (var in) { await Task.Yield(); n++; } } }")]
    [InlineData("public class C { int n; async Task M() { try { await Task.Yield(); n++; } } }")]
    [InlineData("public class C { int n; async Task M() { goto nowhere; await Task.Yield(); n++; } }")]
    [InlineData("public class C { int n; async Task M() { break; await Task.Yield(); continue; n++; } }")]
    [InlineData("public class C { int n; Task M() { await Task.Yield(); n++; } }")]
    [InlineData("public class C { int n = await Task.FromResult(1); }")]
    [InlineData("public class C { int n; async Task M(ref int x, out int y) { x = n; await Task.Yield(); y = n = x; } }")]
    [InlineData("public class A : B { int n; async Task M() { n += await Task.FromResult(1); } } public class B : C { } public class C : A { }")]
    [InlineData("public class A : A { int n; async Task M() { n += await F(); } Task<int> F() => null!; }")]
    [InlineData("public class A { class A { int n; async Task M() { n += await F(); } } }")]
    [InlineData("public interface I : J { Task M(); } public interface J : I { } public class C : I { int n; public async Task M() { n += await M2(); } }")]
    [InlineData("public class C { int n; int n; async Task M() { n += await F(); } async Task M() { n += await F(); } Task<int> F() => null!; Task<int> F() => null!; }")]
    [InlineData("public class C { int n; async Task M() { n += await F(); } } public class C { int n; async Task M() { n += await F(); } }")]
    [InlineData("public partial class C { partial Task M(); } public partial class C { int n; async partial Task M() { n += await F(); } async partial Task M() { n += await F(); } }")]
    [InlineData("public partial class C { int n; } public partial struct C { int n; async Task M() { n += await F(); } }")]
    [InlineData("public class C { int P { get { return P; } set { P = value; } } async Task M() { P += await Task.FromResult(P); } }")]
    [InlineData("public class C { int P => P; Task<int> M() => M(); async Task N() { var t = P; await M(); n = t; } }")]
    [InlineData("public class C<T, T> { T n; async Task M() { n = await F(n); } }")]
    [InlineData("public enum E { async Task M() { await x; } }")]
    [InlineData("async Task M() { await M(); n++; } int n; await M(); class Program { int n; async Task M() { n += await X; } }")]
    [InlineData("public class C { int n; async Task M() { async async = null; await await await n; n = await async; } }")]
    [InlineData("public class C { (int, int) n; async Task M() { (n.Item1, n.Item9, var x) = (n.Item1, await F()); var (a, (b, c)) = await F(); } }")]
    [InlineData("public class C { int n; async Task M() { Interlocked.Exchange(); Interlocked.Add(ref n); Volatile.Write(ref n); Monitor.Enter(); sem.WaitAsync(); await F(); n++; } SemaphoreSlim sem; }")]
    [InlineData("public class C { List<int> l; Dictionary<int, int> d; async Task M() { l.Add(); d.Add(1); l[] = await F(); d[1, 2] += await F(); l.RemoveAt(l.Count, await F()); } }")]
    [InlineData("#if X\npublic class C {\n#else\npublic class C { int n; async Task M() { n += await F();")]
    [InlineData("namespace System.Threading.Tasks { public class Task { } public class Task<T> { } } public class C { int n; async Task M() { var t = n; await Task.Yield(); n = t; } }")]
    public async Task Source_ThatCannotCompile(string source) => await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(source));

    [Fact]
    public async Task Compilation_WithoutReferences()
    {
        var compilation = (await EngineTest.CompilationAsync(s_sources)).WithReferences();
        await EngineTest.FindingsAsync(compilation);
    }

    [Fact]
    public async Task AllSources_InOneCompilation() => await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(s_sources));

    [Fact]
    public async Task Analysis_CanBeCancelled()
    {
        var compilation = await EngineTest.CompilationAsync(s_sources);
        for (int delay = 0; delay < 5; delay++)
        {
            using var source = new CancellationTokenSource(delay);
            try
            {
                await EngineTest.FindingsAsync(compilation, source.Token);
            }
            catch (OperationCanceledException)
            {
                // What is being tested: that, and nothing else, may come out.
            }
        }

        // And that what was cancelled leaves nothing behind: the next analysis of the same compilation finds what it would have.
        Assert.NotEmpty(await EngineTest.FindingsAsync(compilation));
    }
}
