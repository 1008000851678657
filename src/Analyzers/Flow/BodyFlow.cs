using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// Analyses one body: a worklist over its control-flow graph to a fixpoint, then one pass over the result that collects facts and the summary.
/// </summary>
internal sealed class BodyFlow
{
    private readonly Body _body;
    private readonly TypeContext _type;
    private readonly CancellationToken _cancellation;
    private readonly Transfer _transfer;
    private readonly Dictionary<Node, FlowState> _entry = [];
    private readonly SortedSet<Node> _open;
    private readonly Dictionary<FinallyContext, int> _contextNumber = [];
    private FlowState? _exit;

    private BodyFlow(Body body, TypeContext type, CancellationToken cancellation)
    {
        _body = body;
        _type = type;
        _cancellation = cancellation;
        // In the order of the source, so that a loop settles before what follows it is looked at.
        _open = new SortedSet<Node>(Comparer<Node>.Create(Compare));
        _transfer = new Transfer(body, type, new ControlDependence(body.Graph), Throw);
    }

    /// <summary>One copy of a block: the blocks of a finally have one for each way through it.</summary>
    private readonly record struct Node(BasicBlock Block, FinallyContext? Context);

    internal static (BodyFacts Facts, MemberSummary Summary) Analyze(Body body, TypeContext type, CancellationToken cancellation)
    {
        var flow = new BodyFlow(body, type, cancellation);
        flow.Run();
        return flow.Collect();
    }

    private void Run()
    {
        Flow(new Node(_body.Graph.Blocks[0], Context: null), _transfer.Start());

        while (_open.Count > 0)
        {
            _cancellation.ThrowIfCancellationRequested();
            var node = _open.Min;
            _open.Remove(node);
            Step(node);
        }
    }

    private (BodyFacts Facts, MemberSummary Summary) Collect()
    {
        var facts = new FactCollector(_body, _transfer.Marks);
        _transfer.Collector = facts;
        foreach (var node in _entry.Keys.OrderBy(static n => n.Block.Ordinal).ToArray())
        {
            _cancellation.ThrowIfCancellationRequested();
            Step(node);
        }

        return (facts.ToFacts(), facts.ToSummary(_exit, [.. _type.HeldOnEntry(_body), .. _type.HeldAtStart(_body)]));
    }

    private int Compare(Node a, Node b)
    {
        int order = a.Block.Ordinal.CompareTo(b.Block.Ordinal);
        return order != 0 ? order : Number(a.Context).CompareTo(Number(b.Context));

        int Number(FinallyContext? context)
        {
            if (context is null)
                return -1;
            if (!_contextNumber.TryGetValue(context, out int number))
                _contextNumber.Add(context, number = _contextNumber.Count);
            return number;
        }
    }

    private Node _current;

    private void Step(Node node)
    {
        _current = node;
        var (block, context) = (node.Block, node.Context);
        var state = _entry[node].Clone();
        _transfer.Enter(block, state);

        foreach (var operation in block.Operations)
        {
            Throw(state);
            _transfer.Execute(operation);
            if (Throwers.NeverReturns(operation))
            {
                Throw(state);
                return;
            }
        }

        Throw(state);
        if (block.Kind == BasicBlockKind.Exit)
        {
            // The facts are collected in a second pass over the same states: joining twice changes nothing.
            if (_exit is null)
                _exit = state;
            else
                _exit.Join(state);
            return;
        }

        var condition = block.BranchValue is { } value ? _transfer.EvaluateBranch(value) : AbstractValue.Unknown;
        Throw(state);

        if (block.ConditionalSuccessor is { } conditional)
        {
            bool jumpsWhen = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            if (!condition.HasConstant || Equals(condition.Constant, jumpsWhen))
                Follow(conditional, _transfer.Branch(state, block, condition, jumpsWhen), context);
            if (!condition.HasConstant || Equals(condition.Constant, !jumpsWhen))
                Follow(block.FallThroughSuccessor!, _transfer.Branch(state, block, condition, !jumpsWhen), context);
        }
        else if (block.FallThroughSuccessor is { } next)
        {
            if (next.Semantics == ControlFlowBranchSemantics.Return)
                _transfer.Collector?.Return(condition, _transfer.DecidedBy(condition), state);
            Follow(next, state, context);
        }
    }

    private void Follow(ControlFlowBranch branch, FlowState state, FinallyContext? context)
    {
        if (branch.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling)
            Resume(branch.Source.EnclosingRegion, state, context);
        else if (!branch.FinallyRegions.IsEmpty)
            Flow(new Node(First(branch.FinallyRegions[0]), new FinallyContext(branch, Index: 0, context)), state);
        else if (branch.Destination is { } destination)
            Flow(new Node(destination, context), state);
    }

    // The end of a finally: on to where the jump goes, or further out with the exception.
    private void Resume(ControlFlowRegion region, FlowState state, FinallyContext? context)
    {
        while (region.Kind is not (ControlFlowRegionKind.Finally or ControlFlowRegionKind.Filter or ControlFlowRegionKind.Root) && region.EnclosingRegion is { } outer)
            region = outer;
        if (context is null || region.Kind != ControlFlowRegionKind.Finally)
            return;

        if (context.Jump is not { } jump)
            ThrowFrom(region.EnclosingRegion!, state, context.Outer);
        else if (context.Index + 1 is var next && next < jump.FinallyRegions.Length)
            Flow(new Node(First(jump.FinallyRegions[next]), context with { Index = next }), state);
        else if (jump.Destination is { } destination)
            Flow(new Node(destination, context.Outer), state);
    }

    /// <summary>What is known here, a handler may find when something throws.</summary>
    private void Throw(FlowState state)
    {
        if (_current.Block.EnclosingRegion.Kind != ControlFlowRegionKind.Root)
            ThrowFrom(_current.Block.EnclosingRegion, state, _current.Context);
    }

    private void ThrowFrom(ControlFlowRegion? region, FlowState state, FinallyContext? context)
    {
        // The root of a lambda's graph has an enclosing region as well, but that is its parent's.
        for (; region is not null and not { Kind: ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Finally)
                context = context?.Outer;
            if (region is not { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { } handled })
                continue;

            if (handled.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                var handler = handled.NestedRegions.First(static r => r.Kind == ControlFlowRegionKind.Finally);
                Flow(new Node(First(handler), new FinallyContext(Jump: null, Index: 0, context)), state);
                return;
            }

            bool caught = false;
            foreach (var handler in handled.NestedRegions)
            {
                if (handler.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler)
                {
                    Flow(new Node(First(handler), context), state);
                    caught |= handler.Kind == ControlFlowRegionKind.Catch && handler.ExceptionType is null or { SpecialType: SpecialType.System_Object } or { Name: "Exception" };
                }
            }

            if (caught)
                return;
        }
    }

    private BasicBlock First(ControlFlowRegion region) => _body.Graph.Blocks[region.FirstBlockOrdinal];

    private void Flow(Node node, FlowState state)
    {
        if (!_entry.TryGetValue(node, out var known))
        {
            _entry.Add(node, state.Clone());
            _open.Add(node);
        }
        else if (known.Join(state) && _transfer.Collector is null)
        {
            _open.Add(node);
        }
    }
}
