using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>Statements that follow each other: a block's, a switch section's, a program's top-level ones, or one lone embedded statement.</summary>
internal static class StatementList
{
    /// <summary>The list that a statement is in, and so may be wrapped with its neighbours.</summary>
    internal static IReadOnlyList<StatementSyntax> Of(StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax block => block.Statements,
        SwitchSectionSyntax section => section.Statements,
        GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } => TopLevel(unit),
        // Not a collection expression: it would become a SyntaxList, and that one stays empty.
        _ => new[] { statement },
    };

    /// <summary>The node that holds the list, and is rewritten when the list changes.</summary>
    internal static SyntaxNode OwnerOf(StatementSyntax statement) =>
        statement.Parent is GlobalStatementSyntax { Parent: { } unit } ? unit : statement.Parent!;

    /// <summary>Whether a statement stands in a list, or alone as <c>if (…) statement</c>.</summary>
    internal static bool IsEmbedded(StatementSyntax statement) =>
        statement.Parent is not (BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax);

    /// <summary>The statements around a node, innermost first, up to the function's own.</summary>
    internal static IEnumerable<StatementSyntax> Around(SyntaxNode node, SyntaxNode function)
    {
        for (var current = node; current is not null && current != function; current = current.Parent)
        {
            if (current is StatementSyntax statement and not BlockSyntax && current.Parent is not LabeledStatementSyntax)
            {
                yield return statement;
            }
        }
    }

    /// <summary>The list with some of its statements replaced.</summary>
    internal static SyntaxNode Replace(SyntaxNode owner, int first, int count, IEnumerable<StatementSyntax> replacement)
    {
        switch (owner)
        {
            case BlockSyntax block:
                return block.WithStatements(Spliced(block.Statements, first, count, replacement));
            case SwitchSectionSyntax section:
                return section.WithStatements(Spliced(section.Statements, first, count, replacement));
            case CompilationUnitSyntax unit:
                var globals = unit.Members.OfType<GlobalStatementSyntax>().ToList();
                var at = first < globals.Count ? unit.Members.IndexOf(globals[first]) : globals.Count == 0 ? 0 : unit.Members.IndexOf(globals[globals.Count - 1]) + 1;
                var members = unit.Members;
                for (var i = 0; i < count; i++)
                {
                    members = members.RemoveAt(at);
                }

                return unit.WithMembers(members.InsertRange(at, replacement.Select(static statement => SyntaxFactory.GlobalStatement(statement))));
            default:
                throw new InvalidOperationException($"A {owner.Kind()} holds no statement list.");
        }
    }

    internal static IReadOnlyList<StatementSyntax> In(SyntaxNode owner) => owner switch
    {
        BlockSyntax block => block.Statements,
        SwitchSectionSyntax section => section.Statements,
        CompilationUnitSyntax unit => TopLevel(unit),
        _ => throw new InvalidOperationException($"A {owner.Kind()} holds no statement list."),
    };

    private static IReadOnlyList<StatementSyntax> TopLevel(CompilationUnitSyntax unit) =>
        unit.Members.OfType<GlobalStatementSyntax>().Select(static global => global.Statement).ToArray();

    private static SyntaxList<StatementSyntax> Spliced(SyntaxList<StatementSyntax> list, int first, int count, IEnumerable<StatementSyntax> replacement)
    {
        for (var i = 0; i < count; i++)
        {
            list = list.RemoveAt(first);
        }

        return list.InsertRange(first, replacement);
    }
}
