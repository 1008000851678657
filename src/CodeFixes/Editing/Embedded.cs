using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Editing;

/// <summary>The lone statement of an <c>if</c>, an <c>else</c> or a loop.</summary>
internal static class Embedded
{
    internal static StatementSyntax? Of(SyntaxNode owner) => owner switch
    {
        IfStatementSyntax node => node.Statement,
        ElseClauseSyntax node => node.Statement,
        WhileStatementSyntax node => node.Statement,
        DoStatementSyntax node => node.Statement,
        ForStatementSyntax node => node.Statement,
        CommonForEachStatementSyntax node => node.Statement,
        UsingStatementSyntax node => node.Statement,
        LockStatementSyntax node => node.Statement,
        _ => null,
    };

    /// <summary>The owner with a block in place of its statement.</summary>
    internal static SyntaxNode WithBlock(SyntaxNode owner, BlockSyntax block, Layout layout)
    {
        var statement = Of(owner) ?? throw new InvalidOperationException($"A {owner.Kind()} has no embedded statement.");
        var before = statement.GetFirstToken().GetPreviousToken();
        var header = layout.BracesOnOwnLine ? layout.EndOfLine : " ";
        return owner.ReplaceSyntax(
            nodes: [statement],
            computeReplacementNode: (_, _) => block,
            tokens: [before],
            computeReplacementToken: (_, token) => token.TrailingTrivia.Any(static trivia => trivia.Kind() is not (SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia))
                ? token
                : token.WithTrailingTrivia(Code.Space(header)),
            trivia: [],
            computeReplacementTrivia: static (trivia, _) => trivia);
    }
}
