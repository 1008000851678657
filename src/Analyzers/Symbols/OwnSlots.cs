using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>Fields that hold what one operation is cancelled or completed by, and what is done with it.</summary>
internal static class OwnSlots
{
    internal static bool IsToken(ITypeSymbol? type) =>
        type is { Name: "CancellationTokenSource" or "TaskCompletionSource", ContainingNamespace: { Name: "Threading" or "Tasks" } };

    /// <summary>The member of the value that the code uses; null where it does something else with it.</summary>
    internal static string? UsedMember(SyntaxNode slot)
    {
        // this._cts.Token: the name alone may be what the operation stands for.
        var expression = slot;
        while (expression.Parent is ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax)
            expression = expression.Parent;
        return expression.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Expression == expression => access.Name.Identifier.Text,
            ConditionalAccessExpressionSyntax access when access.Expression == expression =>
                access.WhenNotNull.DescendantNodesAndSelf().OfType<MemberBindingExpressionSyntax>().FirstOrDefault()?.Name.Identifier.Text,
            _ => null,
        };
    }

    /// <summary>Whether its own was put there only if the slot was empty: then it may hold another's from the beginning.</summary>
    internal static bool IsOnlyFilled(SyntaxNode put) =>
        put.IsKind(SyntaxKind.CoalesceAssignmentExpression)
        || put is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "CompareExchange" } };

    /// <summary>
    /// Whether a flag of the operation's own says that it was the one who put something there, and decides that it clears it:
    /// <c>if (_load is null) { _load = LoadAsync(); mine = true; } … if (mine) _load = null;</c>
    /// </summary>
    internal static bool IsClearedByWhoPut(SyntaxNode put, SyntaxNode clear) =>
        clear.Ancestors().TakeWhile(static outer => outer is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .OfType<IfStatementSyntax>().Any(test => test.Condition is IdentifierNameSyntax { Identifier.Text: var flag } && test.Statement.Span.Contains(clear.Span)
                && put.FirstAncestorOrSelf<BlockSyntax>() is { Statements: var beside } && beside.Any(statement => IsSet(statement, flag)));

    /// <summary>Whether what is asked about was put there just before: <c>_store = await OpenAsync(); if (_store.IsEmpty) …</c>.</summary>
    internal static bool IsAskedOnceFilled(SyntaxNode read) =>
        read.FirstAncestorOrSelf<IfStatementSyntax>() is { Parent: BlockSyntax { Statements: var statements } } test && test.Condition.Span.Contains(read.Span)
        && statements.IndexOf(test) is > 0 and var at
        && statements[at - 1] is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: var put, Right: var value } }
        && SyntaxFactory.AreEquivalent(put, read) && !value.DescendantNodesAndSelf().Any(part => SyntaxFactory.AreEquivalent(part, put));

    private static bool IsSet(StatementSyntax statement, string flag) =>
        statement is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: var set }, Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression } } }
        && set == flag;

    /// <summary>It ends the operation that the value belongs to.</summary>
    internal static bool IsEnd(string member) => member is "Cancel" or "CancelAsync" or "Dispose" or "TrySetCanceled" or "SetCanceled";

    /// <summary>Only the operation that the value belongs to has reason to do this after its own awaits.</summary>
    internal static bool IsOwnAffair(string member) => IsEnd(member)
        || member is "Token" or "IsCancellationRequested" or "CancelAfter" or "Task" or "SetResult" or "TrySetResult" or "SetException" or "TrySetException";
}
