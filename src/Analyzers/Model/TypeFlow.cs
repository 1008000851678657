using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// Runs the flow analysis over all bodies of a type: each when it, or its summary, is first asked for, so that a callee is known before its caller is done.
/// </summary>
internal sealed class TypeFlow : TypeContext
{
    private readonly List<Body> _bodies;
    private readonly Dictionary<IMethodSymbol, Body> _bodyOf = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<Body, (BodyFacts Facts, MemberSummary Summary)> _done = [];
    private readonly HashSet<Body> _running = [];
    private readonly HashSet<ISymbol> _sharedVariables;
    private readonly Dictionary<Body, List<LockId>> _heldOnEntry = [];
    private readonly CancellationToken _cancellation;

    internal TypeFlow(CompilationFacts facts, List<Body> bodies, CancellationToken cancellation)
        : base(facts)
    {
        _bodies = bodies;
        _cancellation = cancellation;
        foreach (var body in bodies)
        {
            // A partial method is called by its declaration and written in its implementation.
            _bodyOf[body.Symbol] = body;
            if (body.Symbol.PartialDefinitionPart is { } definition)
                _bodyOf[definition] = body;
        }

        _sharedVariables = SharedVariables.Find(bodies);
    }

    internal Body? BodyOf(IMethodSymbol method) => _bodyOf.TryGetValue(method, out var body) ? body : null;

    internal IEnumerable<BodyFacts> Analyze()
    {
        foreach (var body in _bodies)
            yield return Of(body).Facts;
    }

    /// <summary>
    /// A body that is only ever called under a lock runs under it. Returns whether that told anything new, so that the bodies have to be looked at again.
    /// </summary>
    internal bool InheritLocks(CallGraph calls)
    {
        bool changed = false;
        foreach (var body in _bodies)
        {
            var held = calls.HeldByAllCallers(body);
            if (held.Count > 0 && (!_heldOnEntry.TryGetValue(body, out var known) || !known.SequenceEqual(held)))
            {
                _heldOnEntry[body] = held;
                changed = true;
            }
        }

        if (changed)
            _done.Clear();
        return changed;
    }

    internal override MemberSummary? Summarize(IMethodSymbol method)
    {
        if (!_bodyOf.TryGetValue(method, out var body) || IsOverridable(method))
            return null;
        return _running.Contains(body) ? MemberSummary.Opaque : Of(body).Summary;
    }

    internal override bool IsShared(ISymbol variable) => _sharedVariables.Contains(variable);

    internal override IReadOnlyCollection<LockId> HeldOnEntry(Body body)
    {
        List<LockId> held = _heldOnEntry.TryGetValue(body, out var inherited) ? inherited : [];
        return !body.IsNested && Transfer.HeldByContract(Facts.Guards.Of(body.Symbol)) is { } promised && !held.Contains(promised) ? [.. held, promised] : held;
    }

    private (BodyFacts Facts, MemberSummary Summary) Of(Body body)
    {
        if (!_done.TryGetValue(body, out var result))
        {
            _running.Add(body);
            result = BodyFlow.Analyze(body, this, _cancellation);
            _running.Remove(body);
            _done.Add(body, result);
        }

        return result;
    }

    private static bool IsOverridable(IMethodSymbol method) =>
        (method.IsVirtual || method.IsAbstract || (method.IsOverride && !method.IsSealed)) && !method.ContainingType.IsSealed;
}
