using System.Collections.Immutable;
using AsyncRace.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace AsyncRace.CodeFixes.Tests;

/// <summary>
/// A test of the fixes, on what the analyzer itself finds. Sources may leave out the usual imports, and must compile without warnings
/// as nullable code, before and after.
/// </summary>
internal sealed class FixTest : CSharpCodeFixTest<AsyncRaceAnalyzer, RaceCodeFixProvider, DefaultVerifier>
{
    internal const string Guard = "AsyncRace.GuardWithLock";
    internal const string ReadAgain = "AsyncRace.ReadAgain";
    internal const string Snapshot = "AsyncRace.EnumerateSnapshot";
    internal const string CompareAndClear = "AsyncRace.CompareAndClear";
    internal const string TakeBatchOut = "AsyncRace.TakeBatchOut";
    internal const string FastPath = "AsyncRace.GuardBehindFastPath";
    internal const string CheckAgain = "AsyncRace.CheckAgain";
    internal const string StoreTask = "AsyncRace.StoreTheTask";
    internal const string AsyncLazy = "AsyncRace.AsyncLazy";

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>How sure a finding is does not matter to its fix: all are warnings here.</summary>
    private static readonly ImmutableDictionary<string, ReportDiagnostic> Certain =
        new AsyncRaceAnalyzer().SupportedDiagnostics.ToImmutableDictionary(static rule => rule.Id, static _ => ReportDiagnostic.Warn);

    private FixTest(string key, bool companion)
    {
        CodeActionEquivalenceKey = key;
        ReferenceAssemblies = ReferenceAssemblies.Net.Net100;

        // That nothing is reported in generated code, and that a pragma suppresses, is for the analyzer's own tests.
        TestBehaviors = TestBehaviors.SkipGeneratedCodeCheck | TestBehaviors.SkipSuppressionCheck;
        if (companion)
        {
            TestState.AdditionalReferences.Add(typeof(AsyncRace.Threading.AsyncLock).Assembly);
        }

        SolutionTransforms.Add(static (solution, id) => solution
            .WithProjectCompilationOptions(id, ((CSharpCompilationOptions)solution.GetProject(id)!.CompilationOptions!)
                .WithNullableContextOptions(NullableContextOptions.Enable)
                .WithSpecificDiagnosticOptions(Certain)));
    }

    internal static FixTest With(string key, string source, string fixedSource, bool companion = true)
    {
        var test = new FixTest(key, companion);
        test.TestState.Sources.Add(source);
        test.TestState.Sources.Add(("/0/Usings.cs", ImplicitUsings));
        test.FixedState.Sources.Add(fixedSource);
        test.FixedState.Sources.Add(("/0/Usings.cs", ImplicitUsings));
        return test;
    }

    internal static Task GuardsAsync(string source, string fixedSource) => With(Guard, source, fixedSource).RunAsync();

    internal static Task GuardsWithSemaphoreAsync(string source, string fixedSource) => With(Guard, source, fixedSource, companion: false).RunAsync();

    internal static Task OffersNoGuardAsync(string source) => With(Guard, source, source).RunAsync();

    internal static Task ReadsAgainAsync(string source, string fixedSource) => With(ReadAgain, source, fixedSource).RunAsync();

    internal static Task OffersNoRereadAsync(string source) => With(ReadAgain, source, source).RunAsync();

    internal static Task FixesAsync(string key, string source, string fixedSource) => With(key, source, fixedSource).RunAsync();

    internal static Task OffersNoneAsync(string key, string source) => With(key, source, source).RunAsync();

    /// <summary>The test where <c>.editorconfig</c> sets these options, a line each.</summary>
    internal FixTest Where(string options)
    {
        TestState.AnalyzerConfigFiles.Add(("/.editorconfig", $"root = true\n[*.cs]\n{options}\n"));
        return this;
    }
}
