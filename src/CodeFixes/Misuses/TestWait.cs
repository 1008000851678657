using AsyncRace.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>201: a wait with a time limit whose result nobody looks at throws when its time is up.</summary>
internal sealed class TestWait : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.UnpairedRelease;

    internal override string EquivalenceKey => "AsyncRace.TestWait";

    internal override string Title => "Throw a TimeoutException when the wait times out";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        var text = model.SyntaxTree.GetText(cancellationToken);
        if (PairingSites.SituationOf(finding) != "Missed"
            || PairingSites.StatementAt(finding, FindingRoles.Acquire, model.SyntaxTree.GetRoot(cancellationToken)) is not { Parent: BlockSyntax block } wait
            // Inside the try that releases, throwing would release as well.
            || (block.Parent is TryStatementSyntax region && region.Contains(place)))
        {
            return null;
        }

        var exception = model.LookupNamespacesAndTypes(wait.SpanStart, name: "TimeoutException").IsEmpty ? "System.TimeoutException" : "TimeoutException";
        var indent = PairingSites.IndentOf(wait, text);
        return
        [
            new TextChange(new TextSpan(wait.SpanStart, 0), "if (!"),
            new TextChange(wait.SemicolonToken.Span, $"){PairingSites.NewLineOf(text)}{indent}    throw new {exception}();"),
        ];
    }
}
