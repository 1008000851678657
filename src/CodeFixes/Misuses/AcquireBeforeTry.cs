using AsyncRace.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>201: moves the acquire that a <c>try</c> begins with to before it, so that the <c>finally</c> releases only what was acquired.</summary>
internal sealed class AcquireBeforeTry : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.UnpairedRelease;

    internal override string EquivalenceKey => "AsyncRace.AcquireBeforeTry";

    internal override string Title => "Acquire before the 'try'";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        var root = model.SyntaxTree.GetRoot(cancellationToken);
        var text = model.SyntaxTree.GetText(cancellationToken);
        if (PairingSites.SituationOf(finding) != "Thrown"
            || PairingSites.StatementAt(finding, FindingRoles.Acquire, root) is not { Parent: BlockSyntax { Parent: TryStatementSyntax region } block } acquire
            // A handler would not see any more that the wait fails.
            || region is not { Catches.Count: 0, Finally: { } handler } || region.Block != block || block.Statements[0] != acquire || region.Parent is not BlockSyntax
            || !handler.Contains(place) || !PairingSites.StandsAlone(acquire, text))
        {
            return null;
        }

        var lines = PairingSites.LinesOf(acquire, text);
        return
        [
            new TextChange(new TextSpan(text.Lines.GetLineFromPosition(region.SpanStart).Start, 0), PairingSites.IndentOf(region, text) + acquire + PairingSites.NewLineOf(text)),
            new TextChange(lines, ""),
        ];
    }
}
