using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>303: asks for the state again after each wait, where an <c>if</c> has asked for it once.</summary>
internal sealed class WaitInLoop : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.ConditionWithoutPredicate;

    internal override string EquivalenceKey => "AsyncRace.WaitInLoop";

    internal override string Title => "Look again after each wait (while)";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken) =>
        place.FirstAncestorOrSelf<ExpressionStatementSyntax>() is { Expression: AwaitExpressionSyntax } wait
        && (wait.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : wait.Parent) is IfStatementSyntax { Else: null, Parent: not ElseClauseSyntax } once
            ? [new TextChange(once.IfKeyword.Span, "while")]
            : null;
}
