using System.Text;
using AsyncRace.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>202: moves what stands between the acquire and the <c>try</c> into the <c>try</c>.</summary>
internal sealed class MoveIntoTry : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.AcquireNotReleased;

    internal override string EquivalenceKey => "AsyncRace.MoveIntoTry";

    internal override string Title => "Start the 'try' right after the acquire";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        var text = model.SyntaxTree.GetText(cancellationToken);
        if (PairingSites.SituationOf(finding) != "BeforeTry"
            || PairingSites.StatementOf(place) is not { Parent: BlockSyntax block } acquire
            || PairingSites.StatementAt(finding, FindingRoles.Release, model.SyntaxTree.GetRoot(cancellationToken)) is not { } release
            || block.Statements.Skip(block.Statements.IndexOf(acquire) + 1).OfType<TryStatementSyntax>().FirstOrDefault() is not { Finally: { } handler } region || !handler.Contains(release)
            // A handler would see what fails in them from now on.
            || region.Catches.Count > 0)
        {
            return null;
        }

        var moved = block.Statements.Skip(block.Statements.IndexOf(acquire) + 1).TakeWhile(statement => statement != region).ToList();
        if (moved.Count == 0 || !moved.TrueForAll(statement => IsOnLinesOfItsOwn(statement, text)) || AreUsedAfter(moved, region, block, model, cancellationToken))
        {
            return null;
        }

        var from = text.Lines.GetLineFromPosition(acquire.Span.End).EndIncludingLineBreak;
        var to = text.Lines.GetLineFromPosition(region.SpanStart).Start;
        var at = text.Lines.GetLineFromPosition(region.Block.OpenBraceToken.Span.End).EndIncludingLineBreak;
        if (text.ToString(TextSpan.FromBounds(region.Block.OpenBraceToken.Span.End, at)).Trim().Length > 0)
        {
            return null;
        }

        var lines = new StringBuilder();
        for (var line = text.Lines.GetLineFromPosition(from).LineNumber; text.Lines[line].Start < to; line++)
        {
            var content = text.ToString(text.Lines[line].SpanIncludingLineBreak);
            lines.Append(content.Trim().Length == 0 ? content : "    " + content);
        }

        return [new TextChange(TextSpan.FromBounds(from, to), ""), new TextChange(new TextSpan(at, 0), lines.ToString().TrimEnd('\r', '\n') + PairingSites.NewLineOf(text))];
    }

    private static bool IsOnLinesOfItsOwn(StatementSyntax statement, SourceText text) =>
        statement is not (LocalFunctionStatementSyntax or LabeledStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 })
        && !statement.DescendantTokens().Any(static token => token.Text.IndexOf('\n') >= 0) && !statement.DescendantTrivia(descendIntoTrivia: true).Any(static trivia => trivia.IsDirective)
        && text.Lines.GetLineFromPosition(statement.SpanStart) is var first && text.ToString(TextSpan.FromBounds(first.Start, statement.SpanStart)).Trim().Length == 0;

    // What is declared in the try is gone after its block.
    private static bool AreUsedAfter(List<StatementSyntax> moved, TryStatementSyntax region, BlockSyntax block, SemanticModel model, CancellationToken cancellationToken)
    {
        var declared = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var statement in moved)
        {
            if (model.AnalyzeDataFlow(statement) is { Succeeded: true } flow)
            {
                declared.UnionWith(flow.VariablesDeclared);
            }
        }

        return block.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Any(name => name.SpanStart > region.Block.Span.End && model.GetSymbolInfo(name, cancellationToken).Symbol is { } symbol && declared.Contains(symbol));
    }
}
