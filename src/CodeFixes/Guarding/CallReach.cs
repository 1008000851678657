using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>Which functions of a scope a piece of code can get into by calls.</summary>
internal sealed class CallReach(GuardScope scope, CancellationToken cancellationToken)
{
    private readonly Dictionary<SyntaxNode, HashSet<Body>> _direct = [];

    /// <summary>The functions that are called from some code, or from those; lambdas in the code count as called.</summary>
    internal HashSet<Body> From(IEnumerable<SyntaxNode> code)
    {
        var reached = new HashSet<Body>();
        var open = new Queue<SyntaxNode>(code);
        while (open.Count > 0)
        {
            foreach (var body in Direct(open.Dequeue()).Where(reached.Add))
            {
                open.Enqueue(body.Node);
            }
        }

        return reached;
    }

    /// <summary>The places that name a function, but for those inside it.</summary>
    internal IEnumerable<SimpleNameSyntax> ReferencesTo(ISymbol function, Body itself) =>
        scope.Parts
            .SelectMany(static part => part.DescendantNodes())
            .OfType<SimpleNameSyntax>()
            .Where(name => name.Identifier.ValueText == function.Name
                && !itself.Node.FullSpan.Contains(name.Span)
                && SymbolEqualityComparer.Default.Equals(SymbolOf(name)?.OriginalDefinition, function.OriginalDefinition));

    private HashSet<Body> Direct(SyntaxNode code)
    {
        if (_direct.TryGetValue(code, out var bodies))
        {
            return bodies;
        }

        bodies = [];
        foreach (var name in code.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
        {
            var symbol = SymbolOf(name);
            if (symbol is IMethodSymbol or IPropertySymbol or IEventSymbol)
            {
                bodies.UnionWith(BodiesOf(symbol));
            }
        }

        _direct.Add(code, bodies);
        return bodies;
    }

    private ISymbol? SymbolOf(SimpleNameSyntax name)
    {
        var info = scope.ModelOf(name).GetSymbolInfo(name, cancellationToken);
        return info.Symbol ?? (info.CandidateSymbols.Length > 0 ? info.CandidateSymbols[0] : null);
    }

    private IEnumerable<Body> BodiesOf(ISymbol symbol) =>
        from reference in symbol.OriginalDefinition.DeclaringSyntaxReferences
        where scope.Parts.Any(part => part.SyntaxTree == reference.SyntaxTree && part.FullSpan.Contains(reference.Span))
        let declaration = reference.GetSyntax(cancellationToken)
        from function in declaration is BasePropertyDeclarationSyntax { AccessorList: { } accessors } ? accessors.Accessors : Enumerable.Repeat(declaration, 1)
        let body = Body.Around(function)
        where body?.Node == function
        select body;
}
