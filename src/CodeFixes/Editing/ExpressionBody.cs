using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Editing;

/// <summary>Turns a function that is one expression into one that has a block.</summary>
internal static class ExpressionBody
{
    /// <summary>Whether the expression's value is the function's result.</summary>
    internal static bool IsResult(Body body, SemanticModel model, CancellationToken cancellationToken)
    {
        if (body.Node is PropertyDeclarationSyntax or IndexerDeclarationSyntax)
        {
            return true;
        }

        var method = body.Node is AnonymousFunctionExpressionSyntax
            ? model.GetSymbolInfo(body.Node, cancellationToken).Symbol as IMethodSymbol
            : model.GetDeclaredSymbol(body.Node, cancellationToken) as IMethodSymbol;
        return method is { ReturnsVoid: false } && !(body.IsAsync && method.ReturnType is INamedTypeSymbol { TypeArguments.IsEmpty: true });
    }

    /// <summary>The expression as the only statement of a block that is inside the function.</summary>
    internal static StatementSyntax Statement(ExpressionSyntax expression, bool isResult, string indent, Layout layout)
    {
        var bare = expression.WithoutTrivia();
        return isResult
            ? SyntaxFactory.ReturnStatement(attributeLists: default, Code.Token(SyntaxKind.ReturnKeyword, indent, " "), bare, Code.Token(SyntaxKind.SemicolonToken, after: layout.EndOfLine))
            : Code.Line(indent, bare, layout);
    }

    /// <summary>The function with a block of these statements in place of its expression.</summary>
    internal static SyntaxNode WithBlock(SyntaxNode function, Func<ExpressionSyntax, string, IEnumerable<StatementSyntax>> statements, string indent, Layout layout)
    {
        switch (function)
        {
            case MethodDeclarationSyntax { ExpressionBody: { } arrow } method:
                return HeaderOf(method.WithExpressionBody(null).WithSemicolonToken(default), layout)
                    .WithBody(Block(arrow, method.SemicolonToken));
            case OperatorDeclarationSyntax { ExpressionBody: { } arrow } method:
                return HeaderOf(method.WithExpressionBody(null).WithSemicolonToken(default), layout)
                    .WithBody(Block(arrow, method.SemicolonToken));
            case ConversionOperatorDeclarationSyntax { ExpressionBody: { } arrow } method:
                return HeaderOf(method.WithExpressionBody(null).WithSemicolonToken(default), layout)
                    .WithBody(Block(arrow, method.SemicolonToken));
            case LocalFunctionStatementSyntax { ExpressionBody: { } arrow } local:
                return HeaderOf(local.WithExpressionBody(null).WithSemicolonToken(default), layout)
                    .WithBody(Block(arrow, local.SemicolonToken));
            case AccessorDeclarationSyntax { ExpressionBody: { } arrow } accessor:
                return HeaderOf(accessor.WithExpressionBody(null).WithSemicolonToken(default), layout)
                    .WithBody(Block(arrow, accessor.SemicolonToken));
            case PropertyDeclarationSyntax { ExpressionBody: { } arrow } property:
                return HeaderOf(property.WithExpressionBody(null).WithSemicolonToken(default), layout)
                    .WithAccessorList(Getter(arrow, property.SemicolonToken));
            case IndexerDeclarationSyntax { ExpressionBody: { } arrow } indexer:
                return HeaderOf(indexer.WithExpressionBody(null).WithSemicolonToken(default), layout)
                    .WithAccessorList(Getter(arrow, indexer.SemicolonToken));
            case LambdaExpressionSyntax { ExpressionBody: { } expression } lambda:
                return lambda
                    .WithExpressionBody(null)
                    .WithArrowToken(lambda.ArrowToken.WithTrailingTrivia(Code.Space(Code.BeforeBlock(layout))))
                    .WithBlock(Code.Block(indent, statements(expression, indent + layout.Unit), layout, "").WithTrailingTrivia(expression.GetTrailingTrivia()));
            default:
                throw new InvalidOperationException($"A {function.Kind()} has no expression body.");
        }

        BlockSyntax Block(ArrowExpressionClauseSyntax arrow, SyntaxToken end) =>
            Code.Block(indent, statements(arrow.Expression, indent + layout.Unit), layout, "").WithTrailingTrivia(end.TrailingTrivia);

        AccessorListSyntax Getter(ArrowExpressionClauseSyntax arrow, SyntaxToken end)
        {
            var inner = indent + layout.Unit;
            var get = SyntaxFactory.AccessorDeclaration(
                SyntaxKind.GetAccessorDeclaration,
                attributeLists: default,
                modifiers: default,
                Code.Token(SyntaxKind.GetKeyword, inner, Code.BeforeBlock(layout)),
                Code.Block(inner, statements(arrow.Expression, inner + layout.Unit), layout, layout.EndOfLine),
                semicolonToken: default);
            return SyntaxFactory.AccessorList(
                Code.Token(SyntaxKind.OpenBraceToken, layout.BracesOnOwnLine ? indent : "", layout.EndOfLine),
                SyntaxFactory.SingletonList(get),
                Code.Token(SyntaxKind.CloseBraceToken, indent)).WithTrailingTrivia(end.TrailingTrivia);
        }
    }

    /// <summary>What is left of the function, ended so that a block can follow.</summary>
    private static TNode HeaderOf<TNode>(TNode header, Layout layout)
        where TNode : SyntaxNode =>
        header.WithTrailingTrivia(Code.Space(Code.BeforeBlock(layout)));
}
