using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>204: a semaphore's maximum is what it starts with.</summary>
internal sealed class AddMaximum : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.UnboundedSemaphore;

    internal override string EquivalenceKey => "AsyncRace.AddMaximum";

    internal override string Title => "Add the maximum";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        if (place.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { ArgumentList.Arguments: [var count] } || !IsSameTwice(count.Expression, model, cancellationToken))
        {
            return null;
        }

        var name = count.NameColon is null ? "" : "maxCount: ";
        return [new TextChange(new TextSpan(count.Span.End, 0), $", {name}{count.Expression}")];
    }

    // What is computed may come out differently the second time, or do something twice.
    private static bool IsSameTwice(ExpressionSyntax count, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetConstantValue(count, cancellationToken).HasValue
        || model.GetSymbolInfo(count, cancellationToken).Symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol or IPropertySymbol
        || (count is ParenthesizedExpressionSyntax { Expression: var inner } && IsSameTwice(inner, model, cancellationToken))
        || (count is BinaryExpressionSyntax binary && IsSameTwice(binary.Left, model, cancellationToken) && IsSameTwice(binary.Right, model, cancellationToken));
}
