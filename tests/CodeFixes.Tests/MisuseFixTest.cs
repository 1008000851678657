using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AsyncRace.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace AsyncRace.CodeFixes.Tests;

/// <summary>A test of the fixes that repair one place. Of the findings only those of one rule are asked for, at its own severity.</summary>
internal sealed partial class MisuseFixTest : CSharpCodeFixTest<AsyncRaceAnalyzer, MisuseCodeFixProvider, DefaultVerifier>
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using AsyncRace.Threading;
        """;

    private MisuseFixTest(string ruleId, string source, string fixedSource)
    {
        ReferenceAssemblies = ReferenceAssemblies.Net.Net100;
        TestBehaviors = TestBehaviors.SkipGeneratedCodeCheck | TestBehaviors.SkipSuppressionCheck;
        TestState.AdditionalReferences.Add(typeof(Threading.AsyncLock).Assembly);
        TestState.Sources.Add(source);
        TestState.Sources.Add(("/0/Usings.cs", ImplicitUsings));
        FixedState.Sources.Add(fixedSource);
        FixedState.Sources.Add(("/0/Usings.cs", ImplicitUsings));
        var severities = new AsyncRaceAnalyzer().SupportedDiagnostics.ToImmutableDictionary(static rule => rule.Id, rule => rule.Id == ruleId ? ReportDiagnostic.Default : ReportDiagnostic.Suppress);
        SolutionTransforms.Add((solution, id) => solution.WithProjectCompilationOptions(
            id,
            ((CSharpCompilationOptions)solution.GetProject(id)!.CompilationOptions!).WithNullableContextOptions(NullableContextOptions.Enable).WithSpecificDiagnosticOptions(severities)));
    }

    /// <param name="fix">The equivalence key of the fix that is asked for; the one offered first if it is null.</param>
    internal static async Task FixesAsync(string ruleId, string source, string fixedSource, string? fix = null)
    {
        await new MisuseFixTest(ruleId, source, fixedSource) { CodeActionEquivalenceKey = fix }.RunAsync();
        if (source == fixedSource)
            return;

        // Every rule reads what has come of it, those that are off by default too: what was found is found no more, and nothing is found instead.
        var before = await FindingsAsync(source);
        var after = await FindingsAsync(fixedSource);
        Assert.True(after.GetValueOrDefault(ruleId) < before.GetValueOrDefault(ruleId), $"{ruleId} is still there after the fix");
        // That a long form could be shorter is no finding of anything wrong.
        Assert.All(after.Where(static finding => finding.Key != "ASYNCRACE208"), finding => Assert.True(finding.Value <= before.GetValueOrDefault(finding.Key), $"the fix of {ruleId} brings {finding.Key}"));
    }

    private static async Task<Dictionary<string, int>> FindingsAsync(string source)
    {
        string code = Markup().Replace(source, "");
        var analyzer = new AsyncRaceAnalyzer();
        var references = await ReferenceAssemblies.Net.Net100.ResolveAsync(LanguageNames.CSharp, CancellationToken.None);
        var compilation = CSharpCompilation.Create(
            "Fixed",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(code)],
            references.Add(MetadataReference.CreateFromFile(typeof(Threading.AsyncLock).Assembly.Location)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable).WithSpecificDiagnosticOptions(
                analyzer.SupportedDiagnostics.Where(static rule => !rule.IsEnabledByDefault).ToImmutableDictionary(static rule => rule.Id, static _ => ReportDiagnostic.Warn)));
        var findings = await compilation.WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync();
        return findings.GroupBy(static finding => finding.Id).ToDictionary(static same => same.Key, static same => same.Count());
    }

    internal static Task OffersNothingAsync(string ruleId, string source) => FixesAsync(ruleId, source, source);

    [GeneratedRegex(@"\{\|\w+:|\|\}")]
    private static partial Regex Markup();
}
