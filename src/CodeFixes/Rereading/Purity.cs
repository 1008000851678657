using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Rereading;

/// <summary>Which expressions can be evaluated a little later without anyone noticing.</summary>
internal static class Purity
{
    /// <summary>Whether evaluating an expression does nothing but compute a value.</summary>
    internal static bool IsPure(SyntaxNode expression) => !expression.DescendantNodesAndSelf().Any(IsEffect);

    internal static bool IsEffect(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax call => call.Expression is not IdentifierNameSyntax { Identifier.ValueText: "nameof" },
        AssignmentExpressionSyntax or BaseObjectCreationExpressionSyntax or AwaitExpressionSyntax or ThrowExpressionSyntax => true,
        AnonymousFunctionExpressionSyntax or QueryExpressionSyntax or DeclarationExpressionSyntax or IsPatternExpressionSyntax => true,
        PrefixUnaryExpressionSyntax unary => unary.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression,
        PostfixUnaryExpressionSyntax unary => unary.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression,
        _ => false,
    };
}
