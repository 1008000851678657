using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// The ways through the control-flow graph of one body: along its branches, through the finally blocks that a jump passes, and from what
/// throws to what handles it. What is carried along them, and how it is joined where they meet, is said by the analysis.
/// </summary>
/// <typeparam name="TState">What is known on one way to a point.</typeparam>
internal abstract class GraphWalk<TState>(ControlFlowGraph graph)
{
    private readonly FinallyContexts _contexts = new();

    // In the order of the source, so that a loop settles before what follows it is looked at.
    private readonly SortedSet<Node> _open = [];

    /// <summary>One copy of a block: the blocks of a finally have one for each way through it.</summary>
    protected readonly record struct Node(BasicBlock Block, FinallyContext? Context) : IComparable<Node>
    {
        private int Number => Context?.Number ?? 0;

        public int CompareTo(Node other) =>
            Block.Ordinal != other.Block.Ordinal ? Block.Ordinal.CompareTo(other.Block.Ordinal) : Number.CompareTo(other.Number);

        public bool Equals(Node other) => Block.Ordinal == other.Block.Ordinal && Number == other.Number;

        public override int GetHashCode() => unchecked((Block.Ordinal * 397) + Number);
    }

    /// <summary>The copy of a block that is being looked at.</summary>
    protected Node Current { get; private set; }

    protected Node Entry => new(graph.Blocks[0], Context: null);

    /// <summary>
    /// Whether some way leads back, so that a block may have to be looked at again. Where none does, blocks come in the order of the
    /// source, handlers and finally blocks after what they handle: each is looked at once, when all that leads to it is known.
    /// </summary>
    protected bool HasLoops { get; } = graph.Blocks.Any(static block => LeadsBack(block.ConditionalSuccessor) || LeadsBack(block.FallThroughSuccessor));

    private static bool LeadsBack(ControlFlowBranch? branch) => branch?.Destination is { } destination && destination.Ordinal <= branch.Source.Ordinal;

    /// <summary>Has the copy of a block looked at (again).</summary>
    protected void Open(Node node) => _open.Add(node);

    /// <summary>The next copy to look at, in the order of the source.</summary>
    protected bool TryTake(out Node node)
    {
        if (_open.Count == 0)
        {
            node = default;
            return false;
        }

        node = _open.Min;
        _open.Remove(node);
        return true;
    }

    protected void Visit(Node node)
    {
        Current = node;
        Step(node);
    }

    /// <summary>Goes through one copy of a block, and follows the ways out of it.</summary>
    protected abstract void Step(Node node);

    /// <summary>A way leads to a copy of a block.</summary>
    protected abstract void Flow(Node node, TState state);

    /// <summary>The state where control has left a region, and with it what is declared there.</summary>
    protected abstract TState Leave(ControlFlowRegion region, TState state);

    /// <summary>Whether a handler takes every exception that can come by this way.</summary>
    protected abstract bool CatchesAll(ControlFlowRegion handler, TState state);

    /// <summary>An exception gets out of the body.</summary>
    protected abstract void Escape(TState state);

    protected void Follow(ControlFlowBranch branch, TState state)
    {
        if (branch.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling)
            Resume(branch.Source.EnclosingRegion, state, Current.Context);
        else if (branch.Source.EnclosingRegion != branch.Destination?.EnclosingRegion && !branch.FinallyRegions.IsEmpty)
            Flow(new Node(First(branch.FinallyRegions[0]), _contexts.Of(branch, index: 0, Current.Context)), state);
        else
            Arrive(branch, state, Current.Context);
    }

    /// <summary>What is known here, a handler may find when something throws.</summary>
    protected void Throw(TState state) => ThrowFrom(Current.Block.EnclosingRegion, state, Current.Context);

    private void Arrive(ControlFlowBranch jump, TState state, FinallyContext? context)
    {
        if (jump.Destination is not { } destination)
            return;
        for (var region = jump.Source.EnclosingRegion; region.EnclosingRegion is { } outer && !Contains(region, destination); region = outer)
            state = Leave(region, state);
        Flow(new Node(destination, context), state);
    }

    private static bool Contains(ControlFlowRegion region, BasicBlock block) => region.FirstBlockOrdinal <= block.Ordinal && block.Ordinal <= region.LastBlockOrdinal;

    // The end of a finally: on to where the jump goes, or further out with the exception.
    private void Resume(ControlFlowRegion region, TState state, FinallyContext? context)
    {
        while (region.Kind is not (ControlFlowRegionKind.Finally or ControlFlowRegionKind.Filter or ControlFlowRegionKind.Root) && region.EnclosingRegion is { } outer)
            region = outer;
        if (context is null || region.Kind != ControlFlowRegionKind.Finally)
            return;

        if (context.Jump is not { } jump)
            ThrowFrom(region.EnclosingRegion, state, context.Outer);
        else if (context.Index + 1 is var next && next < jump.FinallyRegions.Length)
            Flow(new Node(First(jump.FinallyRegions[next]), _contexts.Of(jump, next, context.Outer)), state);
        else
            Arrive(jump, state, context.Outer);
    }

    private void ThrowFrom(ControlFlowRegion? region, TState state, FinallyContext? context)
    {
        // The root of a lambda's graph has an enclosing region as well, but that is its parent's.
        for (; region is not null and not { Kind: ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Finally)
                context = context?.Outer;
            state = Leave(region, state);
            if (region is not { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { } handled })
                continue;

            if (handled.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                Flow(new Node(First(FinallyOf(handled)), _contexts.Of(jump: null, index: 0, context)), state);
                return;
            }

            bool caught = false;
            foreach (var handler in handled.NestedRegions)
            {
                if (handler.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler)
                {
                    Flow(new Node(First(handler), context), state);
                    caught |= handler.Kind == ControlFlowRegionKind.Catch && CatchesAll(handler, state);
                }
            }

            if (caught)
                return;
        }

        Escape(state);
    }

    /// <summary>Whether a handler says that it takes every exception.</summary>
    protected static bool IsGeneral(ControlFlowRegion handler) => handler.ExceptionType is null or { SpecialType: SpecialType.System_Object } or { Name: "Exception" };

    private static ControlFlowRegion FinallyOf(ControlFlowRegion handled)
    {
        foreach (var region in handled.NestedRegions)
        {
            if (region.Kind == ControlFlowRegionKind.Finally)
                return region;
        }

        return handled;
    }

    private BasicBlock First(ControlFlowRegion region) => graph.Blocks[region.FirstBlockOrdinal];
}
