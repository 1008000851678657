using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Flow.Pairing;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model.Pairing;

/// <summary>
/// Runs the pairing analysis over the bodies of a type that acquire or release, and over those that call one that does so for its caller.
/// </summary>
internal sealed class TypePairing : PairingContext
{
    /// <summary>Wrappers of wrappers of wrappers are not followed any further.</summary>
    private const int MaxRounds = 4;

    private readonly List<Body> _bodies;
    private readonly BodyIndex _index;
    private readonly Dictionary<Body, PairingFacts?> _done = [];
    private readonly HashSet<Body> _running = [];
    private readonly HashSet<Body> _locking = [];
    private readonly Dictionary<IMethodSymbol, Likelihood> _likelihood = new(SymbolEqualityComparer.Default);
    private readonly CancellationToken _cancellation;

    private TypePairing(CompilationFacts facts, List<Body> bodies, CancellationToken cancellation)
        : base(facts)
    {
        _bodies = bodies;
        _cancellation = cancellation;
        _index = new BodyIndex(bodies);
    }

    /// <summary>The facts of the bodies that have to do with locks, in the order of the source; and whether there are such that too much goes on in.</summary>
    internal static (List<PairingFacts> Facts, bool IsPartial) Analyze(CompilationFacts facts, List<Body> bodies, CancellationToken cancellation)
    {
        var type = new TypePairing(facts, bodies, cancellation);
        type.Run();
        return ([.. bodies.Select(body => type._done.TryGetValue(body, out var found) ? found : null).OfType<PairingFacts>()], type._done.ContainsValue(null));
    }

    private void Run()
    {
        foreach (var body in _bodies)
        {
            if (body.Operations.Any(IsLocking))
                _locking.Add(body);
        }

        var changed = _locking.ToList();
        for (int round = 0; changed.Count > 0 && round < MaxRounds; round++)
        {
            foreach (var body in changed)
                _done.Remove(body);
            foreach (var body in changed)
                Of(body);
            // Who calls a wrapper has to know what it does.
            var wrappers = new HashSet<Body>(changed.Where(body => _done[body] is { HasEffects: true }));
            changed = wrappers.Count == 0 ? [] : _bodies.FindAll(body => !_locking.Contains(body) && body.Operations.Any(operation => CalledBody(operation) is { } callee && wrappers.Contains(callee)));
            _locking.UnionWith(changed);
        }
    }

    internal override PairingFacts? Summarize(IMethodSymbol method) =>
        _index.Of(method) is { } body && _locking.Contains(body) && !_running.Contains(body) ? Of(body) : null;

    internal override Likelihood? LikelihoodOf(IMethodSymbol method)
    {
        if (_index.Of(method) is not { } body)
            return null;
        if (!_likelihood.TryGetValue(method, out var likelihood))
        {
            _likelihood[method] = Likelihood.Possibly;
            _likelihood[method] = likelihood = LikelihoodOf(body);
        }

        return likelihood;
    }

    private Likelihood LikelihoodOf(Body body)
    {
        // What an asynchronous method throws comes out when it is awaited.
        if (body.Symbol.IsAsync)
            return Likelihood.Never;
        var throwing = new Throwing(Facts, LikelihoodOf);
        var highest = Likelihood.Never;
        foreach (var block in body.Graph.Blocks)
        {
            if (block.FallThroughSuccessor is { Semantics: ControlFlowBranchSemantics.Throw })
                return Likelihood.Likely;
        }

        foreach (var operation in body.Operations)
        {
            if (operation is IInvocationOperation call && throwing.Of(call) is var likelihood && likelihood > highest)
                highest = likelihood;
        }

        return highest;
    }

    private PairingFacts? Of(Body body)
    {
        if (!_done.TryGetValue(body, out var facts))
        {
            _running.Add(body);
            facts = PairingFlow.Analyze(body, this, _cancellation);
            _running.Remove(body);
            _done[body] = facts;
        }

        return facts;
    }

    private bool IsLocking(IOperation operation) =>
        operation is IInvocationOperation { IsImplicit: false } call && Facts.Locks.Classify(call) is not null;

    private Body? CalledBody(IOperation operation)
    {
        var method = operation switch
        {
            IInvocationOperation call => call.TargetMethod,
            IMethodReferenceOperation reference => reference.Method,
            IFlowAnonymousFunctionOperation lambda => lambda.Symbol,
            _ => null,
        };
        return method is null ? null : _index.Of(method.OriginalDefinition);
    }
}
