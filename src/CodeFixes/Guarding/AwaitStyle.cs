using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>How a function awaits.</summary>
internal static class AwaitStyle
{
    /// <summary>Whether a piece of code awaits anything, by itself or by its syntax.</summary>
    internal static bool Suspends(SyntaxNode code) =>
        Body.OwnNodesOf(code).Any(static node => node is AwaitExpressionSyntax
            or CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 }
            or UsingStatementSyntax { AwaitKeyword.RawKind: not 0 }
            or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 }
            or YieldStatementSyntax);

    /// <summary>Whether it awaits with <c>ConfigureAwait(false)</c>, as library code does; one that does not await yet, as its neighbours do.</summary>
    internal static bool IsContextFree(Body body, GuardScope scope) =>
        body.IsAsync
            ? IsContextFree(body)
            : scope.Parts.SelectMany(static part => part.DescendantNodes()).Any(IsContextFree);

    /// <summary>Whether it awaits with <c>ConfigureAwait(false)</c>, as library code does.</summary>
    internal static bool IsContextFree(Body body) => body.OwnNodes().Any(IsContextFree);

    private static bool IsContextFree(SyntaxNode node) =>
        node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } } call
        && call.ArgumentList.Arguments.Count == 1
        && call.ArgumentList.Arguments[0].Expression is LiteralExpressionSyntax { Token.ValueText: "false" };
}
