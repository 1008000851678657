using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>Gathers what the last pass over a body sees: a release is seen once for each path that gets to it.</summary>
internal sealed class PairingCollector(Body body)
{
    private const int MaxOutcomes = 8;

    private readonly Dictionary<(SyntaxNode, LockKey), ReleaseSeen> _releases = [];
    private readonly Dictionary<(SyntaxNode, LockKey), (bool IsConditional, HashSet<int> Blocks)> _acquires = [];
    private readonly HashSet<int> _opaque = [];
    private readonly HashSet<LockKey> _lost = [];
    private readonly HashSet<(IMethodSymbol, LockKey)> _heldCalls = [];
    private readonly Dictionary<SyntaxNode, UnheldRelease> _handedOut = [];
    private readonly HashSet<IMethodSymbol> _wrappers = new(SymbolEqualityComparer.Default);
    private readonly HashSet<PairingOutcome> _outcomes = [];
    private readonly HashSet<LockKey> _releasedWhenThrowing = [];
    private readonly Dictionary<(SyntaxNode Acquire, LockKey Lock, bool IsException), HeldExit> _heldExits = [];

    private sealed class ReleaseSeen
    {
        internal HashSet<int> Blocks { get; } = [];

        internal bool Held { get; set; }

        internal List<(Hold? Hold, Cause? Cause)> Unheld { get; } = [];
    }

    /// <summary>Nobody knows how this branch comes out.</summary>
    internal void Opaque(int block) => _opaque.Add(block);

    internal void LoseSight(LockKey key) => _lost.Add(key);

    internal void Wrapper(IMethodSymbol target) => _wrappers.Add(target);

    internal void HeldCall(IMethodSymbol target, LockKey held) => _heldCalls.Add((target, held));

    internal void Acquire(LockKey key, SyntaxNode site, bool isConditional, int block)
    {
        if (!_acquires.TryGetValue((site, key), out var seen))
            _acquires.Add((site, key), seen = (isConditional, []));
        seen.Blocks.Add(block);
    }

    /// <summary>A wait that is complete, but may have been cancelled, is taken for an acquisition and handed on as one.</summary>
    internal void HandOut(PathValue wait, SyntaxNode syntax) =>
        _handedOut[syntax] = new UnheldRelease(body, syntax, wait.Lock!, UnheldReason.Completed, wait.Site, wait.Site, Likelihood.Likely);

    internal void Released(LockKey key, SyntaxNode site) => SeenAt(key, site);

    internal void Release(LockKey key, SyntaxNode site, Hold? hold, Cause? cause, int block)
    {
        var seen = SeenAt(key, site);
        seen.Blocks.Add(block);
        if (hold is { Count: > 0 })
            seen.Held = true;
        else
            seen.Unheld.Add((hold, cause));
    }

    private ReleaseSeen SeenAt(LockKey key, SyntaxNode site)
    {
        if (!_releases.TryGetValue((site, key), out var seen))
            _releases.Add((site, key), seen = new ReleaseSeen());
        return seen;
    }

    internal void Exit(PairingPath path)
    {
        var changed = path.Locks.Where(static pair => pair.Value.IsUnknown || pair.Value.Net != 0)
            .OrderBy(static pair => pair.Key.Id.Name, StringComparer.Ordinal).ThenBy(static pair => pair.Key.Mode)
            .Select(static pair => (pair.Key, pair.Value.Net, pair.Value.IsUnknown));
        _outcomes.Add(new PairingOutcome(path.Returned with { Site = null }, changed.ToImmutableArray()));
        foreach (var pair in path.Locks)
        {
            if (pair.Value is { IsUnknown: false, Net: > 0, Acquired: { } acquired })
                Add(new HeldExit(body, acquired, pair.Key, IsException: false, path.ReturnSyntax, Likelihood.Likely, ReturnsValue: path.ReturnSyntax is not null));
        }
    }

    internal void Thrown(PairingPath path)
    {
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
        Outcomes = _outcomes.Count > MaxOutcomes ? ImmutableArray<PairingOutcome>.Empty : _outcomes.OrderBy(static o => o.Locks.Length).ToImmutableArray(),
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
        foreach (var (hold, cause) in seen.Unheld)
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
            var candidate = new UnheldRelease(body, syntax, key, reason, site, acquire, reason == UnheldReason.Thrown ? cause!.Likelihood : Likelihood.Likely);
            if (found is null || Rank(candidate) > Rank(found))
                found = candidate;
        }

        return found is null ? [] : [found];
    }

    private static int Rank(UnheldRelease release) => release.Reason switch
    {
        UnheldReason.Missed => 30,
        UnheldReason.ReleasedBefore => 20,
        UnheldReason.Thrown => 10 + (int)release.Likelihood,
        UnheldReason.Skipped => 5,
        _ => 0,
    };
}
