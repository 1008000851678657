using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using AsyncRace.Analyzers.Rules;
using AsyncRace.Analyzers.Symbols;
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
        context.RegisterCompilationStartAction(static start =>
        {
            if (CompilationFacts.Of(start.Compilation) is { } facts)
                start.RegisterSymbolStartAction(context => StartType(context, facts), SymbolKind.NamedType);
        });
    }

    private static void StartType(SymbolStartAnalysisContext context, CompilationFacts facts)
    {
        // A nested type can touch its outer type's private members: they are one model.
        if (context.Symbol is not INamedTypeSymbol { ContainingType: null } type || SyntaxGate.Of(type, context.CancellationToken) is not { } gate)
            return;

        var bodies = new BodyCollector();
        context.RegisterCodeBlockAction(block =>
        {
            if (block.OwningSymbol is IMethodSymbol method && gate.Admits(block.CodeBlock, method))
                bodies.Add(block.CodeBlock, method, block.SemanticModel, block.IsGeneratedCode, block.CancellationToken);
        });
        context.RegisterSymbolEndAction(end =>
        {
            var model = TypeModel.Build(type, bodies.InOrder(), facts, end.CancellationToken);
            foreach (var rule in Catalogue.All)
            {
                foreach (var finding in rule.Check(model))
                {
                    if (!finding.Write.Body.IsGenerated)
                        end.ReportDiagnostic(finding.ToDiagnostic(rule.Descriptor));
                }
            }
        });
    }
}
