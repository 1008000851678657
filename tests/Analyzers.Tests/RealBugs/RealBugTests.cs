using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace AsyncRace.Analyzers.Tests.RealBugs;

/// <summary>Bugs that public projects had and fixed: found before, silent after.</summary>
public sealed partial class RealBugTests
{
    /// <summary>The rules that report a category; one that is not here has no rule yet, and only its repair is checked.</summary>
    private static readonly Dictionary<string, string[]> s_rules = new()
    {
        ["stale-write"] = ["ASYNCRACE001"],
        ["collection-across-await"] = ["ASYNCRACE003"],
        ["unawaited-acquire"] = ["ASYNCRACE203"],
        ["reentrant"] = ["ASYNCRACE205"],
        ["thread-affine"] = ["ASYNCRACE206"],
        ["static-before-loop"] = ["ASYNCRACE101", "ASYNCRACE102"],
        ["over-release"] = ["ASYNCRACE201"],
        ["leak"] = ["ASYNCRACE202"],
        ["stale-check"] = ["ASYNCRACE002", "ASYNCRACE007"],
    };

    public static TheoryData<string> Files { get; } = [.. Directory.EnumerateFiles(Folder, "*.cs").Select(Path.GetFileName).OfType<string>().Where(IsBug).Order()];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "RealBugs");

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Bug_IsFoundBeforeAndSilentAfter(string file)
    {
        string source = await File.ReadAllTextAsync(Path.Combine(Folder, file));
        var tree = CSharpSyntaxTree.ParseText(source, path: file);
        var findings = await AnalyzeAsync(tree);

        var after = (await tree.GetRootAsync()).DescendantNodes().OfType<ClassDeclarationSyntax>().Single(static c => c.Identifier.Text == "After");
        Assert.DoesNotContain(findings, finding => after.Span.Contains(finding.Location.SourceSpan));

        var marks = Mark().Matches(source).Select(match => (Kind: match.Groups["kind"].Value, Category: match.Groups["category"].Value, Line: LineOf(tree, match.Index))).ToList();
        foreach (var (_, category, line) in marks.Where(static mark => mark.Kind == "EXPECT"))
        {
            if (!s_rules.TryGetValue(category, out string[]? ids))
                continue;
            var lines = marks.Where(mark => mark.Kind == "ALT" && mark.Category == category).Select(static mark => mark.Line).Append(line).ToList();
            Assert.Contains(findings, finding => ids.Contains(finding.Id) && lines.Contains(LineOf(tree, finding.Location.SourceSpan.Start)));
        }
    }

    [Fact]
    public void Folder_HasTheBugs() => Assert.True(Files.Count >= 24, $"only {Files.Count} files in {Folder}");

    private static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(SyntaxTree tree)
    {
        var references = await ReferenceAssemblies.Net.Net100.ResolveAsync(LanguageNames.CSharp, CancellationToken.None);
        var compilation = CSharpCompilation.Create("RealBug", [tree], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Assert.DoesNotContain(compilation.GetDiagnostics(), static d => d.Severity == DiagnosticSeverity.Error);
        return await compilation
            .WithAnalyzers([new AsyncRaceAnalyzer()], new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: (e, _, _) => Assert.Fail(e.ToString()), concurrentAnalysis: true, logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync();
    }

    private static int LineOf(SyntaxTree tree, int position) => tree.GetText().Lines.GetLinePosition(position).Line;

    // Test code of this project begins with a capital letter, a bug's file with its number.
    private static bool IsBug(string file) => char.IsAsciiDigit(file[0]);

    [GeneratedRegex(@"// (?<kind>EXPECT|ALT): (?<category>[a-z-]+)")]
    private static partial Regex Mark();
}
