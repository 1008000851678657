using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model.Locks;

/// <summary>A <c>catch</c> that says nothing of a release too many.</summary>
internal static class SwallowedRelease
{
    /// <summary>The handler that keeps it from everybody that a semaphore was full when it was released; null where there is none.</summary>
    internal static CatchClauseSyntax? Of(SyntaxNode release)
    {
        for (SyntaxNode node = release; node.Parent is not (null or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax); node = node.Parent)
        {
            if (node.Parent is TryStatementSyntax region && region.Block == node && region.Catches.FirstOrDefault(static handler => IsOfFullSemaphore(handler)) is { } found)
                return IsSilent(found) ? found : null;
        }

        return null;
    }

    private static bool IsOfFullSemaphore(CatchClauseSyntax handler) => handler switch
    {
        { Declaration.Type: var type } when NameOf(type) == "SemaphoreFullException" => true,
        // catch (Exception e) when (e is SemaphoreFullException)
        { Filter.FilterExpression: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression, Right: TypeSyntax type } } => NameOf(type) == "SemaphoreFullException",
        _ => false,
    };

    // Who throws, or hands on what he has caught, has told somebody.
    private static bool IsSilent(CatchClauseSyntax handler) => !handler.Block.DescendantNodes().Any(node =>
        node is ThrowStatementSyntax or ThrowExpressionSyntax || (node is IdentifierNameSyntax name && handler.Declaration is { Identifier: { RawKind: not 0 } caught } && name.Identifier.Text == caught.Text));

    private static string? NameOf(TypeSyntax? type) => type switch
    {
        QualifiedNameSyntax qualified => NameOf(qualified.Right),
        AliasQualifiedNameSyntax aliased => NameOf(aliased.Name),
        SimpleNameSyntax simple => simple.Identifier.Text,
        _ => null,
    };
}
