using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>205: removes the second acquisition, where all that it was for is inside the first one's section.</summary>
internal sealed class RemoveInnerAcquire : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.LockReentered;

    internal override string EquivalenceKey => "AsyncRace.RemoveInnerAcquire";

    internal override string Title => "Remove the second acquisition";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        // The other place is the first acquisition, in the same method.
        if (finding.AdditionalLocations is not [{ SourceTree: var tree, SourceSpan: var outerSpan }] || tree != model.SyntaxTree
            || !finding.Properties.TryGetValue(Analyzers.Rules.FindingProperties.Roles, out var roles) || roles != "acquire"
            || place.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax } inner
            || !IsCovered(inner, tree.GetRoot(cancellationToken).FindNode(outerSpan, getInnermostNodeForTie: true)))
        {
            return null;
        }

        var text = model.SyntaxTree.GetText(cancellationToken);
        switch (inner)
        {
            // using (await _lock.LockAsync()) …
            case UsingStatementSyntax { Declaration: null, Statement: var section }:
                return Kept(inner.Span, section, inner, text);
            // using var held = await _lock.LockAsync();
            case LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0, Declaration.Variables: [{ Identifier: var name }] } when PairingSites.StandsAlone(inner, text)
                && !inner.Parent!.DescendantTokens().Any(token => token.Text == name.Text && token != name):
                return [new TextChange(PairingSites.LinesOf(inner, text), "")];
            // await _sem.WaitAsync(); try … finally { _sem.Release(); }
            case ExpressionStatementSyntax when PairingSites.StatementOf(place) == inner && TryAfter(inner) is { Catches.Count: 0, Finally.Block.Statements: [ExpressionStatementSyntax { Expression: InvocationExpressionSyntax release }] } region
                && ReceiverOf(release) is { } released && ReceiverOf(place) is { } acquired && SyntaxFactory.AreEquivalent(released, acquired)
                && !inner.GetTrailingTrivia().Concat(region.GetLeadingTrivia()).Concat(region.Finally.DescendantTrivia(descendIntoTrivia: true)).Any(IsComment):
                return Kept(TextSpan.FromBounds(inner.SpanStart, region.Span.End), region.Block, inner, text);
            default:
                return null;
        }
    }

    /// <summary>Whether the first acquisition is held for all of the inner section: a scope around it, or the <c>try</c> of a <c>finally</c> that releases.</summary>
    private static bool IsCovered(StatementSyntax inner, SyntaxNode outer) => outer.FirstAncestorOrSelf<StatementSyntax>() switch
    {
        UsingStatementSyntax { Statement: var section } => section.Span.Contains(inner.Span),
        LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0, Parent: BlockSyntax block } declared => block.Span.Contains(inner.Span) && declared.Span.End <= inner.SpanStart,
        ExpressionStatementSyntax acquire => TryAfter(acquire) is { Finally: not null } region && region.Block.Span.Contains(inner.Span),
        _ => false,
    };

    private static TryStatementSyntax? TryAfter(StatementSyntax statement) =>
        statement.Parent is BlockSyntax block && block.Statements.IndexOf(statement) + 1 is var next && next < block.Statements.Count ? block.Statements[next] as TryStatementSyntax : null;

    private static ExpressionSyntax? ReceiverOf(SyntaxNode call) => call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } } ? receiver : null;

    /// <summary>The section without what held it.</summary>
    private static IReadOnlyList<TextChange>? Kept(TextSpan whole, StatementSyntax section, StatementSyntax inner, SourceText text)
    {
        if (section is not BlockSyntax block)
        {
            return [new TextChange(whole, section.ToString())];
        }

        // A variable of its own would be one of the block around it.
        if (block.Statements is not [var first, ..] || block.Statements.Any(static statement => statement is LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax) || block.DescendantTokens().Any(static token => token.Text.IndexOf('\n') >= 0)
            || block.OpenBraceToken.TrailingTrivia.Concat(block.CloseBraceToken.LeadingTrivia).Any(IsComment) || first.GetLeadingTrivia().Any(IsComment))
        {
            return null;
        }

        var outer = PairingSites.IndentOf(inner, text);
        var own = PairingSites.IndentOf(first, text);
        var kept = text.ToString(TextSpan.FromBounds(first.SpanStart, block.Statements[block.Statements.Count - 1].Span.End));
        return [new TextChange(whole, own.Length > outer.Length ? kept.Replace("\n" + own, "\n" + outer) : kept)];
    }

    private static bool IsComment(SyntaxTrivia trivia) => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);
}
