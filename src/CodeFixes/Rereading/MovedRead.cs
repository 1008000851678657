using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Guarding;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Rereading;

/// <summary><c>var t = _n; await X(); _n = t + 1;</c>: a read that nobody needs before the await moves behind it.</summary>
internal static class MovedRead
{
    internal static Reread? Of(ReportedRace finding, SemanticModel model, CancellationToken cancellationToken)
    {
        if (finding.Read?.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { UsingKeyword.RawKind: 0, ContainsDirectives: false } declaration
            || declaration.Declaration is not { Variables.Count: 1, Type: not (RefTypeSyntax or ScopedTypeSyntax) }
            || declaration.Declaration.Variables[0] is not { Initializer.Value: { } value } variable
            || !Purity.IsPure(value) || value is RefExpressionSyntax
            || StatementList.IsEmbedded(declaration)
            || Body.Around(declaration) is not { } body || !body.Equals(Body.Around(finding.Write))
            || model.GetDeclaredSymbol(variable, cancellationToken) is not { } local)
        {
            return null;
        }

        var list = StatementList.Of(declaration).ToList();
        var from = list.IndexOf(declaration);
        var write = list.FindIndex(statement => statement.Span.Contains(finding.Write.Span));
        var use = list.FindIndex(from + 1, statement => Names(statement, local, model, cancellationToken).Any());
        if (use < 0 || write < use)
        {
            return null;
        }

        var between = list.GetRange(from + 1, use - from - 1);
        var after = list.GetRange(use, write - use + 1);
        var suspendsBetween = between.Exists(AwaitStyle.Suspends);
        if (!suspendsBetween || after.Exists(AwaitStyle.Suspends) || list.Skip(use).Any(statement => IsWritten(statement, local, model, cancellationToken)))
        {
            return null;
        }

        // What the value is computed from must be the same later, but for what other tasks do.
        var sources = value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => model.GetSymbolInfo(name, cancellationToken).Symbol).OfType<ISymbol>().ToList();
        if (sources.Exists(source => between.Exists(statement => IsWritten(statement, source, model, cancellationToken))))
        {
            return null;
        }

        return new Reread(
            finding.Write,
            edits => edits.ChangeList(StatementList.OwnerOf(declaration), from, use - from, static taken => Moved(taken)));
    }

    /// <summary>The first statement behind the others; the blank lines stay where they are.</summary>
    private static IEnumerable<StatementSyntax> Moved(IReadOnlyList<StatementSyntax> taken)
    {
        var (blank, read) = Split(taken[0]);
        var (_, next) = Split(taken[1]);
        return [next.WithLeadingTrivia(blank.AddRange(next.GetLeadingTrivia())), .. taken.Skip(2), read];
    }

    private static (SyntaxTriviaList Blank, StatementSyntax Statement) Split(StatementSyntax statement)
    {
        var leading = statement.GetLeadingTrivia();
        var blank = 0;
        while (blank < leading.Count && leading[blank].IsKind(SyntaxKind.EndOfLineTrivia))
        {
            blank++;
        }

        return (SyntaxFactory.TriviaList(leading.Take(blank)), statement.WithLeadingTrivia(leading.Skip(blank)));
    }

    private static IEnumerable<IdentifierNameSyntax> Names(SyntaxNode node, ISymbol symbol, SemanticModel model, CancellationToken cancellationToken) =>
        node.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name =>
            name.Identifier.ValueText == symbol.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, symbol));

    private static bool IsWritten(SyntaxNode node, ISymbol symbol, SemanticModel model, CancellationToken cancellationToken) =>
        Names(node, symbol, model, cancellationToken).Any(static name =>
        {
            SyntaxNode target = name.Parent is MemberAccessExpressionSyntax member && member.Name == name ? member : name;
            return target.Parent switch
            {
                AssignmentExpressionSyntax assignment => assignment.Left == target,
                ArgumentSyntax argument => argument.RefOrOutKeyword.RawKind != 0 || argument.Parent is TupleExpressionSyntax,
                PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => Purity.IsEffect(target.Parent),
                _ => false,
            };
        });
}
