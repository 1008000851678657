using AsyncRace.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model.Locks;

/// <summary>Acquire, try, finally, release: what a scope says in one line.</summary>
/// <param name="Acquire">The acquisition.</param>
/// <param name="Release">Its release, at the end of the finally.</param>
/// <param name="ScopedForm">The method of the lock that returns a scope.</param>
internal sealed record LongForm(AcquireFact Acquire, ReleaseFact Release, string ScopedForm)
{
    internal static IEnumerable<LongForm> In(LockModel locks)
    {
        foreach (var body in locks.Bodies)
        {
            foreach (var acquire in body.Acquisitions)
            {
                if (TryAfter(acquire.Syntax) is not { Finally.Block: { } cleanup } region || locks.Compilation.Locks.ScopedForm(acquire.Lock.Location?.Type, IsAwaited(acquire.Syntax)) is not { } scoped)
                    continue;
                var releases = body.Releases.Where(release => release.Lock == acquire.Lock && region.Span.Contains(release.Syntax.Span)).ToList();
                // Released anywhere else inside, it is no scope.
                if (releases is [var only] && cleanup.Statements.LastOrDefault() is ExpressionStatementSyntax last && last.Expression == only.Syntax
                    && !body.Acquisitions.Any(other => other.Lock == acquire.Lock && region.Span.Contains(other.Syntax.Span)))
                {
                    yield return new LongForm(acquire, only, scoped);
                }
            }
        }
    }

    /// <summary>Whether the acquisition is a statement of its own that awaits it.</summary>
    internal static bool IsAwaited(SyntaxNode acquire) => acquire.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax { Expression: AwaitExpressionSyntax };

    // The acquisition is a statement of its own, and the try comes right after it.
    private static TryStatementSyntax? TryAfter(SyntaxNode acquire)
    {
        if (acquire.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax block } statement)
            return null;
        var expression = statement.Expression is AwaitExpressionSyntax wait ? wait.Expression : statement.Expression;
        while (expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait", Expression: var inner } })
            expression = inner;
        int next = block.Statements.IndexOf(statement) + 1;
        return expression == acquire && next < block.Statements.Count ? block.Statements[next] as TryStatementSyntax : null;
    }
}
