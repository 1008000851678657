using AsyncRace.CodeFixes.Editing;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Guarding;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Rereading;

/// <summary>
/// <c>_n += await F();</c> reads <c>_n</c>, awaits, and adds to what it read. Awaiting in a statement of its own first,
/// <c>var value = await F(); _n += value;</c>, reads it afterwards.
/// </summary>
internal static class AwaitFirst
{
    internal static Reread? Of(ReportedRace finding, SemanticModel model, CancellationToken cancellationToken)
    {
        if (finding.Target.FirstAncestorOrSelf<AssignmentExpressionSyntax>(assignment => assignment.Left.Span.Contains(finding.Target.Span)) is not { } assignment
            || assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression) || assignment.Left is TupleExpressionSyntax
            || (finding.Read is { } read && !assignment.Span.Contains(read.Span))
            || Body.Around(assignment) is not { IsAsync: true } body
            || !Purity.IsPure(assignment.Left)
            || assignment.ContainsDirectives
            || AwaitedFirst(finding, assignment, body, model, cancellationToken) is not { Count: > 0 } awaited)
        {
            return null;
        }

        var expression = Unparenthesized(assignment);
        if (body.Expression == expression)
        {
            return new Reread(body.Node, edits => WriteFunction(edits, body, awaited, model, cancellationToken));
        }

        return expression.Parent is ExpressionStatementSyntax or ReturnStatementSyntax
            ? new Reread(expression.Parent, edits => WriteStatement(edits, (StatementSyntax)expression.Parent, Named(awaited, edits)))
            : null;
    }

    /// <summary>The expressions to evaluate first, or none where that would change what the statement does.</summary>
    private static IReadOnlyList<ExpressionSyntax> AwaitedFirst(
        ReportedRace finding, AssignmentExpressionSyntax assignment, Body body, SemanticModel model, CancellationToken cancellationToken)
    {
        var awaits = Body.OwnNodesOf(assignment.Right).OfType<AwaitExpressionSyntax>()
            .Where(inner => !inner.Ancestors().TakeWhile(node => node != assignment).Any(static node => node is AwaitExpressionSyntax)).ToList();
        var reads = new RelatedReads(body, Accesses.Of(finding.Location, body.Node, model, cancellationToken), model, cancellationToken);
        if (awaits.Count == 0 || awaits.Exists(reads.Feed) || awaits.Exists(inner => model.GetTypeInfo(inner, cancellationToken).Type is not { SpecialType: not SpecialType.System_Void, IsAnonymousType: false }))
        {
            return [];
        }

        if (!reads.Feed(assignment.Right))
        {
            // Only the left side reads it, before all the rest.
            return model.GetTypeInfo(assignment.Right, cancellationToken).Type is { SpecialType: not SpecialType.System_Void } ? [assignment.Right] : [];
        }

        var lastAwait = awaits[awaits.Count - 1];
        var isReordered = assignment.Right.DescendantNodesAndSelf().Any(node =>
            node.SpanStart < lastAwait.SpanStart && Purity.IsEffect(node)
            && !awaits.Exists(inner => inner.Span.Contains(node.Span)) && !node.Span.Contains(lastAwait.Span));
        return isReordered || awaits.Exists(inner => IsConditional(inner, assignment)) ? [] : awaits;
    }

    private static bool IsConditional(AwaitExpressionSyntax inner, AssignmentExpressionSyntax assignment) =>
        inner.Ancestors().TakeWhile(node => node != assignment).Any(node => node switch
        {
            ConditionalExpressionSyntax choice => !choice.Condition.Span.Contains(inner.Span),
            BinaryExpressionSyntax binary => binary.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression or SyntaxKind.CoalesceExpression
                && binary.Right.Span.Contains(inner.Span),
            SwitchExpressionSyntax choice => !choice.GoverningExpression.Span.Contains(inner.Span),
            ConditionalAccessExpressionSyntax access => access.WhenNotNull.Span.Contains(inner.Span),
            _ => false,
        });

    private static ExpressionSyntax Unparenthesized(ExpressionSyntax expression) =>
        expression.Parent is ParenthesizedExpressionSyntax outer ? Unparenthesized(outer) : expression;

    private static IReadOnlyList<(ExpressionSyntax Expression, string Name)> Named(IReadOnlyList<ExpressionSyntax> awaited, DocumentEdits edits) =>
        awaited.Select(expression => (expression, edits.NewLocal("value", expression))).ToList();

    private static void WriteStatement(DocumentEdits edits, StatementSyntax statement, IReadOnlyList<(ExpressionSyntax Expression, string Name)> awaited)
    {
        var layout = edits.Layout;
        if (StatementList.IsEmbedded(statement))
        {
            var outside = layout.IndentOf(statement.Parent is ElseClauseSyntax { Parent: { } conditional } ? conditional : statement.Parent!);
            edits.Change(statement.Parent!, owner => Embedded.WithBlock(
                owner, Code.Block(outside, Split(statement, awaited, outside + layout.Unit, layout), layout, layout.EndOfLine), layout));
            return;
        }

        var list = StatementList.Of(statement);
        var indent = layout.StartsLine(statement.GetFirstToken()) ? layout.IndentOf(statement) : layout.IndentOfFunction(Body.Around(statement)!.Node) + layout.Unit;
        edits.ChangeList(StatementList.OwnerOf(statement), IndexOf(list, statement), 1, _ => Split(statement, awaited, indent, layout));
    }

    private static void WriteFunction(DocumentEdits edits, Body body, IReadOnlyList<ExpressionSyntax> awaited, SemanticModel model, CancellationToken cancellationToken)
    {
        var layout = edits.Layout;
        var isResult = ExpressionBody.IsResult(body, model, cancellationToken);
        var named = Named(awaited, edits);
        edits.UnfoldAccessors(body.Node);
        edits.Change(body.Node, function => ExpressionBody.WithBlock(
            function,
            (_, indent) => Declarations(named, indent, layout).Append(ExpressionBody.Statement(Replaced(body.Expression!, named), isResult, indent, layout)),
            layout.IndentOfFunction(body.Node),
            layout));
    }

    private static IEnumerable<StatementSyntax> Split(
        StatementSyntax statement, IReadOnlyList<(ExpressionSyntax Expression, string Name)> awaited, string indent, Layout layout)
    {
        var first = true;
        foreach (var declaration in Declarations(awaited, indent, layout))
        {
            // What stands above the statement explains the whole of it.
            yield return first && layout.StartsLine(statement.GetFirstToken()) && !StatementList.IsEmbedded(statement) ? declaration.WithLeadingTrivia(statement.GetLeadingTrivia()) : declaration;
            first = false;
        }

        yield return Code.EndingLine(Replaced(statement, awaited).WithLeadingTrivia(Code.Space(indent)), layout);
    }

    private static IEnumerable<StatementSyntax> Declarations(IReadOnlyList<(ExpressionSyntax Expression, string Name)> awaited, string indent, Layout layout) =>
        awaited.Select(value => (StatementSyntax)SyntaxFactory.LocalDeclarationStatement(
            attributeLists: default,
            awaitKeyword: default,
            usingKeyword: default,
            modifiers: default,
            SyntaxFactory.VariableDeclaration(
                SyntaxFactory.IdentifierName("var").WithLeadingTrivia(Code.Space(indent)).WithTrailingTrivia(Code.Space(" ")),
                SyntaxFactory.SingletonSeparatedList(SyntaxFactory.VariableDeclarator(
                    SyntaxFactory.Identifier(SyntaxFactory.TriviaList(), value.Name, Code.Space(" ")),
                    argumentList: null,
                    SyntaxFactory.EqualsValueClause(Code.Token(SyntaxKind.EqualsToken, after: " "), Inner(value.Expression).WithoutTrivia())))),
            Code.Token(SyntaxKind.SemicolonToken, after: layout.EndOfLine)));

    /// <summary>Parentheses that only held the operand together are not needed any more.</summary>
    private static ExpressionSyntax Inner(ExpressionSyntax expression) => expression is ParenthesizedExpressionSyntax parenthesized ? Inner(parenthesized.Expression) : expression;

    private static TNode Replaced<TNode>(TNode node, IReadOnlyList<(ExpressionSyntax Expression, string Name)> awaited)
        where TNode : SyntaxNode
    {
        var places = awaited.ToDictionary(static value => (SyntaxNode)Outer(value.Expression), static value => value);
        return node.ReplaceNodes(places.Keys, (place, _) => SyntaxFactory.IdentifierName(
            SyntaxFactory.Identifier(place.GetLeadingTrivia(), places[place].Name, place.GetTrailingTrivia())));
    }

    private static ExpressionSyntax Outer(ExpressionSyntax expression) => expression.Parent is ParenthesizedExpressionSyntax parenthesized ? Outer(parenthesized) : expression;

    private static int IndexOf(IReadOnlyList<StatementSyntax> list, StatementSyntax statement)
    {
        var index = 0;
        while (list[index] != statement)
        {
            index++;
        }

        return index;
    }
}
