using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Locations;

/// <summary>A shared location: a member of <c>this</c>, a static or a captured variable, and the members reached from it.</summary>
internal sealed class LocationPath
{
    private LocationPath(ImmutableArray<ISymbol> steps) => Steps = steps;

    internal ImmutableArray<ISymbol> Steps { get; }

    internal ISymbol Root => Steps[0];

    /// <summary>Whether it lives in the method that declares it, captured by functions inside.</summary>
    internal bool IsVariable => Root is ILocalSymbol || (Root is IParameterSymbol parameter && !IsOfPrimaryConstructor(parameter));

    internal bool IsStatic => Root.IsStatic;

    /// <summary>The path to a member of <c>this</c>.</summary>
    internal static LocationPath Of(ISymbol member) => new(ImmutableArray.Create(member.OriginalDefinition));

    /// <summary>The path that an expression denotes, or null if it is not one: a call's result, another object's member.</summary>
    internal static LocationPath? Of(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellationToken)
    {
        var steps = ImmutableArray.CreateBuilder<ISymbol>();
        var current = Bare(expression);
        while (true)
        {
            switch (current)
            {
                case IdentifierNameSyntax name when model.GetSymbolInfo(name, cancellationToken).Symbol is { } symbol && IsLocation(symbol):
                    steps.Add(symbol);
                    steps.Reverse();
                    return new LocationPath(steps.ToImmutable());

                case MemberAccessExpressionSyntax member when model.GetSymbolInfo(member, cancellationToken).Symbol is { } symbol && IsLocation(symbol):
                    steps.Add(symbol);
                    if (member.Expression is ThisExpressionSyntax or BaseExpressionSyntax || symbol.IsStatic)
                    {
                        steps.Reverse();
                        return new LocationPath(steps.ToImmutable());
                    }

                    current = Bare(member.Expression);
                    continue;

                case ElementAccessExpressionSyntax element:
                    // An element is part of its collection: what lies beyond it is not told apart.
                    steps.Clear();
                    current = Bare(element.Expression);
                    continue;

                default:
                    return null;
            }
        }
    }

    /// <summary>Whether a write to <paramref name="other"/> changes this location.</summary>
    internal bool IsChangedBy(LocationPath other)
    {
        if (!HasCommonStart(other))
        {
            return false;
        }

        // A member's member is part of the value only where the value is a struct.
        return other.Steps.Length <= Steps.Length || TypeOf(Steps[Steps.Length - 1])?.IsValueType == true;
    }

    internal bool HasCommonStart(LocationPath other)
    {
        for (var i = 0; i < Math.Min(Steps.Length, other.Steps.Length); i++)
        {
            if (!SymbolEqualityComparer.Default.Equals(Steps[i], other.Steps[i]))
            {
                return false;
            }
        }

        return true;
    }

    internal bool IsSameAs(LocationPath other) => Steps.Length == other.Steps.Length && HasCommonStart(other);

    internal static bool IsOfPrimaryConstructor(IParameterSymbol parameter) =>
        parameter.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax().Parent is ParameterListSyntax { Parent: TypeDeclarationSyntax });

    private static bool IsLocation(ISymbol symbol) => symbol is IFieldSymbol or IPropertySymbol or ILocalSymbol or IParameterSymbol or IEventSymbol;

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    private static ExpressionSyntax Bare(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax parenthesized => Bare(parenthesized.Expression),
        PostfixUnaryExpressionSyntax suppressed when suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression) => Bare(suppressed.Operand),
        _ => expression,
    };
}
