using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>209: removes the handler, and the <c>try</c> with it where it has no other.</summary>
internal sealed class RemoveCatch : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.SwallowedOverRelease;

    internal override string EquivalenceKey => "AsyncRace.RemoveCatch";

    internal override string Title => "Remove the 'catch'";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        // What else the handler does is for a person to move.
        if (place.FirstAncestorOrSelf<CatchClauseSyntax>() is not { Block.Statements.Count: 0, Parent: TryStatementSyntax region } handler || HasComment(handler, handler.FullSpan))
        {
            return null;
        }

        var text = model.SyntaxTree.GetText(cancellationToken);
        if (region.Catches.Count > 1 || region.Finally is not null)
        {
            var before = handler.GetFirstToken().GetPreviousToken();
            return [new TextChange(TextSpan.FromBounds(before.Span.End, handler.Span.End), "")];
        }

        // A variable of the block, or a statement that has to stay one, would need the braces.
        if (region.Parent is not BlockSyntax || region.Block.Statements is not [_, ..] statements || statements.Any(static statement => statement is LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax)
            || HasComment(region, TextSpan.FromBounds(region.TryKeyword.Span.End, statements[0].SpanStart)) || HasComment(region, TextSpan.FromBounds(statements[statements.Count - 1].Span.End, handler.SpanStart))
            || region.Block.DescendantTokens().Any(static token => token.Text.IndexOf('\n') >= 0))
        {
            return null;
        }

        var outer = PairingSites.IndentOf(region, text);
        var inner = PairingSites.IndentOf(statements[0], text);
        var kept = text.ToString(TextSpan.FromBounds(statements[0].SpanStart, statements[statements.Count - 1].Span.End));
        return [new TextChange(region.Span, inner.Length > outer.Length ? kept.Replace("\n" + inner, "\n" + outer) : kept)];
    }

    private static bool HasComment(SyntaxNode node, TextSpan span) => node.DescendantTrivia(descendIntoTrivia: true)
        .Any(trivia => span.Contains(trivia.Span) && !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
