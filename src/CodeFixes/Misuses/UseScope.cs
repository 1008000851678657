using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>208: holds the lock by a using, where the finally does nothing but release it.</summary>
internal sealed class UseScope : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.PreferScopedLock;

    internal override string EquivalenceKey => "AsyncRace.UseScope";

    internal override string Title => "Use the scoped form";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        if (!finding.Properties.TryGetValue(Analyzers.Rules.FindingProperties.Scope, out var scope) || scope is null
            || place.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax { Name: var name } } call
            || call.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Parent: BlockSyntax list } acquire
            || list.Statements.IndexOf(acquire) + 1 is var next && (next >= list.Statements.Count || list.Statements[next] is not TryStatementSyntax { Catches.Count: 0, Finally.Block.Statements.Count: 1 }))
        {
            return null;
        }

        var region = (TryStatementSyntax)list.Statements[next];
        var between = TextSpan.FromBounds(acquire.SemicolonToken.SpanStart, region.TryKeyword.Span.End);
        var end = TextSpan.FromBounds(region.Block.CloseBraceToken.Span.End, region.Finally!.Span.End);
        // A comment on the parts that go away is for a person to move.
        if (HasComment(region, between) || HasComment(region, end) || HasComment(acquire, TextSpan.FromBounds(acquire.SemicolonToken.SpanStart, acquire.FullSpan.End)))
        {
            return null;
        }

        return
        [
            new TextChange(new TextSpan(acquire.SpanStart, 0), "using ("),
            new TextChange(name.Span, scope),
            new TextChange(between, ")"),
            new TextChange(end, ""),
        ];
    }

    private static bool HasComment(SyntaxNode node, TextSpan span) =>
        node.DescendantTrivia(descendIntoTrivia: true).Any(trivia => span.IntersectsWith(trivia.Span) && !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
