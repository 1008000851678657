using System.Text;
using AsyncRace.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>202: puts what is between acquire and release into a <c>try</c>, and the release into its <c>finally</c>.</summary>
internal sealed class ReleaseInFinally : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.AcquireNotReleased;

    internal override string EquivalenceKey => "AsyncRace.ReleaseInFinally";

    internal override string Title => "Release in a 'finally'";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        var text = model.SyntaxTree.GetText(cancellationToken);
        if (PairingSites.SituationOf(finding) != "WithoutFinally"
            || PairingSites.StatementOf(place) is not { Parent: BlockSyntax block } acquire
            || PairingSites.StatementAt(finding, FindingRoles.Release, model.SyntaxTree.GetRoot(cancellationToken)) is not { } release || release.Parent != block
            || !PairingSites.StandsAlone(release, text))
        {
            return null;
        }

        var (from, to) = (block.Statements.IndexOf(acquire) + 1, block.Statements.IndexOf(release));
        var inside = block.Statements.Skip(from).Take(to - from).ToList();
        if (to <= from || ReleasesInside(inside, release) || HasTextOverLines(inside) || IsDeclaredForLater(inside, block.Statements.Skip(to + 1), model))
        {
            return null;
        }

        var newLine = PairingSites.NewLineOf(text);
        var indent = PairingSites.IndentOf(acquire, text);
        var start = text.Lines.GetLineFromPosition(acquire.Span.End).EndIncludingLineBreak;
        var releaseLines = PairingSites.LinesOf(release, text);
        var moved = new StringBuilder().Append(indent).Append("try").Append(newLine).Append(indent).Append('{').Append(newLine);
        for (var line = text.Lines.GetLineFromPosition(start).LineNumber; text.Lines[line].Start < releaseLines.Start; line++)
        {
            var content = text.Lines[line].ToString();
            moved.Append(content.Trim().Length == 0 ? "" : "    ").Append(content).Append(newLine);
        }

        moved.Append(indent).Append('}').Append(newLine).Append(indent).Append("finally").Append(newLine).Append(indent).Append('{').Append(newLine)
            .Append(indent).Append("    ").Append(release).Append(newLine).Append(indent).Append('}').Append(newLine);
        return [new TextChange(TextSpan.FromBounds(start, releaseLines.End), moved.ToString())];
    }

    // On another way out it is released already: the finally would do so once more.
    private static bool ReleasesInside(List<StatementSyntax> inside, ExpressionStatementSyntax release) => inside.Exists(statement =>
        statement.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(call => SyntaxFactory.AreEquivalent(call, release.Expression)));

    // The lines of a literal cannot be moved.
    private static bool HasTextOverLines(List<StatementSyntax> inside) => inside.Exists(static statement =>
        statement.DescendantTokens().Any(static token => token.Text.IndexOf('\n') >= 0) || statement.DescendantTrivia(descendIntoTrivia: true).Any(static trivia => trivia.IsDirective));

    private static bool IsDeclaredForLater(List<StatementSyntax> inside, IEnumerable<StatementSyntax> later, SemanticModel model)
    {
        var declared = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var statement in inside)
        {
            if (model.AnalyzeDataFlow(statement) is { Succeeded: true } flow)
            {
                declared.UnionWith(flow.VariablesDeclared);
            }

            // A function of the block can be called from all of it.
            if (statement is LocalFunctionStatementSyntax or LabeledStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 })
            {
                return true;
            }
        }

        return later.SelectMany(static statement => statement.DescendantNodes().OfType<IdentifierNameSyntax>())
            .Any(name => model.GetSymbolInfo(name).Symbol is { } symbol && declared.Contains(symbol));
    }
}
