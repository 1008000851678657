using System.Collections.Concurrent;
using AsyncRace.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model;

/// <summary>Gathers a type's bodies with their control-flow graphs, as the compiler's threads come to them.</summary>
internal sealed class BodyCollector
{
    private readonly ConcurrentBag<Body> _bodies = [];

    /// <summary>
    /// Takes the bodies out, in the order of the source, so that every run reports the same. An analysis that was cancelled and begun
    /// again may have brought some of them twice.
    /// </summary>
    internal List<Body> Take()
    {
        var bodies = new Dictionary<(SyntaxNode, bool), Body>();
        while (_bodies.TryTake(out var body))
            bodies[(body.Syntax, body.IsNested)] = body;
        return
        [
            .. bodies.Values
                .OrderBy(static b => b.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
                .ThenBy(static b => b.Syntax.SpanStart)
                .ThenByDescending(static b => b.Syntax.Span.Length),
        ];
    }

    internal void Add(SyntaxNode declaration, IMethodSymbol method, SemanticModel model, bool isGenerated, CancellationToken cancellation)
    {
        foreach (var root in Roots(declaration))
        {
            // Code that does not compile yet may have no graph, or one with holes: what cannot be read is left out.
            if (model.GetOperation(root, cancellation) is { Parent: null } operation && Read(() => Graph(operation, cancellation)) is { } graph)
                Add(new Body(method, graph, declaration, Parent: null, isGenerated), cancellation);
        }
    }

    private void Add(Body body, CancellationToken cancellation)
    {
        _bodies.Add(body);
        foreach (var local in body.Graph.LocalFunctions)
        {
            if (Read(() => body.Graph.GetLocalFunctionControlFlowGraph(local, cancellation)) is { } graph)
                Add(new Body(local, graph, local.DeclaringSyntaxReferences[0].GetSyntax(cancellation), body, body.IsGenerated), cancellation);
        }

        foreach (var lambda in body.Operations.OfType<IFlowAnonymousFunctionOperation>())
        {
            if (Read(() => body.Graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellation)) is { } graph)
                Add(new Body(lambda.Symbol, graph, lambda.Syntax, body, body.IsGenerated), cancellation);
        }
    }

    // The compiler throws where it finds something in code that does not compile that it had not expected, a string handler that is declared twice
    // for one. Nothing is lost: what does not compile is analyzed when it does.
    private static ControlFlowGraph? Read(Func<ControlFlowGraph?> graph)
    {
        try
        {
            return graph();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    private static IEnumerable<SyntaxNode> Roots(SyntaxNode declaration) => declaration switch
    {
        BaseMethodDeclarationSyntax { Body: null, ExpressionBody: null } => [],
        PropertyDeclarationSyntax { ExpressionBody: { } body } => [body],
        IndexerDeclarationSyntax { ExpressionBody: { } body } => [body],
        BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax or CompilationUnitSyntax => [declaration],
        _ => [],
    };

    private static ControlFlowGraph? Graph(IOperation root, CancellationToken cancellation) => root switch
    {
        IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellation),
        IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellation),
        IBlockOperation block => ControlFlowGraph.Create(block, cancellation),
        _ => null,
    };
}
