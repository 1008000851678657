// The examples on the pages are written as people write them today, with primary constructors: the oldest Roslyn cannot read them.
#if !ROSLYN_4_5
using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using AsyncRace.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace AsyncRace.Analyzers.Tests.Documentation;

/// <summary>What is written about the rules, for people and for the compiler, says the same as the rules; and the pages' examples do what they say.</summary>
public sealed partial class RulePagesTests
{
    /// <summary>What an SDK project imports on its own.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly string[] s_sections =
        ["What it reports", "Why", "Wrong", "Right", "How to fix", "When to suppress", "What is knowingly missed"];

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> s_rules =
        new AsyncRaceAnalyzer().SupportedDiagnostics.ToImmutableDictionary(static rule => rule.Id);

    /// <summary>The rules that are off by default are on for their pages.</summary>
    private static readonly ImmutableDictionary<string, ReportDiagnostic> s_offRules =
        s_rules.Values.Where(static rule => !rule.IsEnabledByDefault).ToImmutableDictionary(static rule => rule.Id, static _ => ReportDiagnostic.Warn);

    /// <summary>The rules' names, as the catalogue in the code has them.</summary>
    private static readonly ImmutableDictionary<string, string> s_names = typeof(RuleId)
        .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
        .ToImmutableDictionary(static field => (string)field.GetRawConstantValue()!, static field => field.Name);

    public static TheoryData<string> Rules { get; } = [.. s_rules.Keys.Order()];

    /// <summary>The rules about code; what is wrong in a configuration file has no examples to compile.</summary>
    public static TheoryData<string> RulesOfCode { get; } = [.. s_rules.Keys.Where(static id => id != RuleId.InvalidOption).Order()];

    public static TheoryData<string> Pages { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories).Select(static page => Path.GetRelativePath(Repository.Root, page)).Order()];

    [Fact]
    public void Pages_ThereIsOneForEachRuleAndNoOther() => Assert.Equal(
        s_rules.Keys.Order(),
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "rules"), "ASYNCRACE*.md").Select(Path.GetFileNameWithoutExtension).Order());

    [Theory]
    [MemberData(nameof(Rules))]
    public void Page_SaysWhatTheDescriptorSays(string id)
    {
        var rule = s_rules[id];
        string page = Page(id);
        Assert.EndsWith($"/docs/rules/{id}.md", rule.HelpLinkUri, StringComparison.Ordinal);
        Assert.StartsWith($"# {id}: {s_names[id]}\n", page, StringComparison.Ordinal);
        Assert.Matches($@"\n\| Default severity \| {Severity(rule)}\b", page);
        Assert.Contains($"\n| Category | {rule.Category} |\n", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RulesOfCode))]
    public void Page_HasAllSections(string id) =>
        Assert.Equal(s_sections, Heading().Matches(Page(id)).Where(static match => match.Groups["level"].Length == 2).Select(static match => match.Groups["text"].Value));

    [Theory]
    [MemberData(nameof(RulesOfCode))]
    public void Suppression_NamesTheRule(string id)
    {
        string section = Section(id, "When to suppress");
        Assert.Contains($"#pragma warning disable {id}", section, StringComparison.Ordinal);
        Assert.Contains($"#pragma warning restore {id}", section, StringComparison.Ordinal);
        Assert.Contains($"\ndotnet_diagnostic.{id}.severity = none\n", section, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RulesOfCode))]
    public async Task Wrong_IsReported(string id)
    {
        var examples = Examples(id, "Wrong");
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            var findings = await AnalyzeAsync(example.Code);
            Assert.NotEmpty(findings);
            Assert.All(findings, finding => Assert.Equal(id, finding.Id));
            var expected = example.Introduction.Contains("as information", StringComparison.Ordinal) ? DiagnosticSeverity.Info : s_rules[id].DefaultSeverity;
            Assert.All(findings, finding => Assert.Equal(expected, finding.Severity));
        }
    }

    [Theory]
    [MemberData(nameof(RulesOfCode))]
    public async Task Right_IsSilent(string id)
    {
        var examples = Examples(id, "Right");
        Assert.NotEmpty(examples);
        foreach (var example in examples)
            Assert.Empty(await AnalyzeAsync(example.Code));
    }

    [Theory]
    [MemberData(nameof(RulesOfCode))]
    public void Timeline_QuotesTheFirstWrongExample(string id)
    {
        string[] lines = Examples(id, "Wrong")[0].Code.Split('\n');
        var quotes = Quote().Matches(TextBlock().Match(Section(id, "Why")).Groups["text"].Value);
        // At least the suspension, the rival and the write.
        Assert.True(quotes.Count >= 3, $"the timeline of {id} quotes only {quotes.Count} lines");
        Assert.All(quotes, quote => Assert.Equal(lines[int.Parse(quote.Groups["line"].ValueSpan) - 1].Trim(), quote.Groups["code"].Value));
    }

    [Fact]
    public void Index_ListsAllRules() => Assert.Equal(
        s_rules.Values.OrderBy(static rule => rule.Id).Select(static rule => (Id: $"[{rule.Id}]({rule.Id}.md)", Name: s_names[rule.Id], Severity: Severity(rule))),
        Table(Repository.Read("docs", "rules", "README.md")).Select(static row => (row[0], row[1], row[2])));

    [Fact]
    public void Readme_ListsAllRules() => Assert.Equal(
        s_rules.Values.OrderBy(static rule => rule.Id).Select(static rule => (rule.Id, Name: s_names[rule.Id], Severity: Severity(rule))),
        Table(Repository.Read("README.md")).Select(static row => (Id().Match(row[0]).Value, row[1], row[3])));

    [Fact]
    public void ReleaseTracking_ListsAllRules()
    {
        string releases = Repository.Read("src", "Analyzers", "AnalyzerReleases.Shipped.md") + "\n" + Repository.Read("src", "Analyzers", "AnalyzerReleases.Unshipped.md");
        var rows = ReleasedRule().Matches(releases).Select(static match => (match.Groups["id"].Value, match.Groups["category"].Value, match.Groups["severity"].Value, match.Groups["name"].Value));
        Assert.Equal(
            s_rules.Values.OrderBy(static rule => rule.Id).Select(static rule => (rule.Id, rule.Category, rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "Disabled", s_names[rule.Id])),
            rows.Order());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadSomewhere(string page)
    {
        foreach (Match link in RelativeLink().Matches(Repository.Read(page)))
        {
            string target = link.Groups["file"].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, link.Groups["file"].Value);
            Assert.True(File.Exists(Path.Combine(Repository.Root, target)), $"{page} links to {link.Groups["file"].Value}, which does not exist");
            if (link.Groups["anchor"].Length > 0)
                Assert.Contains(link.Groups["anchor"].Value, Heading().Matches(Repository.Read(target)).Select(static heading => Anchor(heading.Groups["text"].Value)));
        }
    }

    private static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string example)
    {
        var references = await ReferenceAssemblies.Net.Net100.ResolveAsync(LanguageNames.CSharp, CancellationToken.None);
        var compilation = CSharpCompilation.Create(
            "Example",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(example)],
            references.Add(MetadataReference.CreateFromFile(typeof(Threading.AsyncLock).Assembly.Location)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
                .WithSpecificDiagnosticOptions(s_offRules));
        Assert.DoesNotContain(compilation.GetDiagnostics(), static d => d.Severity >= DiagnosticSeverity.Warning);
        return await compilation
            .WithAnalyzers([new AsyncRaceAnalyzer()], new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: (e, _, _) => Assert.Fail(e.ToString()), concurrentAnalysis: true, logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync();
    }

    private static List<(string Introduction, string Code)> Examples(string id, string section) =>
        [.. CodeBlock().Matches(Section(id, section)).Select(static match => (match.Groups["introduction"].Value, match.Groups["code"].Value))];

    /// <summary>The text under a heading, up to the next one.</summary>
    private static string Section(string id, string heading) =>
        Page(id).Split("\n## ").Single(section => section.StartsWith(heading + "\n", StringComparison.Ordinal));

    /// <summary>The rows of the one table of rules in a text, each with its cells.</summary>
    private static IEnumerable<string[]> Table(string text) =>
        text.Split('\n').Where(static line => RuleRow().IsMatch(line)).Select(static line => line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries));

    private static string Severity(DiagnosticDescriptor rule) => rule switch
    {
        { IsEnabledByDefault: false } => "off",
        { DefaultSeverity: DiagnosticSeverity.Info } => "information",
        _ => rule.DefaultSeverity.ToString().ToLowerInvariant(),
    };

    /// <summary>The anchor that GitHub makes of a heading.</summary>
    private static string Anchor(string heading) =>
        new([.. heading.ToLowerInvariant().Where(static c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(static c => c == ' ' ? '-' : c)]);

    private static string Page(string id) => Repository.Read("docs", "rules", id + ".md");

    [GeneratedRegex("^(?<level>#+) (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("(?<introduction>(?:(?!```).)*)```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("```text\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex TextBlock();

    /// <summary>A line of code in a timeline: its number, then itself, up to the other column or the end.</summary>
    [GeneratedRegex(@"(?:^|│) +(?<line>\d+) (?<code>.*?) *(?:│|$)", RegexOptions.Multiline)]
    private static partial Regex Quote();

    [GeneratedRegex(@"^\| *\[?ASYNCRACE\d+\b")]
    private static partial Regex RuleRow();

    [GeneratedRegex(@"ASYNCRACE\d+")]
    private static partial Regex Id();

    [GeneratedRegex(@"^(?<id>ASYNCRACE\d+) *\| *(?<category>\S+) *\| *(?<severity>\w+) *\| *(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex ReleasedRule();

    [GeneratedRegex(@"\]\((?!\w+:)(?<file>[^)#]*)(?:#(?<anchor>[^)]*))?\)")]
    private static partial Regex RelativeLink();
}
#endif
