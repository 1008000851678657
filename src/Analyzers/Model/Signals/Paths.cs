using AsyncRace.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model.Signals;

/// <summary>Where control can go in a body. Exceptions are left out: a handler belongs to no path.</summary>
internal sealed class Paths(Body body)
{
    internal BasicBlock this[int ordinal] => body.Graph.Blocks[ordinal];

    /// <summary>Whether every path to <paramref name="later"/> comes through <paramref name="earlier"/>.</summary>
    internal bool ComesThrough(SignalFact earlier, SignalFact later)
    {
        if (earlier.Block == later.Block)
            return earlier.Syntax.SpanStart < later.Syntax.SpanStart;
        var reached = From(0, stop: earlier.Block);
        return !reached.Contains(later.Block) && From(earlier.Block, stop: -1).Contains(later.Block);
    }

    /// <summary>The blocks that are reached from a block, without it unless it is on a circle, and not beyond <paramref name="stop"/>.</summary>
    internal HashSet<int> From(int block, int stop)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>();
        open.Push(block);
        while (open.Count > 0)
        {
            int current = open.Pop();
            if (current == stop && reached.Contains(current))
                continue;
            foreach (int next in Successors(body.Graph.Blocks[current]))
            {
                if (reached.Add(next))
                    open.Push(next);
            }
        }

        return reached;
    }

    /// <summary>The block that the code is in; null where it is in none, or in several.</summary>
    internal int? BlockOf(SyntaxNode code)
    {
        foreach (var block in body.Graph.Blocks)
        {
            if (block.Operations.Any(Has) || (block.BranchValue is { } value && Has(value)))
                return block.Ordinal;
        }

        return null;

        bool Has(IOperation operation) => operation.DescendantsAndSelf().Any(part => part.Syntax == code);
    }

    /// <summary>What runs after <paramref name="point"/> in its own block.</summary>
    internal static IEnumerable<IOperation> Rest(BasicBlock block, SyntaxNode point) =>
        block.Operations.Where(operation => operation.Syntax.SpanStart > point.SpanStart && !operation.Syntax.Span.Contains(point.Span));

    private static IEnumerable<int> Successors(BasicBlock block)
    {
        if (block.ConditionalSuccessor?.Destination is { } conditional)
            yield return conditional.Ordinal;
        if (block.FallThroughSuccessor?.Destination is { } next)
            yield return next.Ordinal;
    }
}
