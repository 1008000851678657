using System.Collections.Immutable;
using AsyncRace.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace AsyncRace.CodeFixes.Tests;

/// <summary>A test of the fixes that repair one place. Of the findings only those of one rule are asked for, at its own severity.</summary>
internal sealed class MisuseFixTest : CSharpCodeFixTest<AsyncRaceAnalyzer, MisuseCodeFixProvider, DefaultVerifier>
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

    internal static Task FixesAsync(string ruleId, string source, string fixedSource) => new MisuseFixTest(ruleId, source, fixedSource).RunAsync();

    internal static Task OffersNothingAsync(string ruleId, string source) => FixesAsync(ruleId, source, source);
}
