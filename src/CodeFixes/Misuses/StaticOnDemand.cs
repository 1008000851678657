using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>Makes a static hold the way to make its value, and its uses ask for it.</summary>
internal abstract class StaticOnDemand : MisuseFix
{
    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        var assignment = place.FirstAncestorOrSelf<AssignmentExpressionSyntax>();
        var declared = assignment is not null
            ? model.GetSymbolInfo(assignment.Left, cancellationToken).Symbol
            : place.FirstAncestorOrSelf<EqualsValueClauseSyntax>()?.Parent is { } owner ? model.GetDeclaredSymbol(owner, cancellationToken) : null;
        if (OwnMember.Of(declared, model, cancellationToken) is not { } member
            || (assignment?.Right ?? member.Initializer?.Value) is not { } value || value is InitializerExpressionSyntax
            || (assignment is null) == (member.Initializer is null)
            || Wrapper(member, finding, model) is not { } type
            || Factory(value, model, cancellationToken) is not { } factory)
        {
            return null;
        }

        var changes = new List<TextChange> { new(member.Type.Span, type), new(value.Span, $"new({factory})") };
        foreach (var use in member.Uses)
        {
            if (use == assignment?.Left || OwnMember.IsNamed(use))
            {
                continue;
            }

            // What is replaced later on is nobody's to make on demand; and a value made of itself does not exist.
            if (OwnMember.IsAssigned(use) || value.Span.Contains(use.Span))
            {
                return null;
            }

            if (Ask(use) is { Length: > 0 } suffix)
            {
                changes.Add(new TextChange(new TextSpan(use.Span.End, 0), suffix));
            }
        }

        return changes;
    }

    /// <summary>The type of the static from now on.</summary>
    private protected abstract string? Wrapper(OwnMember member, Diagnostic finding, SemanticModel model);

    /// <summary>A delegate that makes the value.</summary>
    private protected abstract string? Factory(ExpressionSyntax value, SemanticModel model, CancellationToken cancellationToken);

    /// <summary>What a use has to add to get the value.</summary>
    private protected abstract string Ask(ExpressionSyntax use);
}
