using AsyncRace.CodeFixes.Editing;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>302: takes the condition's lock around the notification, or around the loop that waits.</summary>
internal sealed class LockCondition : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.ConditionWithoutLock;

    internal override string EquivalenceKey => "AsyncRace.LockCondition";

    internal override string Title => "Take the condition's lock";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        if (place.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax { Expression: var condition } } call
            || model.GetTypeInfo(condition, cancellationToken).Type?.GetMembers("LockAsync").IsEmpty != false
            || Body.Around(call) is not { IsAsync: true } body
            || call.FirstAncestorOrSelf<StatementSyntax>() is not { } statement || !body.Node.Span.Contains(statement.Span))
        {
            return null;
        }

        // The lock is held from the look at the state to the wait.
        while (statement.Parent is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax || (statement.Parent is BlockSyntax { Statements.Count: 1, Parent: WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax }))
        {
            statement = statement.Parent is BlockSyntax block ? (StatementSyntax)block.Parent! : (StatementSyntax)statement.Parent;
        }

        // A declaration would be gone at the end of the lock.
        if (statement is not (ExpressionStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax) || statement.Parent is not BlockSyntax)
        {
            return null;
        }

        var layout = Layout.Of((CompilationUnitSyntax)statement.SyntaxTree.GetRoot(cancellationToken));
        var text = statement.SyntaxTree.GetText(cancellationToken);
        var first = text.Lines.GetLineFromPosition(statement.SpanStart);
        var indent = text.ToString(TextSpan.FromBounds(first.Start, statement.SpanStart));
        if (indent.Trim().Length > 0)
        {
            return null;
        }

        var changes = new List<TextChange> { new(new TextSpan(statement.SpanStart, 0), $"using (await {condition}.LockAsync()){layout.EndOfLine}{indent}{layout.Unit}") };
        for (var number = first.LineNumber + 1; number < text.Lines.Count && text.Lines[number].Start < statement.Span.End; number++)
        {
            if (text.Lines[number].Span.Length > 0)
            {
                changes.Add(new TextChange(new TextSpan(text.Lines[number].Start, 0), layout.Unit));
            }
        }

        return statement.DescendantTokens().Any(static token => token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken)) ? null : changes;
    }
}
