using AsyncRace.CodeFixes.Editing;
using AsyncRace.CodeFixes.Rereading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>
/// A section that takes its lock too late: it checks, takes the lock, and acts on what it checked. The repair is not another lock but
/// to take this one before the check.
/// </summary>
internal sealed class EarlierAcquisition
{
    private readonly int _prefix;

    private EarlierAcquisition(int prefix) => _prefix = prefix;

    /// <summary>Whether the section ends with a region of the lock, and what is before it can run inside.</summary>
    internal static EarlierAcquisition? Of(Section section, ISymbol @lock, HeldLocks held, SemanticModel model, CancellationToken cancellationToken)
    {
        if (section.IsExpression)
        {
            return null;
        }

        var statements = section.Nodes.Cast<StatementSyntax>().ToList();
        var prefix = statements.FindIndex(statement => held.Acquires(statement, @lock));
        if (prefix <= 0)
        {
            return null;
        }

        SyntaxNode acquisition;
        switch (statements[prefix])
        {
            case UsingStatementSyntax { Expression: { } expression, Statement: BlockSyntax block } when prefix == statements.Count - 1 && !held.Acquires(block, @lock):
                acquisition = expression;
                break;
            case ExpressionStatementSyntax acquire when prefix == statements.Count - 2
                && statements[prefix + 1] is TryStatementSyntax { Catches.Count: 0, Finally: not null } attempt
                && held.Releases(attempt.Finally, @lock) && !held.Acquires(attempt, @lock):
                acquisition = acquire;
                break;
            case IfStatementSyntax { Else: null, Condition: PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } } attempted when prefix == statements.Count - 2
                && statements[prefix + 1] is TryStatementSyntax { Catches.Count: 0, Finally: not null } attempt
                && held.Acquires(attempted.Condition, @lock) && !held.Acquires(attempted.Statement, @lock) && Leaves(attempted.Statement)
                && held.Releases(attempt.Finally, @lock) && !held.Acquires(attempt, @lock)
                // Who does not get the lock will not come to it.
                && statements.Take(prefix).All(Purity.IsPure):
                acquisition = attempted;
                break;
            default:
                return null;
        }

        // What the acquisition itself needs must be known before the check.
        var needsPrefix = acquisition.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
            model.GetSymbolInfo(name, cancellationToken).Symbol is { } symbol
            && symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == section.Tree && section.Span.Contains(reference.Span)));
        return needsPrefix ? null : new EarlierAcquisition(prefix);
    }

    private static bool Leaves(StatementSyntax statement) =>
        statement is ReturnStatementSyntax or ThrowStatementSyntax || (statement is BlockSyntax { Statements: { Count: > 0 } statements } && Leaves(statements[statements.Count - 1]));

    /// <summary>The statements with the lock taken first.</summary>
    internal IEnumerable<StatementSyntax> Moved(IReadOnlyList<StatementSyntax> statements, Layout layout)
    {
        var (above, first) = CriticalSection.SplitBlankLines(statements[0]);
        List<StatementSyntax> inside = [.. ((StatementSyntax[])[first, .. statements.Take(_prefix).Skip(1)]).Select(statement => Indentation.Deeper(statement, layout.Unit))];
        var (between, _) = CriticalSection.SplitBlankLines(statements[_prefix]);
        if (statements[_prefix] is UsingStatementSyntax scope)
        {
            return [Under(above, scope.WithStatement(Prepended((BlockSyntax)scope.Statement, inside, between)))];
        }

        var attempt = (TryStatementSyntax)statements[_prefix + 1];
        return [Under(above, statements[_prefix]), attempt.WithBlock(Prepended(attempt.Block, inside, between))];
    }

    private static BlockSyntax Prepended(BlockSyntax block, List<StatementSyntax> inside, SyntaxTriviaList between)
    {
        // The blank line that set the check apart from the acquisition now sets it apart from the action.
        var statements = block.Statements;
        if (statements.Count > 0)
        {
            statements = statements.Replace(statements[0], Under(between, statements[0]));
        }

        return block.WithStatements(statements.InsertRange(0, inside));
    }

    /// <summary>A statement with these blank lines above it, instead of its own.</summary>
    private static StatementSyntax Under(SyntaxTriviaList above, StatementSyntax statement)
    {
        var (_, bare) = CriticalSection.SplitBlankLines(statement);
        return bare.WithLeadingTrivia(above.AddRange(bare.GetLeadingTrivia()));
    }
}
