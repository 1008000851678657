using AsyncRace.Analyzers.Model;
using AsyncRace.Analyzers.Model.Statics;
using AsyncRace.Analyzers.Rules;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Analyzers;

/// <summary>The analysis of one outermost type, with the types nested in it: gathers its bodies, and when all have been seen, asks the rules.</summary>
internal sealed class TypeAnalysis
{
    private readonly INamedTypeSymbol _type;
    private readonly CompilationFacts _facts;
    private readonly SyntaxGate? _gate;
    private readonly StaticGate? _staticGate;
    private readonly BodyCollector _bodies = new();
    private readonly StaticCollector _statics;
    private int _open;

    private TypeAnalysis(INamedTypeSymbol type, CompilationFacts facts, SyntaxGate? gate, StaticGate? staticGate)
    {
        _type = type;
        _facts = facts;
        _gate = gate;
        _staticGate = staticGate;
        _statics = new StaticCollector(facts);
        _open = Count(type);
    }

    internal static TypeAnalysis Of(INamedTypeSymbol outermost, CompilationFacts facts, CancellationToken cancellation) =>
        new(outermost, facts, SyntaxGate.Of(outermost, WantsAllBodies(outermost, facts, cancellation), facts, cancellation), StaticGate.Of(outermost, facts, cancellation));

    // Where a lock is a matter of a mark, or threads are looked for, a body need not suspend to matter.
    private static bool WantsAllBodies(INamedTypeSymbol type, CompilationFacts facts, CancellationToken cancellation) =>
        facts.Guards.Concern(type) || (facts.LooksAtThreadsOf(type, cancellation) && ThreadUses.AreIn(type, cancellation));

    /// <summary>Registers for the members of the type, or of one nested in it.</summary>
    internal void Start(SymbolStartAnalysisContext context)
    {
        if (_gate is null && _staticGate is null)
            return;
        context.RegisterCodeBlockAction(Gather);
        context.RegisterSymbolEndAction(End);
    }

    /// <summary>The compiler ends types in any order, an outer one possibly before those nested in it: the last one to end reports for all.</summary>
    private void End(SymbolAnalysisContext context)
    {
        if (Interlocked.Decrement(ref _open) > 0)
            return;
        // An editor may begin the same compilation's analysis again.
        Interlocked.Exchange(ref _open, Count(_type));
        Report(context);
    }

    private static int Count(INamedTypeSymbol type)
    {
        int count = 1;
        foreach (var nested in type.GetTypeMembers())
            count += Count(nested);
        return count;
    }

    private void Gather(CodeBlockAnalysisContext block)
    {
        if (block.OwningSymbol is IMethodSymbol method && _gate?.Admits(block.CodeBlock, method) == true)
            _bodies.Add(block.CodeBlock, method, block.SemanticModel, block.IsGeneratedCode, block.CancellationToken);
        foreach (var initializer in _staticGate?.In(block.CodeBlock) ?? [])
            _statics.Add(initializer, block.OwningSymbol, block.SemanticModel, block.IsGeneratedCode, block.CancellationToken);
    }

    private void Report(SymbolAnalysisContext context)
    {
        var model = TypeModel.Build(_type, _bodies.Take(), _statics.Take(), _facts, context.CancellationToken);
        foreach (var rule in Catalogue.All)
        {
            foreach (var finding in rule.Check(model))
            {
                if (!finding.IsGenerated && finding.Under(_facts.Options.Of(finding.Syntax.SyntaxTree)) is { } told)
                    context.ReportDiagnostic(told.ToDiagnostic(rule.Descriptor));
            }
        }
    }
}
