using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Flow.Pairing;
using AsyncRace.Analyzers.Model.Locks;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model.Pairing;

/// <summary>In which of four ways an acquire is in the wrong place, or its release.</summary>
internal enum UnreleasedSituation
{
    /// <summary>There is a <c>try</c> with the release in its <c>finally</c>, and something that throws between the acquire and it.</summary>
    BeforeTry,

    /// <summary>It is released, but not where something throws.</summary>
    WithoutFinally,

    /// <summary>A path leaves without the release.</summary>
    OnSomePath,

    /// <summary>Nobody releases it.</summary>
    Never,
}

internal sealed record UnreleasedAcquire(HeldExit Fact, UnreleasedSituation Situation, SyntaxNode? Release);

/// <summary>
/// Joins what the bodies of a type do to its locks. Acquire and release may be in different members on purpose (rent and return, begin and
/// end), and a semaphore may be a signal: what pairs with what is inferred from all of them.
/// </summary>
internal sealed class LockPairing
{
    private readonly List<PairingFacts> _facts;

    // What goes on in some body is not known: it may do what is asked for.
    private readonly bool _isPartial;
    private readonly Dictionary<LockKey, LockMember?> _members = [];

    private LockPairing(List<PairingFacts> facts, bool isPartial) => (_facts, _isPartial) = (facts, isPartial);

    internal static LockPairing Of(CompilationFacts facts, List<Body> bodies, CancellationToken cancellation)
    {
        var (found, isPartial) = TypePairing.Analyze(facts, bodies, cancellation);
        return new LockPairing(found, isPartial);
    }

    /// <summary>The releases that some path reaches without the lock, and that are not meant so.</summary>
    internal IEnumerable<UnheldRelease> UnpairedReleases()
    {
        foreach (var facts in _facts)
        {
            var told = new HashSet<SyntaxNode>();
            foreach (var release in facts.UnheldReleases)
            {
                // One misplaced acquire, told once.
                if (!IsSignal(release.Lock) && IsUnpaired(facts, release) && (release.Site is null || told.Add(release.Site)))
                    yield return release;
            }
        }
    }

    /// <summary>The acquires that some path leaves held, and that are not meant so.</summary>
    internal IEnumerable<UnreleasedAcquire> UnreleasedAcquires()
    {
        foreach (var facts in _facts)
        {
            foreach (var exits in facts.HeldExits.GroupBy(static exit => exit.Acquire))
            {
                if (!IsSignal(exits.First().Lock) && Explain(facts, [.. exits]) is { } found)
                    yield return found;
            }
        }
    }

    /// <summary>Where a semaphore is made without a maximum that lets in as many as it starts with, and is to stay like that.</summary>
    internal IEnumerable<(Body Body, LockKey Lock, BaseObjectCreationExpressionSyntax Creation)> UnboundedSemaphores()
    {
        var told = new HashSet<LockKey>();
        foreach (var facts in _facts)
        {
            foreach (var key in facts.Acquires.Select(static acquire => acquire.Lock))
            {
                if (key.Location?.Type?.Name != "SemaphoreSlim" || !IsReleasedByWhoAcquires(facts, key) || !told.Add(key))
                    continue;
                if ((MemberOf(key) ?? LockMember.OfVariable(key)) is not { IsPrivate: true, IsSignal: false, IsResized: false } member)
                    continue;
                foreach (var creation in member.Creations)
                {
                    if (creation.ArgumentList is { Arguments.Count: 1 })
                        yield return (facts.Body, key, creation);
                }
            }
        }
    }

    /// <summary>The handlers that keep it from everybody that there was a release too many, with that release.</summary>
    internal IEnumerable<(Body Body, LockKey Lock, SyntaxNode Release, CatchClauseSyntax Handler)> SwallowedReleases()
    {
        var told = new HashSet<CatchClauseSyntax>();
        foreach (var facts in _facts)
        {
            foreach (var (key, release) in facts.Releases)
            {
                // Who sends a signal that nobody has waited for yet may well send it once only.
                if (!IsSignal(key) && SwallowedRelease.Of(release) is { } handler && _facts.Exists(other => other.Acquires.Any(a => a.Lock == key) && IsReleasedByWhoAcquires(other, key)) && told.Add(handler))
                    yield return (facts.Body, key, release, handler);
            }
        }
    }

    // Itself, or a lambda of its own.
    private bool IsReleasedByWhoAcquires(PairingFacts facts, LockKey key) =>
        _facts.Exists(other => SymbolEqualityComparer.Default.Equals(other.Body.Member, facts.Body.Member) && other.Releases.Any(r => r.Lock == key));

    private bool IsUnpaired(PairingFacts facts, UnheldRelease release) => release.Reason switch
    {
        _ when release.IsLeftToCaller && IsHeldByACaller(facts, release.Lock) => false,
        UnheldReason.NeverAcquired => IsReleasedByStranger(facts, release),
        UnheldReason.Completed => IsReleasedAnywhere(release.Lock),
        UnheldReason.Skipped => !IsLostSightOf(facts, release.Lock) && MemberOf(release.Lock) is not null,
        _ => !IsLostSightOf(facts, release.Lock),
    };

    /// <summary>Nobody has acquired for this member to release: all who acquire release it themselves.</summary>
    private bool IsReleasedByStranger(PairingFacts facts, UnheldRelease release)
    {
        if (_isPartial || facts.Acquires.Any(a => a.Lock == release.Lock) || MemberOf(release.Lock) is not { IsPrivate: true, Creations: not [] })
            return false;
        bool isAcquired = false;
        foreach (var other in _facts)
        {
            if (other == facts)
                continue;
            if ((other.Acquires.Any(a => a.Lock == release.Lock) && !other.Releases.Any(r => r.Lock == release.Lock)) || other.MayAcquire(release.Lock) || other.LostSight.Contains(release.Lock) || other.HeldExits.Any(exit => exit.Lock == release.Lock && !exit.IsException))
                return false;
            if (other.HeldCalls.Any(call => call.Held == release.Lock && SymbolEqualityComparer.Default.Equals(call.Target, facts.Body.Symbol)))
                return false;
            isAcquired |= other.Acquires.Any(a => a.Lock == release.Lock) || other.Outcomes.Any(o => o.Returned.Lock == release.Lock);
        }

        // A function inside another one is called from there, or from wherever it was handed to.
        return isAcquired && !facts.Body.IsNested && facts.Outcomes is [_, ..] && !_facts.Exists(other => other.Outcomes.Any(o => o.Returned.IsPending && o.Returned.Lock == release.Lock));
    }

    /// <summary>Whether somebody calls it with the lock held, or may do so from where it is not seen.</summary>
    private bool IsHeldByACaller(PairingFacts facts, LockKey key) =>
        _isPartial
        || (MemberOf(key) is not { IsPrivate: true } && key.Location?.Root is not ILocalSymbol)
        || _facts.Exists(other => other != facts && other.HeldCalls.Any(call => call.Held == key && SymbolEqualityComparer.Default.Equals(call.Target, facts.Body.Symbol)));

    private bool IsReleasedAnywhere(LockKey key) => _facts.Exists(facts => facts.Releases.Any(r => r.Lock.Location?.Target is { } target && SymbolEqualityComparer.Default.Equals(target, key.Location?.Target)));

    private UnreleasedAcquire? Explain(PairingFacts facts, List<HeldExit> exits)
    {
        var key = exits[0].Lock;
        var returning = exits.Find(static exit => !exit.IsException);
        var throwing = exits.Find(static exit => exit.IsException);
        var release = facts.Releases.Where(r => r.Lock == key).Select(static r => r.Syntax).FirstOrDefault();
        bool isOwn = MemberOf(key) is { IsPrivate: true };

        if (returning is not null)
        {
            if (!isOwn || IsReleasedElsewhere(facts, key) || IsLostSightOf(facts, key))
                return null;
            if (release is null)
            {
                bool isBlocking = facts.Acquires.Any(a => a.Syntax == returning.Acquire && !a.IsConditional);
                return isBlocking && !IsEndOfLife(facts.Body.Member) && !IsWrapper(facts) ? new UnreleasedAcquire(returning, UnreleasedSituation.Never, Release: null) : null;
            }

            return new UnreleasedAcquire(returning, UnreleasedSituation.OnSomePath, release);
        }

        if (throwing is null || throwing.Likelihood < Likelihood.Possibly)
            return null;
        if (release is null && !facts.LostSight.Contains(key))
            // Every way out of it is an exception.
            return isOwn && !IsReleasedElsewhere(facts, key) ? new UnreleasedAcquire(throwing, UnreleasedSituation.Never, Release: null) : null;
        // Who has another member to give it back to may well leave that to its caller.
        if (release is null && (!isOwn || IsReleasedByAnotherMember(facts, key)))
            return null;
        return new UnreleasedAcquire(throwing, IsInFinally(facts, key, throwing) ? UnreleasedSituation.BeforeTry : UnreleasedSituation.WithoutFinally, release);
    }

    private static bool IsInFinally(PairingFacts facts, LockKey key, HeldExit exit) => facts.Releases.Any(r =>
        r.Lock == key
        && r.Syntax.Ancestors().OfType<FinallyClauseSyntax>().FirstOrDefault() is { } handler
        && exit.Exit is { } thrower && handler.Parent!.SpanStart > thrower.SpanStart);

    private bool IsReleasedElsewhere(PairingFacts facts, LockKey key) =>
        _isPartial || _facts.Exists(other => other != facts && (other.MayRelease(key) || other.LostSight.Contains(key) || other.UnheldReleases.Any(r => r.Lock == key && r.Reason == UnheldReason.NeverAcquired)));

    // A lambda of the method itself is what it returns, or hands on: nobody has that yet.
    private bool IsReleasedByAnotherMember(PairingFacts facts, LockKey key) =>
        _facts.Exists(other => !SymbolEqualityComparer.Default.Equals(other.Body.Member, facts.Body.Member) && other.MayRelease(key));

    private static bool IsLostSightOf(PairingFacts facts, LockKey key) => facts.LostSight.Contains(key);

    // Who closes something may well lock it for good.
    private static bool IsEndOfLife(IMethodSymbol method) => EntryPoints.EndsLife(method);

    /// <summary>Whether it acquires on behalf of others of the type.</summary>
    private bool IsWrapper(PairingFacts facts) => _facts.Exists(other => other.Wrappers.Contains(facts.Body.Symbol, SymbolEqualityComparer.Default));

    private bool IsSignal(LockKey key) => MemberOf(key) is { IsSignal: true };

    private LockMember? MemberOf(LockKey key)
    {
        if (!_members.TryGetValue(key, out var member))
            _members.Add(key, member = LockMember.Of(key));
        return member;
    }
}
