using System.Collections.Immutable;
using AsyncRace.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Analyzers;

/// <summary>Finds what goes wrong at an <c>await</c>: another task ran, and what this one had read or checked no longer holds.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AsyncRaceAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.CreateRange(Catalogue.All, static rule => rule.Descriptor);

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        // A write in generated code interferes like any other: it is read, but nothing is reported in it.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
    }
}
