using AsyncRace.CodeFixes.Guarding;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Editing;

/// <summary>How one section takes its lock.</summary>
/// <param name="Lock">The lock, as an expression.</param>
/// <param name="Kind">How it is taken.</param>
/// <param name="IsAsync">Whether the section can await.</param>
/// <param name="IsContextFree">Whether it awaits with <c>ConfigureAwait(false)</c>.</param>
internal sealed record Acquisition(string Lock, LockKind Kind, bool IsAsync, bool IsContextFree);

/// <summary>Wraps statements so that they run with a lock held.</summary>
internal static class CriticalSection
{
    /// <summary>
    /// The statements inside <c>using (await _lock.LockAsync())</c>, or between <c>WaitAsync</c> and a <c>Release</c> in a
    /// <c>finally</c>. Blank lines above the first statement stay above; its comments go inside with it.
    /// </summary>
    internal static IEnumerable<StatementSyntax> Around(IReadOnlyList<StatementSyntax> statements, string indent, Acquisition acquisition, Layout layout)
    {
        var (above, first) = SplitBlankLines(statements[0]);
        List<StatementSyntax> inside = [.. ((StatementSyntax[])[first, .. statements.Skip(1)]).Select(statement => Code.EndingLine(Indentation.Deeper(statement, layout.Unit), layout))];
        var after = layout.EndOfLine;
        if (acquisition.Kind == LockKind.Scoped)
        {
            var header = SyntaxFactory.UsingStatement(
                attributeLists: default,
                awaitKeyword: default,
                Code.Token(SyntaxKind.UsingKeyword, indent, " "),
                Code.Token(SyntaxKind.OpenParenToken),
                declaration: null,
                Acquire(acquisition, "LockAsync", "Lock"),
                Code.Token(SyntaxKind.CloseParenToken, after: Code.BeforeBlock(layout)),
                Code.Block(indent, inside, layout, after));
            return [Above(header, above)];
        }

        if (acquisition.Kind == LockKind.Monitor)
        {
            var statement = SyntaxFactory.LockStatement(
                attributeLists: default,
                Code.Token(SyntaxKind.LockKeyword, indent, " "),
                Code.Token(SyntaxKind.OpenParenToken),
                Code.Expression(acquisition.Lock),
                Code.Token(SyntaxKind.CloseParenToken, after: Code.BeforeBlock(layout)),
                Code.Block(indent, inside, layout, after));
            return [Above(statement, above)];
        }

        var acquire = Code.Line(indent, Acquire(acquisition, "WaitAsync", "Wait"), layout);
        var attempt = SyntaxFactory.TryStatement(
            attributeLists: default,
            Code.Token(SyntaxKind.TryKeyword, indent, Code.BeforeBlock(layout)),
            Code.Block(indent, inside, layout, layout.BracesOnOwnLine ? after : " "),
            catches: default,
            SyntaxFactory.FinallyClause(
                Code.Token(SyntaxKind.FinallyKeyword, layout.BracesOnOwnLine ? indent : "", Code.BeforeBlock(layout)),
                Code.Block(indent, [Code.Line(indent + layout.Unit, acquisition.Lock + ".Release();", layout)], layout, after)));
        return [Above(acquire, above), attempt];
    }

    private static ExpressionSyntax Acquire(Acquisition acquisition, string asynchronously, string blocking) =>
        acquisition.IsAsync
            ? Code.Await($"{acquisition.Lock}.{asynchronously}(){(acquisition.IsContextFree ? ".ConfigureAwait(false)" : "")}")
            : Code.Expression($"{acquisition.Lock}.{blocking}()");

    private static StatementSyntax Above(StatementSyntax statement, SyntaxTriviaList above) =>
        statement.WithLeadingTrivia(above.AddRange(statement.GetLeadingTrivia()));

    /// <summary>A statement without the blank lines above it, and those.</summary>
    internal static (SyntaxTriviaList Above, StatementSyntax Statement) SplitBlankLines(StatementSyntax statement)
    {
        var leading = statement.GetLeadingTrivia();
        var blank = 0;
        for (var i = 0; i < leading.Count && leading[i].Kind() is SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia; i++)
        {
            if (leading[i].IsKind(SyntaxKind.EndOfLineTrivia))
            {
                blank = i + 1;
            }
        }

        return blank == 0
            ? (SyntaxFactory.TriviaList(), statement)
            : (SyntaxFactory.TriviaList(leading.Take(blank)), statement.WithLeadingTrivia(leading.Skip(blank)));
    }
}
