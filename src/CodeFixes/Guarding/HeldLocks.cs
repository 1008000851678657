using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>Where code takes a lock, and where it holds it.</summary>
internal sealed class HeldLocks(SemanticModel model, CancellationToken cancellationToken)
{
    private static readonly HashSet<string> Acquirers =
        ["LockAsync", "Lock", "WaitAsync", "Wait", "AcquireAsync", "Acquire", "EnterAsync", "Enter", "TryLock", "TryLockAsync", "TryAcquireAsync"];

    private static readonly HashSet<string> Releasers = ["Release", "Exit"];

    /// <summary>Whether a call is named like one that takes a lock, whichever.</summary>
    internal static bool IsAcquirer(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } && Acquirers.Contains(name);

    /// <summary>Whether a lock is held where a node is.</summary>
    internal bool IsHeld(SyntaxNode node, ISymbol @lock)
    {
        var function = Body.Around(node)?.Node;
        for (var inner = node; inner.Parent is { } outer && outer != function; inner = outer)
        {
            var held = outer switch
            {
                UsingStatementSyntax scope when scope.Statement == inner => scope.Expression is { } expression
                    ? Acquires(expression, @lock)
                    : scope.Declaration is { } declaration && Acquires(declaration, @lock),
                TryStatementSyntax { Finally: { } final } protectedBlock when protectedBlock.Block == inner => Calls(final, @lock, Releasers),
                BlockSyntax block => block.Statements.TakeWhile(statement => statement != inner)
                    .Any(statement => statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } && Acquires(statement, @lock)),
                _ => false,
            };
            if (held)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the lock is taken somewhere in a node.</summary>
    internal bool Acquires(SyntaxNode node, ISymbol @lock) => Calls(node, @lock, Acquirers);

    /// <summary>Whether the lock is released somewhere in a node.</summary>
    internal bool Releases(SyntaxNode node, ISymbol @lock) => Calls(node, @lock, Releasers);

    private bool Calls(SyntaxNode node, ISymbol @lock, HashSet<string> methods) =>
        node.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Any(call =>
            call.Parent is InvocationExpressionSyntax
            && methods.Contains(call.Name.Identifier.ValueText)
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(call.Expression, cancellationToken).Symbol?.OriginalDefinition, @lock.OriginalDefinition));
}
