using System.Collections.Concurrent;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model.Statics;

/// <summary>Gathers what a type's static initializers capture and start, as the compiler's threads come to them.</summary>
internal sealed class StaticCollector(CompilationFacts facts)
{
    private readonly ConcurrentBag<StaticInitializer> _found = [];

    /// <summary>Takes them out, in the order of the source. An analysis begun again may have brought some of them twice.</summary>
    internal List<StaticInitializer> Take()
    {
        var found = new Dictionary<SyntaxNode, StaticInitializer>();
        while (_found.TryTake(out var initializer))
            found[initializer.Syntax] = initializer;
        return [.. found.Values.OrderBy(static i => i.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(static i => i.Syntax.SpanStart)];
    }

    internal void Add(SyntaxNode code, ISymbol owner, SemanticModel model, bool isGenerated, CancellationToken cancellation)
    {
        if (model.GetOperation(code, cancellation) is not { } operation)
            return;
        var members = new LoopBoundMembers(facts.Options.Of(code.SyntaxTree));
        var source = new SourceCode(model.Compilation, members, cancellation);
        var captures = new LoopCaptureSearch(source, members);
        var work = new StartedWorkSearch(source, facts);
        if (operation is ISymbolInitializerOperation { Value: var value })
        {
            Add(owner is IMethodSymbol ? InitializedBy(operation) ?? owner : owner, value.Syntax, value);
            return;
        }

        captures.Follow(operation);
        foreach (var assignment in SourceCode.RunAtOnce(operation).OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is IMemberReferenceOperation { Instance: null, Member: { IsStatic: true } member }
                && SymbolEqualityComparer.Default.Equals(member.ContainingType.OriginalDefinition, owner.ContainingType.OriginalDefinition))
            {
                Add(member, assignment.Syntax, assignment.Value);
            }
        }

        void Add(ISymbol member, SyntaxNode syntax, IOperation value)
        {
            // Each thread has its own, and only the first one's is made here.
            if (member is IFieldSymbol && Confinement.HasAttribute(member, "ThreadStaticAttribute"))
                return;
            var initializer = new StaticInitializer(member, syntax, isGenerated) { Capture = captures.Of(value), Work = work.Of(value) };
            if (initializer is not { Capture: null, Work: null })
                _found.Add(initializer);
        }
    }

    private static ISymbol? InitializedBy(IOperation initializer) => initializer switch
    {
        IFieldInitializerOperation { InitializedFields: [var field, ..] } => field,
        IPropertyInitializerOperation { InitializedProperties: [var property, ..] } => property,
        _ => null,
    };
}
