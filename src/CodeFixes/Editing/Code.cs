using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Editing;

/// <summary>
/// New code with its white space given: nothing in it is elastic, so that no formatter reaches into what is around it.
/// </summary>
internal static class Code
{
    internal static SyntaxToken Token(SyntaxKind kind, string before = "", string after = "") =>
        SyntaxFactory.Token(Space(before), kind, Space(after));

    /// <summary>White space and line ends as trivia.</summary>
    internal static SyntaxTriviaList Space(string text) => text.Length == 0 ? SyntaxFactory.TriviaList() : SyntaxFactory.ParseLeadingTrivia(text);

    internal static ExpressionSyntax Expression(string text) => SyntaxFactory.ParseExpression(text);

    /// <summary><c>await text</c>. Parsed alone, <c>await</c> would be a name.</summary>
    internal static ExpressionSyntax Await(string text) =>
        SyntaxFactory.AwaitExpression(Token(SyntaxKind.AwaitKeyword, after: " "), Expression(text));

    /// <summary>An expression as a statement on a line of its own.</summary>
    internal static StatementSyntax Line(string indent, ExpressionSyntax expression, Layout layout) =>
        SyntaxFactory.ExpressionStatement(expression.WithLeadingTrivia(Space(indent)), Token(SyntaxKind.SemicolonToken, after: layout.EndOfLine));

    /// <summary>A statement that needs no await, on a line of its own.</summary>
    internal static StatementSyntax Line(string indent, string statement, Layout layout) =>
        SyntaxFactory.ParseStatement(statement).WithLeadingTrivia(Space(indent)).WithTrailingTrivia(Space(layout.EndOfLine));

    /// <summary>A block whose braces are at an indentation; it follows a token that ends with <see cref="BeforeBlock"/>.</summary>
    internal static BlockSyntax Block(string indent, IEnumerable<StatementSyntax> statements, Layout layout, string after) =>
        SyntaxFactory.Block(
            attributeLists: default,
            Token(SyntaxKind.OpenBraceToken, layout.BracesOnOwnLine ? indent : "", layout.EndOfLine),
            SyntaxFactory.List(statements),
            Token(SyntaxKind.CloseBraceToken, indent, after));

    /// <summary>What stands between a header and its block.</summary>
    internal static string BeforeBlock(Layout layout) => layout.BracesOnOwnLine ? layout.EndOfLine : " ";

    /// <summary>A statement that ends its line.</summary>
    internal static StatementSyntax EndingLine(StatementSyntax statement, Layout layout) =>
        statement.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia)
            ? statement
            : statement.WithTrailingTrivia(TrimmedEnd(statement.GetTrailingTrivia()).AddRange(Space(layout.EndOfLine)));

    private static SyntaxTriviaList TrimmedEnd(SyntaxTriviaList trivia)
    {
        while (trivia.Count > 0 && trivia[trivia.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia))
        {
            trivia = trivia.RemoveAt(trivia.Count - 1);
        }

        return trivia;
    }
}
