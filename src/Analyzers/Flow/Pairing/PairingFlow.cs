using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>
/// Follows acquires and releases along the ways through one body: the same graph as <see cref="BodyFlow"/>, but where that asks what holds
/// on every path, this keeps the paths apart, since one that leaks is enough.
/// </summary>
internal sealed class PairingFlow : GraphWalk<PairingPath>
{
    /// <summary>A body that takes more steps is left alone.</summary>
    private const int MaxSteps = 20_000;

    private readonly Body _body;
    private readonly CancellationToken _cancellation;
    private readonly PairingTransfer _transfer;
    private readonly PairingCollector _collector;
    private readonly Dictionary<Node, PathSet> _entry = [];
    private bool _isCollecting;
    private bool _isTooMuch;

    private PairingFlow(Body body, PairingContext context, CancellationToken cancellation)
        : base(body.Graph)
    {
        _body = body;
        _cancellation = cancellation;
        _collector = new PairingCollector(body);
        _transfer = new PairingTransfer(body, context, Throw);
    }

    /// <summary>Null where too much goes on in the body to tell.</summary>
    internal static PairingFacts? Analyze(Body body, PairingContext context, CancellationToken cancellation)
    {
        var flow = new PairingFlow(body, context, cancellation);
        return flow.Run() ? flow.Collect() : null;
    }

    private bool Run()
    {
        Flow(Entry, PairingPath.Start);
        for (int steps = 0; TryTake(out var node); steps++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_isTooMuch || steps > MaxSteps)
                return false;
            Visit(node);
        }

        return !_isTooMuch;
    }

    private PairingFacts Collect()
    {
        _isCollecting = true;
        _transfer.Collector = _collector;
        foreach (var node in _entry.Keys.OrderBy(static n => n.Block.Ordinal).ToArray())
            Visit(node);
        return _collector.ToFacts(_transfer);
    }

    protected override void Step(Node node)
    {
        var block = node.Block;
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
                    Follow(conditional, jumping);
                if (_transfer.Assume(path, block, condition, !jumpsWhen) is { } falling)
                    Follow(block.FallThroughSuccessor!, falling);
            }
            else if (block.FallThroughSuccessor is { } next)
            {
                switch (next.Semantics)
                {
                    case ControlFlowBranchSemantics.Return when block.BranchValue is { } returned:
                        Follow(next, _transfer.Return(path, condition, returned));
                        break;
                    case ControlFlowBranchSemantics.Throw:
                        // In a handler it is the same failure under another name.
                        Throw(path.Cause is not null && PairingTransfer.IsHandling(block) ? path : path.After(new Cause(block.BranchValue?.Syntax.FirstAncestorOrSelf<SyntaxNode>(static n => n is ThrowStatementSyntax or ThrowExpressionSyntax) ?? _body.Syntax, Likelihood.Likely)));
                        break;
                    case ControlFlowBranchSemantics.Rethrow:
                        Throw(path);
                        break;
                    default:
                        Follow(next, path);
                        break;
                }
            }
        }
    }

    protected override PairingPath Leave(ControlFlowRegion region, PairingPath path) => PairingTransfer.LeaveCaptures(region, path);

    protected override bool CatchesAll(ControlFlowRegion handler, PairingPath path) =>
        IsGeneral(handler) || (path.Cause is { IsCancellation: true } && handler.ExceptionType?.Name == "OperationCanceledException");

    protected override void Escape(PairingPath path)
    {
        if (_isCollecting)
            _collector.Thrown(path, _transfer.Conditions);
    }

    protected override void Flow(Node node, PairingPath path)
    {
        if (!_entry.TryGetValue(node, out var known))
            _entry.Add(node, known = new PathSet());
        if (_isCollecting)
            return;
        if (known.Add(path))
            Open(node);
        _isTooMuch |= known.IsOverfull;
    }
}
