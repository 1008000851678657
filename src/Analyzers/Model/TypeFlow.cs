using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// Runs the flow analysis over all bodies of a type: each when it, or its summary, is first asked for, so that a callee is known before its caller is done.
/// </summary>
internal sealed class TypeFlow : TypeContext
{
    /// <summary>Bodies that call each other in many circles are not repeated without end: what is left then counts as unknown.</summary>
    private const int MaxRepetitions = 2;

    private readonly List<Body> _bodies;
    private readonly BodyIndex _index;
    private readonly Dictionary<Body, (BodyFacts Facts, MemberSummary Summary)> _done = [];
    private readonly List<Body> _order = [];
    private readonly HashSet<Body> _running = [];
    private readonly HashSet<Body> _recursive = [];
    private readonly Dictionary<Body, MemberSummary> _assumed = [];
    private HashSet<string>? _calledNames;
    private int _repetitions;
    private readonly HashSet<ISymbol> _sharedVariables;
    private readonly Dictionary<Body, List<LockId>> _heldOnEntry = [];
    private readonly Dictionary<Body, List<LockId>> _heldAtStart = [];
    private readonly Dictionary<Body, List<LockId>> _takenOver = [];
    private readonly Dictionary<Body, List<CallersCheck>> _checkedOnEntry = [];
    private readonly CancellationToken _cancellation;

    internal TypeFlow(CompilationFacts facts, List<Body> bodies, CancellationToken cancellation)
        : base(facts)
    {
        _bodies = bodies;
        _cancellation = cancellation;
        _index = new BodyIndex(bodies);
        _sharedVariables = SharedVariables.Find(bodies, Callbacks = SequentialCallbacks.Find(bodies, facts.Options));
    }

    /// <summary>The functions that run one call at a time because the options say so.</summary>
    internal SequentialCallbacks Callbacks { get; }

    internal Body? BodyOf(IMethodSymbol method) => _index.Of(method);

    internal IEnumerable<BodyFacts> Analyze()
    {
        foreach (var body in _bodies)
            yield return Of(body).Facts;
    }

    /// <summary>
    /// A body that is only ever called under a lock runs under it, and so does one that is there to release it. Returns whether that told
    /// anything new, so that the bodies have to be looked at again. What is known only grows, so that this comes to an end.
    /// </summary>
    internal bool InheritLocks(CallGraph calls)
    {
        bool changed = false;
        var handedOver = new HandedOverLocks(_bodies.Select(body => Of(body).Facts), Facts.Semaphores);
        foreach (var body in _bodies)
        {
            changed |= Learn(_takenOver, body, handedOver.To(Of(body).Facts));
            changed |= Learn(_heldOnEntry, body, calls.HeldByAllCallers(body, untilDone: true));
            changed |= Learn(_heldAtStart, body, calls.HeldByAllCallers(body, untilDone: false));
            changed |= Learn(_checkedOnEntry, body, calls.CheckedByAllCallers(body).FindAll(check => Claims(body, check)));
        }

        if (changed)
            Forget(0);
        return changed;
    }

    // Only then does what its callers have checked matter to it.
    private bool Claims(Body body, CallersCheck check) => Of(body).Facts.Writes.Any(write =>
        write.Kind == WriteKind.Assign && write.Location.Equals(check.Location) && !write.AfterSuspension && (write.WritesConstant ? !write.WritesNull : check.Outcome == GuardOutcome.Unset));

    private static bool Learn<T>(Dictionary<Body, List<T>> knownOf, Body body, List<T> found)
    {
        if (knownOf.TryGetValue(body, out var known))
            found = [.. known, .. found.Where(item => !known.Contains(item))];
        if (found.Count <= (known?.Count ?? 0))
            return false;
        knownOf[body] = found;
        return true;
    }

    internal override MemberSummary? Summarize(IMethodSymbol method)
    {
        if (_index.Of(method) is not { } body || IsOverridable(method))
            return null;
        if (!_running.Contains(body))
            return Of(body).Summary;

        // It calls itself, perhaps through others. What it does beyond that is found by repetition, beginning with nothing.
        if (_repetitions >= _bodies.Count * MaxRepetitions)
            return MemberSummary.Opaque;
        _recursive.Add(body);
        return _assumed.TryGetValue(body, out var assumed) ? assumed : MemberSummary.Nothing;
    }

    internal override bool IsShared(ISymbol variable) => _sharedVariables.Contains(variable);

    internal override bool IsCalled(Body body) => body.Symbol.MethodKind switch
    {
        MethodKind.PropertySet => true,
        MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.ExplicitInterfaceImplementation => (_calledNames ??= CalledNames()).Contains(body.Symbol.Name),
        _ => false,
    };

    private HashSet<string> CalledNames()
    {
        HashSet<string> names = [];
        foreach (var body in _bodies)
        {
            if (body.IsNested)
                continue;
            foreach (var node in body.Syntax.DescendantNodes())
            {
                var name = node is InvocationExpressionSyntax { Expression: var called } ? called switch
                {
                    SimpleNameSyntax simple => simple,
                    MemberAccessExpressionSyntax access => access.Name,
                    MemberBindingExpressionSyntax binding => binding.Name,
                    _ => null,
                } : null;
                if (name is not null)
                    names.Add(name.Identifier.Text);
            }
        }

        return names;
    }

    internal override IReadOnlyCollection<LockId> HeldOnEntry(Body body)
    {
        List<LockId> held = _heldOnEntry.TryGetValue(body, out var inherited) ? inherited : [];
        return !body.IsNested && Transfer.HeldByContract(Facts.Guards.Of(body.Symbol)) is { } promised && !held.Contains(promised) ? [.. held, promised] : held;
    }

    internal override IReadOnlyCollection<LockId> TakenOver(Body body) => _takenOver.TryGetValue(body, out var found) ? found : [];

    internal override IReadOnlyCollection<CallersCheck> CheckedOnEntry(Body body) => _checkedOnEntry.TryGetValue(body, out var found) ? found : [];

    internal override IReadOnlyCollection<LockId> HeldAtStart(Body body)
    {
        if (!_heldAtStart.TryGetValue(body, out var held))
            return [];
        var lasting = HeldOnEntry(body);
        var own = TakenOver(body);
        return [.. held.Where(id => !lasting.Contains(id) && !own.Contains(id))];
    }

    private (BodyFacts Facts, MemberSummary Summary) Of(Body body)
    {
        if (_done.TryGetValue(body, out var result))
            return result;

        int before = _order.Count;
        _running.Add(body);
        while (true)
        {
            result = BodyFlow.Analyze(body, this, _cancellation);
            if (!_recursive.Remove(body) || (_assumed.TryGetValue(body, out var assumed) && assumed.SaysAsMuchAs(result.Summary)))
                break;
            // What was found out meanwhile of those that call it in turn rests on the old assumption.
            _assumed[body] = result.Summary;
            _repetitions++;
            Forget(before);
        }

        _running.Remove(body);
        _done.Add(body, result);
        _order.Add(body);
        return result;
    }

    private void Forget(int from)
    {
        for (int i = from; i < _order.Count; i++)
            _done.Remove(_order[i]);
        _order.RemoveRange(from, _order.Count - from);
    }

    private static bool IsOverridable(IMethodSymbol method) =>
        (method.IsVirtual || method.IsAbstract || (method.IsOverride && !method.IsSealed)) && !method.ContainingType.IsSealed;
}
