using AsyncRace.CodeFixes.Editing;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Guarding;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Atomics;

/// <summary>An update of a number that <c>Interlocked</c> can do in one step.</summary>
internal sealed class AtomicUpdate
{
    private readonly string _call;
    private readonly bool _needsUsing;

    private AtomicUpdate(ExpressionSyntax place, string call, bool needsUsing)
    {
        Place = place;
        _call = call;
        _needsUsing = needsUsing;
    }

    /// <summary>The expression that it replaces.</summary>
    internal ExpressionSyntax Place { get; }

    /// <summary>Null where the update is another operation, of another type, or of what has no address.</summary>
    internal static AtomicUpdate? Of(ReportedRace finding, SemanticModel model, Compilation compilation, CancellationToken cancellationToken)
    {
        if (finding.Write is not ExpressionSyntax place || AwaitStyle.Suspends(place)
            || compilation.GetTypeByMetadataName("System.Threading.Interlocked") is not { } interlocked)
        {
            return null;
        }

        var (target, method, argument) = place switch
        {
            PostfixUnaryExpressionSyntax postfix => (postfix.Operand, postfix.IsKind(SyntaxKind.PostIncrementExpression) ? "Increment" : "Decrement", ""),
            PrefixUnaryExpressionSyntax prefix => (prefix.Operand, prefix.IsKind(SyntaxKind.PreIncrementExpression) ? "Increment" : "Decrement", ""),
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } sum => (sum.Left, "Add", sum.Right.WithoutTrivia().ToString()),
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SubtractAssignmentExpression } difference => (difference.Left, "Add", Negative(difference.Right)),
            _ => (null, null, null),
        };
        if (target is null || method is null || !HasAddress(target, model, cancellationToken) || model.GetTypeInfo(target, cancellationToken).Type is not { } type)
        {
            return null;
        }

        var isUnsigned = type.SpecialType is SpecialType.System_UInt32 or SpecialType.System_UInt64;
        var hasOverload = interlocked.GetMembers(method).OfType<IMethodSymbol>().Any(candidate =>
            candidate.Parameters is [{ RefKind: RefKind.Ref } first, ..] && SymbolEqualityComparer.Default.Equals(first.Type, type));
        if (!hasOverload || (isUnsigned && place.IsKind(SyntaxKind.SubtractAssignmentExpression))
            || (place is AssignmentExpressionSyntax { Right: var value } && !model.ClassifyConversion(value, type).IsImplicit))
        {
            return null;
        }

        var known = model.LookupNamespacesAndTypes(place.SpanStart, name: "Interlocked");
        var name = known.IsEmpty || SymbolEqualityComparer.Default.Equals(known[0], interlocked) ? "Interlocked" : "System.Threading.Interlocked";
        var call = $"{name}.{method}(ref {target.WithoutTrivia()}{(argument is { Length: > 0 } ? ", " + argument : "")})";
        // Postfix gives the old value, and the method the new one.
        if (place is PostfixUnaryExpressionSyntax && IsUsed(place, model, cancellationToken))
        {
            call += method == "Increment" ? " - 1" : " + 1";
            call = place.Parent is ExpressionSyntax and not AssignmentExpressionSyntax ? $"({call})" : call;
        }

        return new AtomicUpdate(place, call, known.IsEmpty);
    }

    internal void Write(DocumentEdits edits)
    {
        edits.Change(Place, current => Code.Expression(_call).WithTriviaFrom(current));
        if (_needsUsing)
        {
            edits.AddUsing("System.Threading");
        }
    }

    private static bool HasAddress(ExpressionSyntax target, SemanticModel model, CancellationToken cancellationToken) => target switch
    {
        ElementAccessExpressionSyntax element => model.GetTypeInfo(element.Expression, cancellationToken).Type is IArrayTypeSymbol,
        ParenthesizedExpressionSyntax => false,
        _ => model.GetSymbolInfo(target, cancellationToken).Symbol is IFieldSymbol { IsReadOnly: false } or ILocalSymbol,
    };

    private static bool IsUsed(ExpressionSyntax place, SemanticModel model, CancellationToken cancellationToken) => place.Parent switch
    {
        ExpressionStatementSyntax => false,
        ForStatementSyntax loop => !loop.Incrementors.Contains(place) && !loop.Initializers.Contains(place),
        AnonymousFunctionExpressionSyntax lambda => model.GetSymbolInfo(lambda, cancellationToken).Symbol is not IMethodSymbol { ReturnsVoid: true },
        ArrowExpressionClauseSyntax { Parent: { } member } => model.GetDeclaredSymbol(member, cancellationToken) is not IMethodSymbol { ReturnsVoid: true },
        _ => true,
    };

    private static string Negative(ExpressionSyntax value) =>
        value.WithoutTrivia() is var bare && bare is LiteralExpressionSyntax or IdentifierNameSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax or ParenthesizedExpressionSyntax or ElementAccessExpressionSyntax
            ? "-" + bare
            : $"-({bare})";
}
