using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>Finds what a piece of code runs as a part of.</summary>
internal static class Functions
{
    /// <summary>The member, lambda or local function that a node is written in.</summary>
    internal static SyntaxNode? Around(SyntaxNode node) =>
        node.FirstAncestorOrSelf<SyntaxNode>(static outer => outer is MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
}
