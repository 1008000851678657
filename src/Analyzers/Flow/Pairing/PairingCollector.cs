using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>Gathers what the last pass over a body sees: a release is seen once for each path that gets to it.</summary>
internal sealed class PairingCollector(Body body)
{
    private const int MaxOutcomes = 8;

    private readonly Dictionary<(SyntaxNode, LockKey), ReleaseSeen> _releases = [];
    private readonly Dictionary<(SyntaxNode, LockKey), AcquireSeen> _acquires = [];
    private readonly HashSet<int> _opaque = [];
    private readonly HashSet<LockKey> _lost = [];
    private readonly HashSet<(IMethodSymbol, LockKey)> _heldCalls = [];
    private readonly Dictionary<SyntaxNode, UnheldRelease> _handedOut = [];
    private readonly HashSet<IMethodSymbol> _wrappers = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<PairingOutcome, ImmutableDictionary<string, bool>> _outcomes = [];
    private readonly HashSet<LockKey> _releasedWhenThrowing = [];
    private readonly Dictionary<string, PairingFailure> _failures = [];
    private readonly Dictionary<(SyntaxNode Acquire, LockKey Lock, bool IsException), HeldExit> _heldExits = [];

    private sealed class ReleaseSeen
    {
        internal HashSet<int> Blocks { get; } = [];

        internal bool Held { get; set; }

        internal List<(Hold? Hold, Cause? Cause, ImmutableDictionary<string, bool> Given)> Unheld { get; } = [];
    }

    private sealed class AcquireSeen(bool isConditional, ImmutableDictionary<string, bool> given)
    {
        internal bool IsConditional { get; } = isConditional;

        internal HashSet<int> Blocks { get; } = [];

        /// <summary>What the caller's flags said on all ways to it.</summary>
        internal ImmutableDictionary<string, bool> Given { get; set; } = given;
    }

    /// <summary>Nobody knows how this branch comes out.</summary>
    internal void Opaque(int block) => _opaque.Add(block);

    internal void LoseSight(LockKey key) => _lost.Add(key);

    internal void Wrapper(IMethodSymbol target) => _wrappers.Add(target);

    internal void HeldCall(IMethodSymbol target, LockKey held) => _heldCalls.Add((target, held));

    internal void Acquire(LockKey key, SyntaxNode site, bool isConditional, int block, PairingPath path, ConditionNames conditions)
    {
        var given = path.Flags(conditions.IsSaidByCaller);
        if (!_acquires.TryGetValue((site, key), out var seen))
            _acquires.Add((site, key), seen = new AcquireSeen(isConditional, given));
        seen.Given = Common(seen.Given, given);
        seen.Blocks.Add(block);
    }

    private static ImmutableDictionary<string, bool> Common(ImmutableDictionary<string, bool> a, ImmutableDictionary<string, bool> b) =>
        a.RemoveRange(a.Where(pair => !b.Contains(pair)).Select(static pair => pair.Key));

    /// <summary>A wait that is complete, but may have been cancelled, is taken for an acquisition and handed on as one.</summary>
    internal void HandOut(PathValue wait, SyntaxNode syntax) =>
        _handedOut[syntax] = new UnheldRelease(body, syntax, wait.Lock!, UnheldReason.Completed, wait.Site, wait.Site, Likelihood.Likely);

    internal void Released(LockKey key, SyntaxNode site) => SeenAt(key, site);

    internal void Release(LockKey key, SyntaxNode site, PairingPath path, int block, ConditionNames conditions)
    {
        var seen = SeenAt(key, site);
        seen.Blocks.Add(block);
        if (path.Find(key) is { Count: > 0 })
            seen.Held = true;
        else
            seen.Unheld.Add((path.Find(key), path.Cause, path.Flags(conditions.IsSaidByCaller)));
    }

    private ReleaseSeen SeenAt(LockKey key, SyntaxNode site)
    {
        if (!_releases.TryGetValue((site, key), out var seen))
            _releases.Add((site, key), seen = new ReleaseSeen());
        return seen;
    }

    internal void Exit(PairingPath path, ConditionNames conditions)
    {
        var changed = path.Locks.Where(static pair => pair.Value.IsUnknown || pair.Value.Net != 0)
            .OrderBy(static pair => pair.Key.Id.Name, StringComparer.Ordinal).ThenBy(static pair => pair.Key.Mode)
            .Select(static pair => (pair.Key, pair.Value.Net, pair.Value.IsUnknown));
        var outcome = new PairingOutcome(path.Returned with { Site = null }, changed.ToImmutableArray());
        var given = path.Flags(conditions.IsSaidByCaller);
        _outcomes[outcome] = _outcomes.TryGetValue(outcome, out var known) ? Common(known, given) : given;
        foreach (var pair in path.Locks)
        {
            if (pair.Value is { IsUnknown: false, Net: > 0, Acquired: { } acquired })
                Add(new HeldExit(body, acquired, pair.Key, IsException: false, path.ReturnSyntax, Likelihood.Likely, ReturnsValue: path.ReturnSyntax is not null));
        }
    }

    internal void Thrown(PairingPath path, ConditionNames conditions)
    {
        if (path.Cause is { Likelihood: > Likelihood.Hardly and var likelihood })
        {
            var released = ByName(path.Locks.Where(static pair => pair.Value is { IsUnknown: false, Net: < 0 }).Select(static pair => pair.Key));
            var given = path.Flags(conditions.IsSaidByCaller);
            string which = string.Join(" ", released);
            _failures[which] = _failures.TryGetValue(which, out var known)
                ? known with { Given = Common(known.Given, given), Likelihood = likelihood > known.Likelihood ? likelihood : known.Likelihood }
                : new PairingFailure(released, likelihood) { Given = given };
        }

        foreach (var pair in path.Locks)
        {
            if (pair.Value is { IsUnknown: false, Net: < 0 } && path.Cause is { Likelihood: > Likelihood.Hardly })
                _releasedWhenThrowing.Add(pair.Key);
            if (pair.Value is { IsUnknown: false, Net: > 0, Acquired: { } acquired } && path.Cause is { } cause)
                Add(new HeldExit(body, acquired, pair.Key, IsException: true, cause.Syntax, cause.Likelihood, ReturnsValue: false));
        }
    }

    private void Add(HeldExit exit)
    {
        var key = (exit.Acquire, exit.Lock, exit.IsException);
        // The likeliest exception, and of those the first.
        if (!_heldExits.TryGetValue(key, out var known) || exit.Likelihood > known.Likelihood || (exit.Likelihood == known.Likelihood && exit.Exit?.SpanStart < known.Exit?.SpanStart))
            _heldExits[key] = exit;
    }

    internal PairingFacts ToFacts(PairingTransfer transfer) => new(body)
    {
        UnheldReleases = _releases.Where(static r => r.Value.Unheld.Count > 0).OrderBy(static r => r.Key.Item1.SpanStart).SelectMany(r => Explain(r.Key.Item1, r.Key.Item2, r.Value, transfer)).Concat(_handedOut.Values).ToImmutableArray(),
        HeldExits = _heldExits.Values.Where(exit => !transfer.IsCreatedHere(exit.Lock)).OrderBy(static e => e.Acquire.SpanStart).ToImmutableArray(),
        Outcomes = _outcomes.Count > MaxOutcomes ? ImmutableArray<PairingOutcome>.Empty : _outcomes.OrderBy(static o => o.Key.Locks.Length).Select(static o => o.Key with { Given = o.Value }).ToImmutableArray(),
        Failures = _failures.OrderBy(static f => f.Key, StringComparer.Ordinal).Select(static f => f.Value).ToImmutableArray(),
        ReleasedWhenThrowing = ByName(_releasedWhenThrowing),
        Acquires = _acquires.Select(static a => (Lock: a.Key.Item2, Syntax: a.Key.Item1, a.Value.IsConditional)).OrderBy(static a => a.Syntax.SpanStart).ToImmutableArray(),
        Releases = _releases.Keys.Select(static r => (Lock: r.Item2, Syntax: r.Item1)).OrderBy(static r => r.Syntax.SpanStart).ToImmutableArray(),
        LostSight = ByName(_lost),
        HeldCalls = _heldCalls.ToImmutableArray(),
        Wrappers = _wrappers.ToImmutableArray(),
    };

    private static ImmutableArray<LockKey> ByName(IEnumerable<LockKey> locks) =>
        locks.OrderBy(static key => key.Id.Name, StringComparer.Ordinal).ThenBy(static key => key.Mode).ToImmutableArray();

    private IEnumerable<UnheldRelease> Explain(SyntaxNode syntax, LockKey key, ReleaseSeen seen, PairingTransfer transfer)
    {
        var acquires = _acquires.Where(a => a.Key.Item2 == key).OrderBy(static a => a.Key.Item1.SpanStart).ToList();
        // Who asks something before he releases may well ask whether he holds it.
        var overAcquire = acquires.SelectMany(a => a.Value.Blocks).SelectMany(transfer.Conditions.BranchesOver).ToImmutableHashSet();
        bool isGuarded = seen.Blocks.SelectMany(transfer.Conditions.BranchesOver).Any(branch => _opaque.Contains(branch) && !overAcquire.Contains(branch));

        // Where a release comes first, the lock is the caller's: it is given back for a while.
        int first = _releases.Keys.Where(r => r.Item2 == key).Min(static r => r.Item1.SpanStart);
        bool isCallers = acquires.Count > 0 && first < acquires[0].Key.Item1.SpanStart;

        UnheldRelease? found = null;
        foreach (var (hold, cause, given) in seen.Unheld)
        {
            var reason = hold switch
            {
                { Missed: not null } => UnheldReason.Missed,
                { Released: not null } => UnheldReason.ReleasedBefore,
                _ when cause is not null && acquires.Exists(a => a.Key.Item1.SpanStart < syntax.SpanStart) => UnheldReason.Thrown,
                _ when !seen.Held => UnheldReason.NeverAcquired,
                _ => UnheldReason.Skipped,
            };
            if ((isGuarded || isCallers) && reason != UnheldReason.NeverAcquired)
                continue;
            // Released to let others in, and acquired again: that this fails is no mistake of pairing.
            if (reason == UnheldReason.ReleasedBefore && cause?.Likelihood == Likelihood.Hardly)
                continue;
            var site = reason switch
            {
                UnheldReason.Missed => hold!.Missed,
                UnheldReason.ReleasedBefore => hold!.Released,
                UnheldReason.Thrown => cause!.Syntax,
                _ => null,
            };
            var acquire = acquires.Select(static a => a.Key.Item1).LastOrDefault(a => a.SpanStart < syntax.SpanStart) ?? acquires.FirstOrDefault().Key.Item1;
            var candidate = new UnheldRelease(body, syntax, key, reason, site, acquire, reason == UnheldReason.Thrown ? cause!.Likelihood : Likelihood.Likely,
                IsNeverHeld: !seen.Held,
                // Each acquire says: only if the flag is not what it is here.
                IsLeftToCaller: acquires.Count > 0 && hold is not ({ Missed: not null } or { Released: not null }) && given.Any(flag => acquires.TrueForAll(a => a.Value.Given.TryGetValue(flag.Key, out bool other) && other != flag.Value)));
            if (found is null || Rank(candidate) > Rank(found))
                found = candidate;
        }

        return found is null ? [] : [found];
    }

    private static int Rank(UnheldRelease release) => release.Reason switch
    {
        _ when release.IsLeftToCaller => -1,
        UnheldReason.Missed => 30,
        UnheldReason.ReleasedBefore => 20,
        UnheldReason.Thrown => 10 + (int)release.Likelihood,
        UnheldReason.Skipped => 5,
        _ => 0,
    };
}
