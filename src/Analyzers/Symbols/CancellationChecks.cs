using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>Knows where a function asks whether it has been cancelled, and goes on only if it has not.</summary>
internal static class CancellationChecks
{
    /// <summary>Whether it asks so after a suspension, on the way to a write: <c>if (token.IsCancellationRequested) return;</c>.</summary>
    internal static bool AreMadeBetween(SyntaxNode suspension, SyntaxNode write) =>
        Functions.Around(write) is { } function
        && function.DescendantNodes().OfType<IfStatementSyntax>().Any(test =>
            test.Condition.SpanStart >= suspension.SpanStart && test.SpanStart < write.SpanStart
            && test.Condition.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Any(static asked => asked.Name.Identifier.Text == "IsCancellationRequested")
            && (test.Statement.Span.Contains(write.Span) || IsExit(test.Statement)));

    private static bool IsExit(StatementSyntax statement) =>
        (statement is BlockSyntax { Statements: [.., var last] } ? last : statement) is ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax;
}
