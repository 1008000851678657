using AsyncRace.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>Finds the statements of a pairing finding, and writes lines like those around them.</summary>
internal static class PairingSites
{
    /// <summary>In which of the rule's situations the finding is.</summary>
    internal static string? SituationOf(Diagnostic finding) =>
        finding.Properties.TryGetValue(FindingProperties.Situation, out var situation) ? situation : null;

    /// <summary>The statement that does nothing but what is at the finding's additional location of this role.</summary>
    internal static ExpressionStatementSyntax? StatementAt(Diagnostic finding, string role, SyntaxNode root)
    {
        if (!finding.Properties.TryGetValue(FindingProperties.Roles, out var roles) || roles is null)
        {
            return null;
        }

        var index = Array.IndexOf(roles.Split(','), role);
        return index >= 0 && index < finding.AdditionalLocations.Count && finding.AdditionalLocations[index] is var location && location.SourceTree == root.SyntaxTree
            ? StatementOf(root.FindNode(location.SourceSpan, getInnermostNodeForTie: true))
            : null;
    }

    /// <summary>The statement that is nothing but this call: perhaps awaited, perhaps configured.</summary>
    internal static ExpressionStatementSyntax? StatementOf(SyntaxNode call)
    {
        var whole = call;
        while (whole.Parent is AwaitExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" } or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" } })
        {
            whole = whole.Parent;
        }

        return whole.Parent as ExpressionStatementSyntax;
    }

    /// <summary>The call that an expression is: perhaps awaited, perhaps configured.</summary>
    internal static InvocationExpressionSyntax? CallOf(ExpressionSyntax expression)
    {
        if (expression is AwaitExpressionSyntax wait)
        {
            expression = wait.Expression;
        }

        while (expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait", Expression: var task } })
        {
            expression = task;
        }

        return expression as InvocationExpressionSyntax;
    }

    /// <summary>The name of the method that is called.</summary>
    internal static SimpleNameSyntax? NameOf(InvocationExpressionSyntax call) => call.Expression as SimpleNameSyntax ?? (call.Expression as MemberAccessExpressionSyntax)?.Name;

    /// <summary>Whether there is anything but blanks around a statement on its lines: a comment is for a person to move.</summary>
    internal static bool StandsAlone(StatementSyntax statement, SourceText text) =>
        statement.GetLeadingTrivia().Concat(statement.GetTrailingTrivia()).All(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia))
        && text.Lines.GetLineFromPosition(statement.SpanStart) is var first && text.ToString(TextSpan.FromBounds(first.Start, statement.SpanStart)).Trim().Length == 0
        && text.Lines.GetLineFromPosition(statement.Span.End) is var last && text.ToString(TextSpan.FromBounds(statement.Span.End, last.End)).Trim().Length == 0;

    /// <summary>The blanks before a statement on its line.</summary>
    internal static string IndentOf(SyntaxNode node, SourceText text)
    {
        var line = text.Lines.GetLineFromPosition(node.SpanStart);
        var before = text.ToString(TextSpan.FromBounds(line.Start, node.SpanStart));
        return before.Substring(0, before.Length - before.TrimStart().Length);
    }

    /// <summary>The lines that a statement is on, with their ends.</summary>
    internal static TextSpan LinesOf(SyntaxNode node, SourceText text) =>
        TextSpan.FromBounds(text.Lines.GetLineFromPosition(node.SpanStart).Start, text.Lines.GetLineFromPosition(node.Span.End).EndIncludingLineBreak);

    internal static string NewLineOf(SourceText text)
    {
        var first = text.Lines[0];
        return first.EndIncludingLineBreak > first.End ? text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak)) : "\n";
    }
}
