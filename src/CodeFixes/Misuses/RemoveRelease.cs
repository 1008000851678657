using AsyncRace.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>201: removes the release that is one too many: the one that never has the lock, or the one before a <c>return</c> that the <c>finally</c> repeats.</summary>
internal sealed class RemoveRelease : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.UnpairedRelease;

    internal override string EquivalenceKey => "AsyncRace.RemoveRelease";

    internal override string Title => "Remove the release";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        var text = model.SyntaxTree.GetText(cancellationToken);
        var root = model.SyntaxTree.GetRoot(cancellationToken);
        var superfluous = (PairingSites.SituationOf(finding), IsNeverHeld: finding.Properties.ContainsKey(FindingProperties.NeverHeld)) switch
        {
            ("ReleasedBefore" or "NeverAcquired", true) => PairingSites.StatementOf(place),
            ("ReleasedBefore", false) when PairingSites.StatementAt(finding, FindingRoles.Release, root) is { } early && IsRepeatedAtOnce(early, place) => early,
            _ => null,
        };
        if (superfluous is not { Parent: BlockSyntax { Parent: not FinallyClauseSyntax { Block.Statements.Count: 1 } } } || !PairingSites.StandsAlone(superfluous, text))
        {
            return null;
        }

        return [new TextChange(PairingSites.LinesOf(superfluous, text), "")];
    }

    // { sem.Release(); return; } inside the try of the finally that releases: nothing happens in between.
    private static bool IsRepeatedAtOnce(ExpressionStatementSyntax early, SyntaxNode release) =>
        early.Parent is BlockSyntax block
        && block.Statements.IndexOf(early) + 1 is var next && next < block.Statements.Count
        && block.Statements[next] is ReturnStatementSyntax { Expression: null or LiteralExpressionSyntax or IdentifierNameSyntax } or ThrowStatementSyntax
        && release.FirstAncestorOrSelf<FinallyClauseSyntax>() is { Parent: TryStatementSyntax region } && region.Span.Contains(early.Span) && !region.Finally!.Span.Contains(early.Span);
}
