using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>301: lets the event reset itself as it lets a waiter through, and removes the resets after the waits.</summary>
internal sealed class UseAutoResetEvent : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.ResetAfterWait;

    internal override string EquivalenceKey => "AsyncRace.UseAutoResetEvent";

    internal override string Title => "Use an event that resets itself (AsyncAutoResetEvent)";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        if (place.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax { Expression: var signal } }
            || OwnMember.Of(model.GetSymbolInfo(signal, cancellationToken).Symbol, model, cancellationToken) is not { ValueType: { Name: "AsyncManualResetEvent" } } member
            || member.ValueType.ContainingNamespace.ToDisplayString() != "AsyncRace.Threading"
            || OwnMember.Companion("AsyncAutoResetEvent", 0, member.Type.SpanStart, model) is not { } name
            || member.Initializer?.Value is not BaseObjectCreationExpressionSyntax creation)
        {
            return null;
        }

        var changes = new List<TextChange> { new(member.Type.Span, name) };
        if (creation is ObjectCreationExpressionSyntax { Type: var created })
        {
            changes.Add(new TextChange(created.Span, name));
        }

        foreach (var use in member.Uses)
        {
            if (use.Parent is not MemberAccessExpressionSyntax { Name.Identifier.Text: var operation, Parent: InvocationExpressionSyntax call })
            {
                return null;
            }

            if (operation != "Reset")
            {
                continue;
            }

            // One that is not after a wait, or that decides something, has another meaning.
            if (call.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax block } statement || !IsAfterWait(statement, member) || HasComment(statement))
            {
                return null;
            }

            changes.Add(new TextChange(block.Statements.Count > 1 && StartsLine(statement) ? statement.FullSpan : statement.Span, ""));
        }

        return changes;
    }

    private static bool IsAfterWait(StatementSyntax reset, OwnMember member) =>
        reset.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } method
        && member.Uses.Any(use => use.SpanStart < reset.SpanStart && method.Span.Contains(use.Span) && use.Parent is MemberAccessExpressionSyntax { Name.Identifier.Text: "WaitAsync" or "TryWaitAsync" or "Wait" or "TryWait" });

    private static bool StartsLine(StatementSyntax statement) => statement.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia) && statement.GetFirstToken().GetPreviousToken().TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);

    private static bool HasComment(SyntaxNode node) =>
        node.DescendantTrivia().Any(static trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
