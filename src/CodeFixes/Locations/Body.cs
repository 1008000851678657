using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Locations;

/// <summary>The code of one function: a method, an accessor, a lambda, a local function, or a program's top-level statements.</summary>
internal sealed class Body : IEquatable<Body>
{
    private Body(SyntaxNode node) => Node = node;

    /// <summary>The declaration; the compilation unit for top-level statements, the property for <c>int X => _x;</c>.</summary>
    internal SyntaxNode Node { get; }

    internal bool IsAsync => Node switch
    {
        MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
        AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
        CompilationUnitSyntax => true,
        _ => false,
    };

    /// <summary>Whether it runs before, or after, anyone else can reach the object.</summary>
    internal bool IsConstruction =>
        Node is ConstructorDeclarationSyntax or DestructorDeclarationSyntax || Node.IsKind(SyntaxKind.InitAccessorDeclaration);

    /// <summary>Its block; null where it is an expression, or top-level statements.</summary>
    internal BlockSyntax? Block => BlockOf(Node);

    internal static BlockSyntax? BlockOf(SyntaxNode function) => function switch
    {
        BaseMethodDeclarationSyntax method => method.Body,
        AccessorDeclarationSyntax accessor => accessor.Body,
        LocalFunctionStatementSyntax local => local.Body,
        AnonymousFunctionExpressionSyntax lambda => lambda.Block,
        _ => null,
    };

    internal ExpressionSyntax? Expression => Node switch
    {
        BaseMethodDeclarationSyntax method => method.ExpressionBody?.Expression,
        AccessorDeclarationSyntax accessor => accessor.ExpressionBody?.Expression,
        LocalFunctionStatementSyntax local => local.ExpressionBody?.Expression,
        AnonymousFunctionExpressionSyntax lambda => lambda.ExpressionBody,
        PropertyDeclarationSyntax property => property.ExpressionBody?.Expression,
        IndexerDeclarationSyntax indexer => indexer.ExpressionBody?.Expression,
        _ => null,
    };

    /// <summary>The function whose code a node is, or null for an initializer or an attribute.</summary>
    internal static Body? Around(SyntaxNode node)
    {
        for (var current = node; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax:
                case PropertyDeclarationSyntax { ExpressionBody: not null } or IndexerDeclarationSyntax { ExpressionBody: not null }:
                    return new Body(current);
                case GlobalStatementSyntax { Parent: CompilationUnitSyntax unit }:
                    return new Body(unit);
                case BaseTypeDeclarationSyntax or FieldDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The function around this one, for a lambda or a local function.</summary>
    internal Body? Outer => Node.Parent is { } parent ? Around(parent) : null;

    /// <summary>What a method, accessor or local function is declared as; null for others.</summary>
    internal ISymbol? Symbol(SemanticModel model, CancellationToken cancellationToken) =>
        Node is CompilationUnitSyntax or AnonymousFunctionExpressionSyntax ? null : model.GetDeclaredSymbol(Node, cancellationToken);

    /// <summary>The function's own nodes, those of functions inside it left out.</summary>
    internal IEnumerable<SyntaxNode> OwnNodes() => OwnNodesOf(Node);

    internal static IEnumerable<SyntaxNode> OwnNodesOf(SyntaxNode node) =>
        node.DescendantNodesAndSelf(inner => inner == node || !IsFunction(inner)).Where(inner => inner == node || !IsFunction(inner));

    internal static bool IsFunction(SyntaxNode node) =>
        node is LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or BaseTypeDeclarationSyntax;

    public bool Equals(Body? other) => other?.Node == Node;

    public override bool Equals(object? obj) => Equals(obj as Body);

    public override int GetHashCode() => Node.GetHashCode();
}
