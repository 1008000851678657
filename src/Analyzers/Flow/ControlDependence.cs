using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// Which branches decide whether a block runs: not only an <c>if</c> around it, also an early <c>return</c>, <c>throw</c> or
/// <c>continue</c> before it. A block depends on a branch if one way out of the branch always leads to the block and another need not.
/// </summary>
internal sealed class ControlDependence
{
    private static readonly HashSet<int> s_none = [];

    private readonly ControlFlowGraph _graph;
    private readonly HashSet<int>?[] _all;
    private readonly bool _branches;
    private List<int>[]? _direct;
    private int[]? _last;

    internal ControlDependence(ControlFlowGraph graph)
    {
        _graph = graph;
        _all = new HashSet<int>?[graph.Blocks.Length];
        _branches = graph.Blocks.Any(static block => block.ConditionalSuccessor is not null);
    }

    // Only asked for where a body does something that may depend on a branch.
    private List<int>[] Direct() => _direct ??= Direct(_graph);

    private static List<int>[] Direct(ControlFlowGraph graph)
    {
        int count = graph.Blocks.Length;
        var successors = Successors(graph);
        int[] immediatePostDominator = PostDominators(successors, count - 1);
        var direct = new List<int>[count];
        for (int block = 0; block < count; block++)
            direct[block] = [];

        for (int branch = 0; branch < count; branch++)
        {
            if (successors[branch].Count < 2)
                continue;
            foreach (int successor in successors[branch])
            {
                for (int block = successor; block >= 0 && block != immediatePostDominator[branch]; block = immediatePostDominator[block])
                {
                    if (!direct[block].Contains(branch))
                        direct[block].Add(branch);
                }
            }
        }

        return direct;
    }

    /// <summary>The blocks whose branches decide whether this one runs, directly or through each other.</summary>
    internal HashSet<int> BranchesOver(int block)
    {
        // Where nothing branches, nothing decides.
        if (!_branches)
            return s_none;
        if (_all[block] is { } known)
            return known;

        var all = new HashSet<int>();
        var open = new Stack<int>();
        open.Push(block);
        foreach (int handled in HandledBy(block))
            open.Push(handled);
        while (open.Count > 0)
        {
            foreach (int branch in Direct()[open.Pop()])
            {
                if (all.Add(branch))
                    open.Push(branch);
            }
        }

        return _all[block] = all;
    }

    /// <summary>
    /// Whether a branch decides over nothing from a block on. Blocks come in the order of the source, and what a loop leads back to
    /// either depends on the branch as well, or comes to it again first.
    /// </summary>
    internal bool IsDecided(int branch, int block) => block > (_last ??= LastBlocks())[branch];

    // The last block that each branch decides over, directly or through each other.
    private int[] LastBlocks()
    {
        var direct = Direct();
        int[] last = new int[direct.Length];
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int block = last.Length - 1; block >= 0; block--)
            {
                int reach = Math.Max(block, last[block]);
                foreach (int branch in direct[block])
                    Extend(branch, reach);
                foreach (int handled in HandledBy(block))
                    Extend(handled, reach);
            }

            void Extend(int branch, int reach)
            {
                changed |= last[branch] < reach;
                last[branch] = Math.Max(last[branch], reach);
            }
        }

        return last;
    }

    // A handler is entered from its try block, by no branch of its own: what decides over the try decides over it.
    private IEnumerable<int> HandledBy(int block)
    {
        for (var region = _graph.Blocks[block].EnclosingRegion; region is not null and not { Kind: ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
        {
            if (region.Kind is ControlFlowRegionKind.Finally or ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler)
                yield return region.EnclosingRegion!.FirstBlockOrdinal;
        }
    }

    // A jump out of a try block is followed to where it goes in the end: the finally blocks on the way run whatever was decided.
    private static List<int>[] Successors(ControlFlowGraph graph)
    {
        int exit = graph.Blocks.Length - 1;
        var successors = new List<int>[graph.Blocks.Length];
        foreach (var block in graph.Blocks)
        {
            List<int> next = [];
            if (block.ConditionalSuccessor is { } conditional)
                next.Add(conditional.Destination?.Ordinal ?? exit);
            if (block.FallThroughSuccessor is { } fallThrough)
                next.Add(fallThrough.Destination?.Ordinal ?? exit);
            if (next.Count == 0 && block.Ordinal != exit)
                next.Add(exit);
            successors[block.Ordinal] = next;
        }

        // An endless loop never gets to the exit; pretend that it could, so that every block has post-dominators.
        for (var reaching = Reaching(successors, exit); ; reaching = Reaching(successors, exit))
        {
            int stuck = Array.FindLastIndex(reaching, static reaches => !reaches);
            if (stuck < 0)
                return successors;
            successors[stuck].Add(exit);
        }
    }

    private static bool[] Reaching(List<int>[] successors, int exit)
    {
        var predecessors = Predecessors(successors);
        var reaching = new bool[successors.Length];
        var open = new Stack<int>();
        open.Push(exit);
        reaching[exit] = true;
        while (open.Count > 0)
        {
            foreach (int block in predecessors[open.Pop()])
            {
                if (!reaching[block])
                {
                    reaching[block] = true;
                    open.Push(block);
                }
            }
        }

        return reaching;
    }

    private static List<int>[] Predecessors(List<int>[] successors)
    {
        var predecessors = new List<int>[successors.Length];
        for (int block = 0; block < successors.Length; block++)
            predecessors[block] = [];
        for (int block = 0; block < successors.Length; block++)
        {
            foreach (int successor in successors[block])
                predecessors[successor].Add(block);
        }

        return predecessors;
    }

    // Cooper, Harvey and Kennedy's simple dominance algorithm, on the reversed graph.
    private static int[] PostDominators(List<int>[] successors, int exit)
    {
        var predecessors = Predecessors(successors);
        var order = PostOrder(predecessors, exit);
        var number = new int[successors.Length];
        for (int i = 0; i < order.Count; i++)
            number[order[i]] = i;

        var dominator = new int[successors.Length];
        for (int block = 0; block < dominator.Length; block++)
            dominator[block] = -1;
        dominator[exit] = exit;

        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = order.Count - 2; i >= 0; i--)
            {
                int block = order[i];
                int candidate = -1;
                foreach (int successor in successors[block])
                {
                    if (dominator[successor] >= 0)
                        candidate = candidate < 0 ? successor : Intersect(candidate, successor);
                }

                if (dominator[block] != candidate)
                {
                    dominator[block] = candidate;
                    changed = true;
                }
            }
        }

        dominator[exit] = -1;
        return dominator;

        int Intersect(int a, int b)
        {
            while (a != b)
            {
                while (number[a] < number[b])
                    a = dominator[a];
                while (number[b] < number[a])
                    b = dominator[b];
            }

            return a;
        }
    }

    private static List<int> PostOrder(List<int>[] next, int start)
    {
        var order = new List<int>();
        var seen = new bool[next.Length];
        var stack = new Stack<(int Block, int Child)>();
        seen[start] = true;
        stack.Push((start, 0));
        while (stack.Count > 0)
        {
            var (block, child) = stack.Pop();
            if (child == next[block].Count)
            {
                order.Add(block);
                continue;
            }

            stack.Push((block, child + 1));
            if (!seen[next[block][child]])
            {
                seen[next[block][child]] = true;
                stack.Push((next[block][child], 0));
            }
        }

        return order;
    }
}
