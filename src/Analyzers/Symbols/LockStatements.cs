using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>Where code stands inside a <c>lock</c> statement. The graph does not show all that a statement over a <c>System.Threading.Lock</c> does.</summary>
internal static class LockStatements
{
    /// <param name="name">The lock as the code spells it; null for any.</param>
    internal static bool Enclose(SyntaxNode node, string? name = null)
    {
        for (var outer = node.Parent; outer is not (null or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax); outer = outer.Parent)
        {
            if (outer is LockStatementSyntax { Expression: var taken, Statement: var body } && body.Span.Contains(node.Span) && (name is null || Spelled(taken) == name))
                return true;
        }

        return false;
    }

    private static string Spelled(ExpressionSyntax taken) =>
        taken is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } ? name.ToString() : taken.ToString();
}
