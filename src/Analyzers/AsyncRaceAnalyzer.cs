using System.Collections.Concurrent;
using System.Collections.Immutable;
using AsyncRace.Analyzers.Configuration;
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
            if (CompilationFacts.Of(start.Compilation, start.Options.AnalyzerConfigOptionsProvider) is not { } facts)
                return;
            start.RegisterSyntaxTreeAction(new OptionReport(facts.Options, start.Compilation.Options.SyntaxTreeOptionsProvider).Check);
            var types = new ConcurrentDictionary<INamedTypeSymbol, TypeAnalysis>(SymbolEqualityComparer.Default);
            start.RegisterSymbolStartAction(
                context =>
                {
                    // A nested type can touch its outer type's private members: they are one model.
                    var type = (INamedTypeSymbol)context.Symbol;
                    while (type.ContainingType is { } outer)
                        type = outer;
                    types.GetOrAdd(type, outermost => TypeAnalysis.Of(outermost, facts, context.CancellationToken)).Start(context);
                },
                SymbolKind.NamedType);
        });
    }
}
