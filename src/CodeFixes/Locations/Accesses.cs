using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Locations;

/// <summary>Finds every place that reads or changes a location.</summary>
internal static class Accesses
{
    /// <summary>Methods of the framework's collections that change them; a collection's own name for anything else is unknown, and a read.</summary>
    private static readonly HashSet<string> Mutators =
    [
        "Add", "AddAfter", "AddBefore", "AddFirst", "AddLast", "AddRange", "Clear", "Dequeue", "EnsureCapacity", "Enqueue",
        "EnqueueDequeue", "EnqueueRange", "ExceptWith", "Insert", "InsertRange", "IntersectWith", "Pop", "Push", "Remove", "RemoveAll", "RemoveAt",
        "RemoveFirst", "RemoveLast", "RemoveRange", "RemoveWhere", "Reverse", "Sort", "SymmetricExceptWith", "TrimExcess",
        "TryAdd", "TryDequeue", "TryPop", "TryRemove", "UnionWith",
    ];

    internal static IEnumerable<Access> Of(LocationPath location, SyntaxNode scope, SemanticModel model, CancellationToken cancellationToken)
    {
        foreach (var name in scope.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText == location.Root.Name
                && !IsInNameof(name)
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol?.OriginalDefinition, location.Root.OriginalDefinition)
                && At(name, location, model, cancellationToken) is { } access)
            {
                yield return access;
            }
        }
    }

    private static Access? At(IdentifierNameSyntax name, LocationPath location, SemanticModel model, CancellationToken cancellationToken)
    {
        ExpressionSyntax start = name.Parent is MemberAccessExpressionSyntax qualified && qualified.Name == name ? qualified : name;
        if (LocationPath.Of(start, model, cancellationToken) is not { Steps.Length: 1 })
        {
            // The same field of another object.
            return null;
        }

        var target = Chain(start, model, cancellationToken);
        if (LocationPath.Of(target, model, cancellationToken) is not { } path || !location.HasCommonStart(path))
        {
            return null;
        }

        var changes = IsChanged(target, model, cancellationToken) && location.IsChangedBy(path);
        return new Access(name, target, changes, Body.Around(name));
    }

    /// <summary>The longest member chain from here that is still a location: <c>_link</c> in <c>_link.LastUsed.Ticks.ToString()</c> gives <c>_link.LastUsed.Ticks</c>.</summary>
    private static ExpressionSyntax Chain(ExpressionSyntax start, SemanticModel model, CancellationToken cancellationToken)
    {
        var target = start;
        while (true)
        {
            switch (target.Parent)
            {
                case MemberAccessExpressionSyntax member when member.Expression == target
                    && model.GetSymbolInfo(member, cancellationToken).Symbol is IFieldSymbol or IPropertySymbol:
                    target = member;
                    continue;
                case ElementAccessExpressionSyntax element when element.Expression == target:
                    target = element;
                    continue;
                case ParenthesizedExpressionSyntax parenthesized:
                    target = parenthesized;
                    continue;
                case PostfixUnaryExpressionSyntax suppressed when suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression):
                    target = suppressed;
                    continue;
                default:
                    return target;
            }
        }
    }

    private static bool IsChanged(ExpressionSyntax target, SemanticModel model, CancellationToken cancellationToken) => target.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == target,
        PrefixUnaryExpressionSyntax prefix => prefix.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression,
        PostfixUnaryExpressionSyntax postfix => postfix.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression,
        ArgumentSyntax { Parent: TupleExpressionSyntax tuple } => IsDeconstructed(tuple),
        ArgumentSyntax argument => argument.RefOrOutKeyword.Kind() is SyntaxKind.RefKeyword or SyntaxKind.OutKeyword,
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } call => IsMutator(target, call.Name, model, cancellationToken),
        ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } } =>
            IsMutator(target, binding.Name, model, cancellationToken),
        _ => false,
    };

    private static bool IsDeconstructed(TupleExpressionSyntax tuple) => tuple.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == tuple,
        ArgumentSyntax { Parent: TupleExpressionSyntax outer } => IsDeconstructed(outer),
        _ => false,
    };

    private static bool IsMutator(ExpressionSyntax target, SimpleNameSyntax method, SemanticModel model, CancellationToken cancellationToken) =>
        Mutators.Contains(method.Identifier.ValueText)
        && model.GetTypeInfo(target, cancellationToken).Type is { } type
        && (type is IArrayTypeSymbol || type.AllInterfaces.Any(static i => i.SpecialType == SpecialType.System_Collections_IEnumerable))
        && type.ContainingNamespace?.ToDisplayString() is not ("System.Collections.Concurrent" or "System.Collections.Immutable");

    private static bool IsInNameof(SyntaxNode node) =>
        node.Ancestors().OfType<InvocationExpressionSyntax>().Any(static call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" });
}
