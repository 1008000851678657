using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>Code that is to run with the lock held: neighbouring statements of one list, or all of an expression-bodied function.</summary>
internal sealed class Section
{
    private readonly IReadOnlyList<StatementSyntax> _list;

    private Section(Body body, IReadOnlyList<StatementSyntax> list, int first, int last)
    {
        Body = body;
        _list = list;
        First = first;
        Last = last;
    }

    internal Body Body { get; }

    internal int First { get; }

    internal int Last { get; }

    /// <summary>Whether the function is an expression, which becomes a block.</summary>
    internal bool IsExpression => _list.Count == 0;

    internal IReadOnlyList<StatementSyntax> List => _list;

    internal IEnumerable<SyntaxNode> Nodes => IsExpression ? [Body.Expression!] : _list.Skip(First).Take(Last - First + 1);

    internal TextSpan Span => IsExpression ? Body.Expression!.Span : TextSpan.FromBounds(_list[First].SpanStart, _list[Last].Span.End);

    internal SyntaxTree Tree => Body.Node.SyntaxTree;

    internal bool Contains(SyntaxNode node) => node.SyntaxTree == Tree && Span.Contains(node.Span);

    /// <summary>The smallest section of a function that covers some of its nodes; null where no list of statements does.</summary>
    internal static Section? Covering(Body body, IReadOnlyCollection<SyntaxNode> nodes)
    {
        if (body.Expression is not null)
        {
            return new Section(body, [], 0, 0);
        }

        foreach (var statement in StatementList.Around(nodes.First(), body.Node))
        {
            var list = StatementList.Of(statement);
            var indices = nodes.Select(node => IndexOf(list, node)).ToList();
            if (indices.TrueForAll(static index => index >= 0))
            {
                return new Section(body, list, indices.Min(), indices.Max());
            }
        }

        return null;
    }

    /// <summary>Whether two sections are one: they overlap, or nothing stands between them.</summary>
    internal bool Touches(Section other) =>
        Body.Equals(other.Body)
        && (Span.IntersectsWith(other.Span)
            || (!IsExpression && !other.IsExpression && _list.Count > 1 && _list[0] == other._list[0] && (Last + 1 == other.First || other.Last + 1 == First)));

    internal Section? With(Section other) => Covering(Body, [.. Nodes, .. other.Nodes]);

    internal Section From(int first) => new(Body, _list, first, Last);

    internal Section UpTo(int last) => new(Body, _list, First, last);

    private static int IndexOf(IReadOnlyList<StatementSyntax> list, SyntaxNode node)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Span.Contains(node.Span))
            {
                return i;
            }
        }

        return -1;
    }
}
