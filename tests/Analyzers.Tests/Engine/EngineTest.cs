using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>
/// Runs all rules over many short sources, with the markup of <see cref="RaceTest"/>. It asks the compiler directly, and all sources share
/// one set of references: some hundred cases in the time that the verifier needs for a few. The first file must compile.
/// </summary>
internal static partial class EngineTest
{
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Preview);
    private static readonly Lazy<Task<CSharpCompilation>> s_empty = new(CreateAsync);

    /// <summary>A statement in an asynchronous method of <see cref="Frame"/>, with the parameters <c>c</c>, <c>i</c>, <c>key</c>.</summary>
    internal static Task VerifyStatementAsync(string statement) =>
        VerifyMemberAsync($"public async Task M(bool c, int i, string key, Config given, IEnumerable<int> items) {{ {statement} }}");

    /// <summary>Members of <see cref="Frame"/>.</summary>
    internal static Task VerifyMemberAsync(string members) => VerifyAsync(Frame.Replace("/* members */", members, StringComparison.Ordinal));

    /// <summary>The same, with options.</summary>
    internal static Task VerifyMemberAsync(AnalyzerOptions options, string members) => VerifyAsync(options, Frame.Replace("/* members */", members, StringComparison.Ordinal));

    /// <summary>Whole files, named in their order <c>0.cs</c>, <c>1.cs</c>, unless the file begins with <c>// name</c>.</summary>
    internal static Task VerifyAsync(params string[] files) => VerifyAsync(new AnalyzerOptions([]), files);

    /// <summary>The same, with options. The locks in a race test need not please the rules for locks.</summary>
    internal static Task VerifyAsync(AnalyzerOptions options, params string[] files) => VerifyAsync(options, static id => !id.StartsWith("ASYNCRACE2", StringComparison.Ordinal), files);

    /// <summary>The same, where only some rules are asked.</summary>
    internal static async Task VerifyAsync(AnalyzerOptions options, Func<string, bool> isAsked, params string[] files)
    {
        var expected = new List<string>();
        var trees = new List<SyntaxTree>();
        for (int file = 0; file < files.Length; file++)
        {
            var (text, findings) = ReadMarkup(files[file]);
            string path = text.StartsWith("// ", StringComparison.Ordinal) ? text[3..text.IndexOf('\n', StringComparison.Ordinal)].Trim() : $"{file}.cs";
            trees.Add(CSharpSyntaxTree.ParseText(text, s_parse, path));
            expected.AddRange(findings.Select(finding => Describe(finding.Id, finding.IsInfo, path, text, finding.Span.Start, finding.Span.Length)));
        }

        var compilation = (await s_empty.Value).AddSyntaxTrees(trees);
        if (trees.Exists(static tree => tree.GetCompilationUnitRoot().Members.Any(static m => m is Microsoft.CodeAnalysis.CSharp.Syntax.GlobalStatementSyntax)))
            compilation = compilation.WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication));
        var diagnostics = await DiagnosticsAsync(compilation, options, CancellationToken.None);
        var errors = diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).ToArray();
        Assert.True(errors.Length == 0, $"The source does not compile:\n{string.Join("\n", errors.Select(static e => e.ToString()))}");

        var found = diagnostics.Where(diagnostic => IsFinding(diagnostic) && isAsked(diagnostic.Id)).Select(static d => Describe(
            d.Id, d.Severity == DiagnosticSeverity.Info, d.Location.SourceTree!.FilePath, d.Location.SourceTree.ToString(), d.Location.SourceSpan.Start, d.Location.SourceSpan.Length));
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    /// <summary>The analyzer's findings; an exception in it fails the test.</summary>
    internal static Task<ImmutableArray<Diagnostic>> FindingsAsync(Compilation compilation, CancellationToken cancellation = default) =>
        FindingsAsync(compilation, new AnalyzerOptions([]), cancellation);

    /// <summary>The same, with options.</summary>
    internal static async Task<ImmutableArray<Diagnostic>> FindingsAsync(Compilation compilation, AnalyzerOptions options, CancellationToken cancellation = default) =>
        [.. (await DiagnosticsAsync(compilation, options, cancellation)).Where(IsFinding)];

    private static bool IsFinding(Diagnostic diagnostic) => diagnostic.Id.StartsWith("ASYNCRACE", StringComparison.Ordinal);

    // The compiler's and the analyzer's together: asked for apart, everything would be bound twice.
    private static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(Compilation compilation, AnalyzerOptions analyzerOptions, CancellationToken cancellation)
    {
        var crashes = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var options = new CompilationWithAnalyzersOptions(
            analyzerOptions, (exception, _, _) => crashes.Enqueue(exception), concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var diagnostics = await compilation.WithAnalyzers([new AsyncRaceAnalyzer()], options).GetAllDiagnosticsAsync(cancellation);
        Assert.True(crashes.IsEmpty, $"The analyzer threw: {string.Join("\n", crashes)}");
        return diagnostics;
    }

    /// <summary>Sources that need not compile.</summary>
    internal static async Task<CSharpCompilation> CompilationAsync(params string[] sources) => (await s_empty.Value).AddSyntaxTrees(
        sources.Select(static (source, file) => CSharpSyntaxTree.ParseText(ReadMarkup(source).Text, s_parse, $"{file}.cs")));

    /// <summary>The frame with its members filled in, without markup.</summary>
    internal static string Source(string members) => WithoutMarkup(Frame.Replace("/* members */", members, StringComparison.Ordinal));

    /// <summary>The code alone.</summary>
    internal static string WithoutMarkup(string source) => ReadMarkup(source).Text;

    private static async Task<CSharpCompilation> CreateAsync() => CSharpCompilation.Create(
        "Cases",
        [CSharpSyntaxTree.ParseText(Usings, s_parse, "Usings.cs")],
        await ReferenceAssemblies.Net.Net100.ResolveAsync(LanguageNames.CSharp, CancellationToken.None),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

    private static string Describe(string id, bool isInfo, string path, string text, int start, int length) =>
        $"{path}:{text.AsSpan(0, start).Count('\n') + 1} {id}{(isInfo ? " info" : "")}: {text.Substring(start, length)}";

    private static (string Text, List<(string Id, bool IsInfo, Microsoft.CodeAnalysis.Text.TextSpan Span)> Findings) ReadMarkup(string source)
    {
        var text = new StringBuilder();
        var open = new Stack<(string Id, bool IsInfo, int Start)>();
        var findings = new List<(string, bool, Microsoft.CodeAnalysis.Text.TextSpan)>();
        for (int at = 0; at < source.Length;)
        {
            if (Opening().Match(source, at) is { Success: true } opening && opening.Index == at)
            {
                open.Push((opening.Groups["id"].Value, opening.Groups["info"].Success, text.Length));
                at += opening.Length;
            }
            else if (open.Count > 0 && string.CompareOrdinal(source, at, "|}", 0, 2) == 0)
            {
                var (id, isInfo, start) = open.Pop();
                findings.Add((id, isInfo, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(start, text.Length)));
                at += 2;
            }
            else
            {
                text.Append(source[at++]);
            }
        }

        Assert.Empty(open);
        return (text.ToString(), findings);
    }

    [GeneratedRegex(@"\G\{\|(?<id>ASYNCRACE\d+)(?<info> info)?:")]
    private static partial Regex Opening();

    private const string Usings = """
        global using System;
        global using System.Collections.Concurrent;
        global using System.Collections.Generic;
        global using System.Collections.Immutable;
        global using System.IO;
        global using System.Linq;
        global using System.Runtime.CompilerServices;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>State of every kind, a rival that writes it all, and work that suspends.</summary>
    internal const string Frame = """
        #nullable enable
        public class Config { public string Region = ""; public int Version { get; set; } public int Count; public Config? Next; public int[] Numbers = new int[4]; }
        public record Box(int Y, int Z);
        public record struct Pair(int A, int B);
        public struct Point { public int F; public Inner In; }
        public struct Inner { public int G; }
        public static class Elsewhere { public static int Shared; }
        public sealed class Resource : IAsyncDisposable, IDisposable { public ValueTask DisposeAsync() => new(Task.Delay(1)); public void Dispose() { } }
        public sealed class Later { public Awaiter GetAwaiter() => new(); public sealed class Awaiter : INotifyCompletion { public bool IsCompleted => false; public int GetResult() => 0; public void OnCompleted(Action a) => a(); } }

        public static class SemaphoreExtensions { public static ValueTask<IDisposable> AcquireLockAsync(this SemaphoreSlim s, CancellationToken t) => throw null!; }

        public class Service
        {
            private int n, m, state, running, number;
            private long big;
            private string text = "";
            private bool busy, done, ready;
            private int? maybe;
            private object? slot;
            private Config? cfg;
            private Config conf = new();
            private readonly Config fixedConf = new();
            private Box box = new(1, 2);
            private Pair pair;
            private Point point;
            private (int A, int B) tuple;
            private Service? friend;
            private Task<int>? load;
            private CancellationTokenSource? cts;
            private ImmutableList<int> immutable = ImmutableList<int>.Empty;
            private List<int> list = new();
            private readonly Dictionary<string, int> map = new();
            private readonly Queue<int> queue = new();
            private readonly Stack<int> stack = new();
            private readonly HashSet<string> set = new();
            private readonly int[] array = new int[8];
            private static int total;
            [ThreadStatic] private static int perThread;
            private static readonly AsyncLocal<int> ambient = new();
            private static readonly ThreadLocal<int> local = new();
            private readonly ConcurrentDictionary<string, int> concurrent = new();
            private readonly object gate = new();
            private readonly SemaphoreSlim sem = new(1, 1);
            public int P { get; set; }
            public int Wrapped { get => n; set => n = value; }
            public int Long { get { return n; } set { n = value; } }
            public int Opaque { get { Show(n); return n; } set { Show(value); n = value; } }
            public int Given { get; init; }

            [System.Diagnostics.CodeAnalysis.SuppressMessage("Races", "ASYNCRACE005", Justification = "The others are right or wrong whatever their rival does.")] public void Interfere()
            {
                n++; m++; state++; running++; number++; big++; text = "new"; busy = !busy; done = !done; ready = !ready; maybe = 2; slot = new(); cfg = new(); conf = new() { Version = 2, Count = 3 };
                box = new(3, 4); pair = new(1, 2); point.F++; point.In.G++; tuple.A++; load = F(); cts = new(); immutable = immutable.Add(1);
                list.Add(1); map["k"] = 1; queue.Enqueue(1); stack.Push(1); set.Add("s"); array[0]++; total++; P++; conf.Version++; conf.Count++;
            }

            private static Task<int> F() => Task.Run(() => 1);
            private static Task<int> G(int value) => Task.Run(() => value);
            private static Task<string> T() => Task.Run(() => "");
            private static Task<Config> L() => Task.Run(() => new Config());
            private static Task<object> O() => Task.Run(() => new object());
            private static Task<Config> Reload(int version) => L();
            private static Task Send(object value) => F();
            private static Task<Resource> Open() => Task.Run(() => new Resource());
            private static async IAsyncEnumerable<int> Stream() { await Task.Yield(); yield return 1; }
            private static async Task AtOnce() { await Task.CompletedTask; }
            private static void Show(object? value) { }
            private static int Unknown(int value) => value;
            private static void Bump(ref int value) => value++;
            private static void Get(out int value) => value = 1;

            /* members */
        }
        """;
}
