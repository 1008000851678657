using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>
/// Follows acquires and releases along the ways through one body: the same graph as <see cref="BodyFlow"/>, but where that asks what holds
/// on every path, this keeps the paths apart, since one that leaks is enough.
/// </summary>
internal sealed class PairingFlow
{
    /// <summary>A body that takes more steps is left alone.</summary>
    private const int MaxSteps = 20_000;

    private readonly Body _body;
    private readonly CancellationToken _cancellation;
    private readonly PairingTransfer _transfer;
    private readonly PairingCollector _collector;
    private readonly Dictionary<Node, PathSet> _entry = [];
    private readonly SortedSet<Node> _open;
    private readonly Dictionary<FinallyContext, int> _contextNumber = [];
    private Node _current;
    private bool _isCollecting;
    private bool _isTooMuch;

    private PairingFlow(Body body, PairingContext context, CancellationToken cancellation)
    {
        _body = body;
        _cancellation = cancellation;
        _open = new SortedSet<Node>(Comparer<Node>.Create(Compare));
        _collector = new PairingCollector(body);
        _transfer = new PairingTransfer(body, context, Throw);
    }

    /// <summary>One copy of a block: the blocks of a finally have one for each way through it.</summary>
    private readonly record struct Node(BasicBlock Block, FinallyContext? Context);

    /// <summary>Null where too much goes on in the body to tell.</summary>
    internal static PairingFacts? Analyze(Body body, PairingContext context, CancellationToken cancellation)
    {
        var flow = new PairingFlow(body, context, cancellation);
        return flow.Run() ? flow.Collect() : null;
    }

    private bool Run()
    {
        Flow(new Node(_body.Graph.Blocks[0], Context: null), PairingPath.Start);
        for (int steps = 0; _open.Count > 0; steps++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_isTooMuch || steps > MaxSteps)
                return false;
            var node = _open.Min;
            _open.Remove(node);
            Step(node);
        }

        return !_isTooMuch;
    }

    private PairingFacts Collect()
    {
        _isCollecting = true;
        _transfer.Collector = _collector;
        foreach (var node in _entry.Keys.OrderBy(static n => n.Block.Ordinal).ToArray())
            Step(node);
        return _collector.ToFacts(_transfer);
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

    private void Step(Node node)
    {
        _current = node;
        var (block, context) = (node.Block, node.Context);
        var paths = _entry[node].Paths.ToList();
        foreach (var operation in block.Operations)
        {
            paths = _transfer.Execute(operation, block, paths);
            if (Throwers.NeverReturns(operation))
                return;
        }

        if (block.Kind == BasicBlockKind.Exit)
        {
            if (_isCollecting)
                paths.ForEach(path => _collector.Exit(path, _transfer.Conditions));
            return;
        }

        foreach (var (path, condition) in _transfer.Evaluate(block.BranchValue, block, paths))
        {
            if (block.ConditionalSuccessor is { } conditional)
            {
                bool jumpsWhen = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
                if (_transfer.Assume(path, block, condition, jumpsWhen) is { } jumping)
                    Follow(conditional, jumping, context);
                if (_transfer.Assume(path, block, condition, !jumpsWhen) is { } falling)
                    Follow(block.FallThroughSuccessor!, falling, context);
            }
            else if (block.FallThroughSuccessor is { } next)
            {
                switch (next.Semantics)
                {
                    case ControlFlowBranchSemantics.Return when block.BranchValue is { } returned:
                        Follow(next, _transfer.Return(path, condition, returned), context);
                        break;
                    case ControlFlowBranchSemantics.Throw:
                        // In a handler it is the same failure under another name.
                        Throw(path.Cause is not null && PairingTransfer.IsHandling(block) ? path : path.After(new Cause(block.BranchValue?.Syntax.FirstAncestorOrSelf<SyntaxNode>(static n => n is ThrowStatementSyntax or ThrowExpressionSyntax) ?? _body.Syntax, Likelihood.Likely)));
                        break;
                    case ControlFlowBranchSemantics.Rethrow:
                        Throw(path);
                        break;
                    default:
                        Follow(next, path, context);
                        break;
                }
            }
        }
    }

    private void Follow(ControlFlowBranch branch, PairingPath path, FinallyContext? context)
    {
        if (branch.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling)
            Resume(branch.Source.EnclosingRegion, path, context);
        else if (!branch.FinallyRegions.IsEmpty)
            Flow(new Node(First(branch.FinallyRegions[0]), new FinallyContext(branch, Index: 0, context)), path);
        else if (branch.Destination is { } destination)
            Flow(new Node(destination, context), _transfer.Leave(branch.LeavingRegions, path));
    }

    // The end of a finally: on to where the jump goes, or further out with the exception.
    private void Resume(ControlFlowRegion region, PairingPath path, FinallyContext? context)
    {
        while (region.Kind is not (ControlFlowRegionKind.Finally or ControlFlowRegionKind.Filter or ControlFlowRegionKind.Root) && region.EnclosingRegion is { } outer)
            region = outer;
        if (context is null || region.Kind != ControlFlowRegionKind.Finally)
            return;

        if (context.Jump is not { } jump)
            ThrowFrom(region.EnclosingRegion, path, context.Outer);
        else if (context.Index + 1 is var next && next < jump.FinallyRegions.Length)
            Flow(new Node(First(jump.FinallyRegions[next]), context with { Index = next }), path);
        else if (jump.Destination is { } destination)
            Flow(new Node(destination, context.Outer), _transfer.Leave(jump.LeavingRegions, path));
    }

    private void Throw(PairingPath path) => ThrowFrom(_current.Block.EnclosingRegion, path, _current.Context);

    private void ThrowFrom(ControlFlowRegion? region, PairingPath path, FinallyContext? context)
    {
        // The root of a lambda's graph has an enclosing region as well, but that is its parent's.
        for (; region is not null and not { Kind: ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Finally)
                context = context?.Outer;
            path = _transfer.LeaveCaptures(region, path);
            if (region is not { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { } handled })
                continue;

            if (handled.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                var handler = handled.NestedRegions.First(static r => r.Kind == ControlFlowRegionKind.Finally);
                Flow(new Node(First(handler), new FinallyContext(Jump: null, Index: 0, context)), path);
                return;
            }

            bool caught = false;
            foreach (var handler in handled.NestedRegions)
            {
                if (handler.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler)
                {
                    Flow(new Node(First(handler), context), path);
                    caught |= handler.Kind == ControlFlowRegionKind.Catch
                        && (handler.ExceptionType is null or { SpecialType: SpecialType.System_Object } or { Name: "Exception" } || (path.Cause is { IsCancellation: true } && handler.ExceptionType.Name == "OperationCanceledException"));
                }
            }

            if (caught)
                return;
        }

        if (_isCollecting)
            _collector.Thrown(path, _transfer.Conditions);
    }

    private BasicBlock First(ControlFlowRegion region) => _body.Graph.Blocks[region.FirstBlockOrdinal];

    private void Flow(Node node, PairingPath path)
    {
        if (!_entry.TryGetValue(node, out var known))
            _entry.Add(node, known = new PathSet());
        if (_isCollecting)
            return;
        if (known.Add(path))
            _open.Add(node);
        _isTooMuch |= known.IsOverfull;
    }
}
