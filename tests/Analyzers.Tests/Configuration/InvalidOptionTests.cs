using System.Collections.Immutable;
using AsyncRace.Analyzers.Configuration;
using AsyncRace.Analyzers.Rules;
using AsyncRace.Analyzers.Tests.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Analyzers.Tests.Configuration;

/// <summary>ASYNCRACE000: an option that cannot be understood is told, in its place if that is known, and the rest holds.</summary>
public sealed class InvalidOptionTests
{
    [Theory]
    [InlineData("asyncrace_confidence = hgih", "'asyncrace_confidence' is 'hgih', which is not one of: high, medium, low. It counts as medium")]
    [InlineData("asyncrace_confidence =", "'asyncrace_confidence' is '', which is not one of: high, medium, low. It counts as medium")]
    [InlineData("asyncrace_confidence = 1", "'asyncrace_confidence' is '1', which is not one of: high, medium, low. It counts as medium")]
    [InlineData("asyncrace_confidence = high, low", "'asyncrace_confidence' is 'high, low', which is not one of: high, medium, low. It counts as medium")]
    [InlineData("asyncrace_fix_lock = lock", "'asyncrace_fix_lock' is 'lock', which is not one of: auto, companion, semaphore. It counts as auto")]
    [InlineData("asyncrace_lock_types = Foo", "'asyncrace_lock_types' has the entry 'Foo', which is not of the form Namespace.Type:Acquire/Release. The entry is left out")]
    [InlineData("asyncrace_lock_types = A.B:C/D/E, A.B:C/D", "'asyncrace_lock_types' has the entry 'A.B:C/D/E', which is not of the form Namespace.Type:Acquire/Release. The entry is left out")]
    [InlineData("asyncrace_lock_types = A.B:/Exit", "'asyncrace_lock_types' has the entry 'A.B:/Exit', which is not of the form Namespace.Type:Acquire/Release. The entry is left out")]
    [InlineData("asyncrace_lock_types = :", "'asyncrace_lock_types' has the entry ':', which is not of the form Namespace.Type:Acquire/Release. The entry is left out")]
    [InlineData("asyncrace_confined_types = A..B", "'asyncrace_confined_types' has the entry 'A..B', which is not a type's name. The entry is left out")]
    [InlineData("asyncrace_confined_types = List<int>", "'asyncrace_confined_types' has the entry 'List<int>', which is not a type's name. The entry is left out")]
    [InlineData("asyncrace_loop_bound_members = A.B()", "'asyncrace_loop_bound_members' has the entry 'A.B()', which is not a member's name. The entry is left out")]
    [InlineData("asyncrace_sequential_callbacks = Bus.Subscribe<Order>", "'asyncrace_sequential_callbacks' has the entry 'Bus.Subscribe<Order>', which is not a type's or a member's name. The entry is left out")]
    [InlineData("asyncrace_include_parameters = yes", "'asyncrace_include_parameters' is 'yes', which is not one of: true, false. It counts as false")]
    [InlineData("asyncrace_confidance = high", "'asyncrace_confidance' is not an option. There are: asyncrace_confidence, asyncrace_confined_types, asyncrace_fix_lock, asyncrace_include_parameters, asyncrace_lock_types, asyncrace_loop_bound_members, asyncrace_sequential_callbacks")]
    public async Task Option_Misunderstood_IsTold(string settings, string message) =>
        Assert.Equal([message], await MessagesAsync(ConfiguredOptions.ForAll(settings)));

    [Theory]
    [InlineData("")]
    [InlineData("asyncrace_confidence = Medium")]
    [InlineData("asyncrace_confidence = unset\nasyncrace_lock_types = unset\nasyncrace_fix_lock = UNSET")]
    [InlineData("asyncrace_include_parameters = True")]
    [InlineData("asyncrace_confined_types =\nasyncrace_lock_types =\nasyncrace_loop_bound_members =\nasyncrace_sequential_callbacks =")]
    [InlineData("asyncrace_confined_types = , A, , Nested.Größe ,")]
    [InlineData("asyncrace_lock_types = A.B : C / D,A:B")]
    [InlineData("asyncrace = high\ndotnet_diagnostic.ASYNCRACE001.severity = none\nmyasyncrace_confidence = x")]
    [InlineData("asyncrace_confined_types = No.Such.Type")]
    public async Task Option_Understood_IsSilent(string settings) => Assert.Empty(await MessagesAsync(ConfiguredOptions.ForAll(settings)));

    [Fact]
    public async Task Problem_OfManyFiles_IsToldOnce() =>
        Assert.Single(await MessagesAsync(ConfiguredOptions.ForAll("asyncrace_confidence = no"), "class A;", "class B;", "class C;"));

    [Fact]
    public async Task Problems_ThatDiffer_AreAllTold() =>
        Assert.Equal(2, (await MessagesAsync(ConfiguredOptions.For(path => $"asyncrace_confidence = {(path is "0.cs" or "1.cs" ? path[..1] : "high")}"), "class A;", "class B;")).Count);

    [Fact]
    public async Task Problem_WhoseFileIsKnown_IsToldThere()
    {
        var options = ConfiguredOptions.ForAll(
            "asyncrace_confidence = no",
            new ConfiguredOptions.File("/notes.txt", "asyncrace_confidence = no"),
            new ConfiguredOptions.File("/src/.editorconfig", "[*.cs]\nasyncrace_confidence = high\n"),
            new ConfiguredOptions.File("/.editorconfig", "root = true\n[*.cs]\n# asyncrace_confidence = no\nasyncrace_confidence : no # why not\n"));
        var finding = Assert.Single(await FindingsAsync(options, "class A;"));
        var place = finding.Location.GetLineSpan();
        Assert.Equal(("/.editorconfig", 3, 0), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
    }

    [Fact]
    public async Task Problem_WhoseFileIsUnknown_HasNoPlace() =>
        Assert.Equal(Location.None, Assert.Single(await FindingsAsync(ConfiguredOptions.ForAll("asyncrace_confidence = no"), "class A;")).Location);

    [Theory]
    [InlineData(ReportDiagnostic.Suppress, null)]
    [InlineData(ReportDiagnostic.Error, DiagnosticSeverity.Error)]
    [InlineData(ReportDiagnostic.Info, DiagnosticSeverity.Info)]
    public async Task Severity_SetForTheFilesOfCode_Counts(ReportDiagnostic set, DiagnosticSeverity? expected)
    {
        var compilation = await EngineTest.CompilationAsync("class A { }");
        compilation = compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(new Severities(set)));
        var findings = await EngineTest.FindingsAsync(compilation, ConfiguredOptions.ForAll("asyncrace_confidence = no"));
        Assert.Equal(expected, findings.SingleOrDefault()?.Severity);
    }

    [Fact]
    public async Task Host_WithoutAListOfOptions_StillGetsThem()
    {
        var options = new AnalyzerOptions([], new NamelessProvider());
        Assert.Equal(["'asyncrace_fix_lock' is 'none', which is not one of: auto, companion, semaphore. It counts as auto"], await MessagesAsync(options));
    }

    [Theory]
    [InlineData("A.B.M", true)]
    [InlineData("B.M", true)]
    [InlineData("M", true)]
    [InlineData("B", false)]
    [InlineData("A.M", false)]
    [InlineData("X.A.B.M", false)]
    public async Task LoopBoundMember_IsFoundByAsMuchOfItsNameAsIsWritten(string name, bool expected)
    {
        var compilation = await EngineTest.CompilationAsync("namespace A { class B { public B(int i) { } public static object M => 1; } }");
        var type = compilation.GetTypeByMetadataName("A.B")!;
        var options = OptionReader.Read(ConfiguredOptions.ForAll($"asyncrace_loop_bound_members = {name}").AnalyzerConfigOptionsProvider.GetOptions(compilation.SyntaxTrees[0])).Options;
        Assert.Equal(expected, options.IsLoopBound(type.GetMembers("M")[0]));
        Assert.Equal(expected, options.IsLoopBound(type.GetMembers("get_M")[0]));
        Assert.Equal(name == "B", options.IsLoopBound(type.InstanceConstructors[0]));
    }

    private static async Task<List<string>> MessagesAsync(AnalyzerOptions options, params string[] sources) =>
        [.. (await FindingsAsync(options, sources is [] ? ["class A;"] : sources)).Select(static finding => finding.GetMessage(System.Globalization.CultureInfo.InvariantCulture))];

    private static async Task<ImmutableArray<Diagnostic>> FindingsAsync(AnalyzerOptions options, params string[] sources)
    {
        var findings = await EngineTest.FindingsAsync(await EngineTest.CompilationAsync([.. sources.Select(static source => source.Replace(";", " { }", StringComparison.Ordinal))]), options);
        Assert.All(findings, static finding => Assert.Equal(RuleId.InvalidOption, finding.Id));
        return findings;
    }

    private sealed class Severities(ReportDiagnostic severity) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic value)
        {
            value = severity;
            return diagnosticId == RuleId.InvalidOption;
        }

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic value)
        {
            value = default;
            return false;
        }
    }

    private sealed class NamelessProvider : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Nameless();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Nameless : AnalyzerConfigOptions
    {
#nullable disable // The attribute that its parameter needs is in two of the assemblies that are seen here.
        public override bool TryGetValue(string key, out string value)
        {
            value = key == OptionKey.FixLock ? "none" : null;
            return value is not null;
        }
#nullable restore
    }
}
