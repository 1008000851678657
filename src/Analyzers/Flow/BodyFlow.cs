using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// Analyses one body: a worklist over its control-flow graph to a fixpoint, and where there are loops one more pass over the result; the last pass collects facts and the summary.
/// </summary>
internal sealed class BodyFlow : GraphWalk<FlowState>
{
    private readonly CancellationToken _cancellation;
    private readonly Transfer _transfer;
    private readonly Dictionary<Node, FlowState> _entry = [];
    private FlowState? _exit;
    private FlowState? _thrown;
    private int _thrownVersion;
    private bool _isSettled;
    private bool _isLast;

    private BodyFlow(Body body, TypeContext type, CancellationToken cancellation)
        : base(body.Graph)
    {
        _cancellation = cancellation;
        _transfer = new Transfer(body, type, new ControlDependence(body.Graph), MayThrow);
    }

    internal static (BodyFacts Facts, MemberSummary Summary) Analyze(Body body, TypeContext type, CancellationToken cancellation)
    {
        var flow = new BodyFlow(body, type, cancellation);
        var facts = new FactCollector(body, flow._transfer.Marks);
        if (flow.HasLoops)
        {
            flow.Run();
            flow._transfer.Collector = facts;
            flow.RunOnceMore();
        }
        else
        {
            flow._transfer.Collector = facts;
            flow.Run();
        }

        return (facts.ToFacts(), facts.ToSummary(flow._exit, [.. type.HeldOnEntry(body), .. type.HeldAtStart(body), .. type.TakenOver(body)]));
    }

    private void Run()
    {
        Flow(Entry, _transfer.Start());
        while (TryTake(out var node))
        {
            _cancellation.ThrowIfCancellationRequested();
            Visit(node);
        }
    }

    // Over the result of the fixpoint, to collect facts: the states do not change any more.
    private void RunOnceMore()
    {
        _isSettled = true;
        foreach (var node in _entry.Keys.OrderBy(static n => n))
        {
            _cancellation.ThrowIfCancellationRequested();
            Visit(node);
        }
    }

    protected override void Step(Node node)
    {
        var block = node.Block;
        _thrown = null;
        // Where nothing leads back, nobody asks for the state on entry again.
        var state = HasLoops ? _entry[node].Clone() : _entry[node];
        _transfer.Enter(block, state);

        foreach (var operation in block.Operations)
        {
            MayThrow(state);
            _transfer.Execute(operation);
            if (Throwers.NeverReturns(operation))
            {
                MayThrow(state);
                return;
            }
        }

        MayThrow(state);
        if (block.Kind == BasicBlockKind.Exit)
        {
            _exit = state;
            return;
        }

        var condition = block.BranchValue is { } value ? _transfer.EvaluateBranch(value) : AbstractValue.Unknown;
        MayThrow(state);

        if (block is { ConditionalSuccessor: null, FallThroughSuccessor.Semantics: ControlFlowBranchSemantics.Return })
            _transfer.Collector?.Return(condition, _transfer.DecidedBy(condition), state);
        if (_isSettled)
            return;

        if (block.ConditionalSuccessor is { } conditional)
        {
            bool jumpsWhen = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            if (!condition.HasConstant || Equals(condition.Constant, jumpsWhen))
                FollowLast(conditional, _transfer.Branch(state.Clone(), block, condition, jumpsWhen));
            if (!condition.HasConstant || Equals(condition.Constant, !jumpsWhen))
                FollowLast(block.FallThroughSuccessor!, _transfer.Branch(state, block, condition, !jumpsWhen));
        }
        else if (block.FallThroughSuccessor is { } next)
        {
            FollowLast(next, state);
        }
    }

    // Nobody needs the state here any more: where the way leads to one place, it can go there as it is.
    private void FollowLast(ControlFlowBranch branch, FlowState state)
    {
        _isLast = branch.Semantics != ControlFlowBranchSemantics.StructuredExceptionHandling;
        Follow(branch, state);
        _isLast = false;
    }

    /// <summary>What is known here, a handler may find when something throws.</summary>
    private void MayThrow(FlowState state)
    {
        if (_isSettled || (state == _thrown && state.Version == _thrownVersion) || Current.Block.EnclosingRegion.Kind == ControlFlowRegionKind.Root)
            return;
        Throw(state);
        (_thrown, _thrownVersion) = (state, state.Version);
    }

    protected override FlowState Leave(ControlFlowRegion region, FlowState state) => state.Leave(region);

    protected override bool CatchesAll(ControlFlowRegion handler, FlowState state) => IsGeneral(handler);

    protected override void Escape(FlowState state)
    {
        // What is known when the body throws, nobody asks.
    }

    protected override void Flow(Node node, FlowState state)
    {
        if (!_entry.TryGetValue(node, out var known))
            _entry.Add(node, _isLast ? state : state.Clone());
        else if (!known.Join(state))
            return;
        Open(node);
    }
}
