using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>Follows what an awaited call has answered through the local variables that it is kept in.</summary>
internal static class AwaitedAnswers
{
    /// <summary>Whether a condition asks what the suspension has answered: <c>var answer = await AskAsync(); if (answer is Error { Code: 404 }) …</c>.</summary>
    internal static bool AreAskedIn(SyntaxNode suspension, ExpressionSyntax condition)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (IsOf(condition))
            return true;
        var function = Functions.Around(suspension);
        foreach (var node in function?.DescendantNodes() ?? [])
        {
            if (node.Span.End < suspension.SpanStart || node.SpanStart >= condition.SpanStart)
                continue;
            switch (node)
            {
                case VariableDeclaratorSyntax { Initializer.Value: var value } variable when IsOf(value):
                    names.Add(variable.Identifier.Text);
                    break;
                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax variable, Right: var value } when IsOf(value):
                    names.Add(variable.Identifier.Text);
                    break;
                case IsPatternExpressionSyntax { Expression: var asked, Pattern: var pattern } when IsOf(asked):
                    names.UnionWith(pattern.DescendantNodesAndSelf().OfType<SingleVariableDesignationSyntax>().Select(static variable => variable.Identifier.Text));
                    break;
            }
        }

        return IsOf(condition);

        bool IsOf(SyntaxNode value) => value.Span.Contains(suspension.Span)
            || value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => names.Contains(name.Identifier.Text) && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name));
    }
}
