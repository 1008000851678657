using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncRace.CodeFixes.Editing;

/// <summary>
/// Moves code to the right without touching anything else: comments, alignment and the text of literals stay as they are.
/// </summary>
internal static class Indentation
{
    internal static TNode Deeper<TNode>(TNode node, string unit)
        where TNode : SyntaxNode
    {
        var first = node.GetFirstToken(includeZeroWidth: true);
        var tokens = node.DescendantTokens().Where(token => token == first || StartsLine(token)).ToList();
        return node.ReplaceTokens(tokens, (original, current) => current.WithLeadingTrivia(Deeper(original.LeadingTrivia, unit, StartsLine(original) || original == first)));
    }

    private static bool StartsLine(SyntaxToken token) =>
        token.LeadingTrivia.Any(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))
        || token.GetPreviousToken(includeZeroWidth: true).TrailingTrivia.Any(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));

    private static SyntaxTriviaList Deeper(SyntaxTriviaList leading, string unit, bool startsLine)
    {
        var moved = new List<SyntaxTrivia>();
        var atStart = startsLine;
        for (var i = 0; i < leading.Count; i++)
        {
            var trivia = leading[i];
            switch (trivia.Kind())
            {
                case SyntaxKind.WhitespaceTrivia when atStart:
                    var isBlankLine = i + 1 < leading.Count && leading[i + 1].IsKind(SyntaxKind.EndOfLineTrivia);
                    moved.Add(isBlankLine ? trivia : SyntaxFactory.Whitespace(unit + trivia));
                    atStart = false;
                    break;
                case SyntaxKind.EndOfLineTrivia:
                    moved.Add(trivia);
                    atStart = true;
                    break;
                case SyntaxKind.MultiLineCommentTrivia:
                    AddUnit();
                    moved.Add(SyntaxFactory.Comment(trivia.ToString().Replace("\n", "\n" + unit)));
                    break;
                default:
                    AddUnit();
                    moved.Add(trivia);
                    break;
            }
        }

        AddUnit();
        return SyntaxFactory.TriviaList(moved);

        void AddUnit()
        {
            if (atStart)
            {
                moved.Add(SyntaxFactory.Whitespace(unit));
                atStart = false;
            }
        }
    }
}
