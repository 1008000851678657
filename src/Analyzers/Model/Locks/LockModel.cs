using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model.Locks;

/// <summary>How one type uses its locks: where each is acquired, directly and through the type's own methods, and by whom it is released.</summary>
internal sealed class LockModel(ImmutableArray<BodyFacts> facts, CallGraph calls, CompilationFacts compilation)
{
    private readonly Dictionary<Body, BodyFacts> _factsOf = facts.ToDictionary(static f => f.Body);
    private readonly Dictionary<Body, ImmutableArray<Entry>> _entries = [];
    private ILookup<ISymbol, IMethodSymbol>? _handlers;
    private HashSet<LockId>? _handedOver;

    internal ImmutableArray<BodyFacts> Bodies => facts;

    internal CompilationFacts Compilation => compilation;

    /// <summary>The acquisitions that nobody awaits, in no lambda either.</summary>
    internal IEnumerable<PendingFact> Pending =>
        from body in facts
        from pending in body.Pending
        where !pending.Variables.Any(variable => facts.Any(other => other.Body != body.Body && other.OuterVariables.Contains(variable, SymbolEqualityComparer.Default)))
        select pending;

    /// <summary>The calls that a body makes of methods of the type: by name, and by raising an event that they handle.</summary>
    internal IEnumerable<CallFact> CallsFrom(BodyFacts body)
    {
        foreach (var call in body.Calls)
            yield return call;
        if (body.Raises.IsEmpty)
            yield break;
        _handlers ??= facts.SelectMany(static f => f.Subscriptions).ToLookup(static subscription => subscription.Event, static subscription => subscription.Handler, SymbolEqualityComparer.Default);
        foreach (var raise in body.Raises)
        {
            foreach (var handler in _handlers[raise.Event])
            {
                // Nobody can wait for an async void handler.
                yield return new CallFact(raise.Body, handler, raise.Syntax, raise.Own, OnNewObject: false, Escapes: false)
                {
                    Receiver = SharedLocation.This, Own = raise.Own, Left = raise.Left, IsWaitedFor = raise.IsWaitedFor && !(handler.IsAsync && handler.ReturnsVoid),
                };
            }
        }
    }

    /// <summary>The body that a call runs, if it is one of the type.</summary>
    internal Body? TargetOf(CallFact call) => calls.BodyOf(call.Target);

    /// <summary>
    /// Whether some part of the type releases the lock without having acquired it: then whoever holds it may have it taken away, or handed
    /// it on, and what looks like a second acquisition waits for that.
    /// </summary>
    internal bool IsHandedOver(LockId id) =>
        (_handedOver ??= [.. facts.SelectMany(static f => f.Releases).Where(release => !release.WasHeld && ReleasesForOthers(release.Body, release.Lock, [])).Select(static release => release.Lock)]).Contains(id);

    private bool ReleasesForOthers(Body body, LockId id, HashSet<Body> visited)
    {
        if (!visited.Add(body) || EntriesOf(body).Any(entry => entry.Lock == id) || Acquires(body, id))
            return false;
        var callers = calls.CallsTo(body);
        return CallGraph.IsExternallyCallable(body)
            || callers.Count == 0
            || callers.Any(call => call.Escapes || call.Target.MethodKind == MethodKind.AnonymousFunction || ReleasesForOthers(call.Caller, id, visited));
    }

    private bool Acquires(Body body, LockId id) => _factsOf.TryGetValue(body, out var own) && own.Acquisitions.Any(acquisition => acquisition.Lock == id);

    /// <summary>Whether the lock lets in one at a time for all that is known: a semaphore has to say so.</summary>
    internal bool IsExclusive(LockId id) =>
        id.Location is { } location && (location.Type?.Name.Contains("Semaphore") != true || compilation.Semaphores.InitialCount(location.Target) == 1);

    /// <summary>The locks that a run of the body acquires before it is done, with the place of each, as the body names them.</summary>
    internal ImmutableArray<Entry> EntriesOf(Body body)
    {
        if (_entries.TryGetValue(body, out var known))
            return known;
        // Who is asked for while it is being found out calls itself: that adds nothing.
        _entries[body] = ImmutableArray<Entry>.Empty;
        if (!_factsOf.TryGetValue(body, out var own))
            return ImmutableArray<Entry>.Empty;

        var entries = new Dictionary<LockId, Entry>();
        foreach (var acquisition in own.Acquisitions)
        {
            if (!acquisition.AfterLeaving && !acquisition.IsOptional && !entries.ContainsKey(acquisition.Lock))
                entries.Add(acquisition.Lock, new Entry(acquisition.Lock, acquisition));
        }

        foreach (var call in CallsFrom(own))
        {
            if (!call.IsWaitedFor || call.OnNewObject || TargetOf(call) is not { } callee)
                continue;
            foreach (var entry in EntriesOf(callee))
            {
                if (entry.Lock.SeenBy(call.Target, call.Receiver) is { Location.IsCapturedVariable: false } seen && !entries.ContainsKey(seen) && !call.Left.Contains(seen))
                    entries.Add(seen, new Entry(seen, entry.Acquisition));
            }
        }

        return _entries[body] = entries.Values.ToImmutableArray();
    }

    internal sealed record Entry(LockId Lock, AcquireFact Acquisition);
}
