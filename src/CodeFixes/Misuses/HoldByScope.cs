using AsyncRace.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>201: holds the lock by a using, which releases only what was acquired, in place of a <c>try</c> that begins with the acquire.</summary>
internal sealed class HoldByScope : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.UnpairedRelease;

    internal override string EquivalenceKey => "AsyncRace.HoldByScope";

    internal override string Title => "Hold the lock by a 'using'";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        var text = model.SyntaxTree.GetText(cancellationToken);
        if (!finding.Properties.TryGetValue(FindingProperties.Scope, out var scope) || scope is null
            || PairingSites.StatementAt(finding, FindingRoles.Acquire, model.SyntaxTree.GetRoot(cancellationToken)) is not { Parent: BlockSyntax { Parent: TryStatementSyntax region } block } acquire
            || region is not { Catches.Count: 0, Finally: { Block.Statements: [var release] } handler } || region.Block != block || block.Statements[0] != acquire
            || PairingSites.StatementOf(place) != release || !PairingSites.StandsAlone(acquire, text)
            || PairingSites.CallOf(acquire.Expression) is not { } call || PairingSites.NameOf(call) is not { } name
            // A comment on the part that goes away is for a person to move.
            || handler.DescendantTrivia(descendIntoTrivia: true).Concat(block.CloseBraceToken.TrailingTrivia).Any(static trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia)))
        {
            return null;
        }

        var expression = acquire.Expression.ToString();
        var at = name.SpanStart - acquire.Expression.SpanStart;
        return
        [
            new TextChange(region.TryKeyword.Span, $"using ({expression.Substring(0, at)}{scope}{expression.Substring(at + name.Span.Length)})"),
            new TextChange(PairingSites.LinesOf(acquire, text), ""),
            new TextChange(TextSpan.FromBounds(block.CloseBraceToken.Span.End, handler.Span.End), ""),
        ];
    }
}
