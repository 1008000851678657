using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>Why a path comes to a release without holding the lock.</summary>
internal enum UnheldReason
{
    /// <summary>Something threw before the acquire was done, and the release is in a <c>finally</c> or <c>catch</c> that runs all the same.</summary>
    Thrown,

    /// <summary>The wait timed out, or was cancelled, and nobody looked.</summary>
    Missed,

    /// <summary>The wait is complete, which a cancelled one is as well; what releases is handed out all the same.</summary>
    Completed,

    /// <summary>It is released already.</summary>
    ReleasedBefore,

    /// <summary>A branch goes around the acquire.</summary>
    Skipped,

    /// <summary>The body has not acquired it at all: its caller had, or nobody.</summary>
    NeverAcquired,
}

/// <summary>A release that some path reaches without holding the lock.</summary>
/// <param name="Site">What made it so: the call that threw, the wait that missed, the release before.</param>
/// <param name="Acquire">The acquire that this release pairs with on other paths.</param>
/// <param name="IsNeverHeld">Whether no path comes to it with the lock.</param>
/// <param name="IsLeftToCaller">Whether a flag that the caller gives decides that it is not acquired here: then it is up to him that it is held.</param>
internal sealed record UnheldRelease(
    Body Body, SyntaxNode Syntax, LockKey Lock, UnheldReason Reason, SyntaxNode? Site, SyntaxNode? Acquire, Likelihood Likelihood, bool IsNeverHeld = false, bool IsLeftToCaller = false);

/// <summary>An acquire whose lock is still held where the body ends.</summary>
/// <param name="Exit">The <c>return</c>; for an exception what throws; null for the end of the body.</param>
internal sealed record HeldExit(Body Body, SyntaxNode Acquire, LockKey Lock, bool IsException, SyntaxNode? Exit, Likelihood Likelihood, bool ReturnsValue);

/// <summary>How a body can end, as far as its caller has to know.</summary>
internal sealed record PairingOutcome(PathValue Returned, ImmutableArray<(LockKey Lock, int Net, bool IsUnknown)> Locks)
{
    /// <summary>The flags of the caller's under which alone it ends like that.</summary>
    internal ImmutableDictionary<string, bool> Given { get; init; } = ImmutableDictionary<string, bool>.Empty;

    public bool Equals(PairingOutcome? other) => other is not null && Returned == other.Returned && Locks.SequenceEqual(other.Locks);

    public override int GetHashCode() => Locks.Length;
}

/// <summary>A way in which a body throws: with what it has released of its caller's by then.</summary>
internal sealed record PairingFailure(ImmutableArray<LockKey> Released, Likelihood Likelihood)
{
    internal ImmutableDictionary<string, bool> Given { get; init; } = ImmutableDictionary<string, bool>.Empty;
}

/// <summary>What one body does to locks.</summary>
internal sealed record PairingFacts(Body Body)
{
    internal ImmutableArray<UnheldRelease> UnheldReleases { get; init; } = ImmutableArray<UnheldRelease>.Empty;

    internal ImmutableArray<HeldExit> HeldExits { get; init; } = ImmutableArray<HeldExit>.Empty;

    /// <summary>The ways it returns; empty where it never does, or too much goes on in it to tell.</summary>
    internal ImmutableArray<PairingOutcome> Outcomes { get; init; } = ImmutableArray<PairingOutcome>.Empty;

    /// <summary>The ways it throws.</summary>
    internal ImmutableArray<PairingFailure> Failures { get; init; } = ImmutableArray<PairingFailure>.Empty;

    /// <summary>The locks that it may have released when it throws.</summary>
    internal ImmutableArray<LockKey> ReleasedWhenThrowing { get; init; } = ImmutableArray<LockKey>.Empty;

    internal ImmutableArray<(LockKey Lock, SyntaxNode Syntax, bool IsConditional)> Acquires { get; init; } = ImmutableArray<(LockKey, SyntaxNode, bool)>.Empty;

    internal ImmutableArray<(LockKey Lock, SyntaxNode Syntax)> Releases { get; init; } = ImmutableArray<(LockKey, SyntaxNode)>.Empty;

    /// <summary>The locks that were handed on, counted or otherwise lost sight of.</summary>
    internal ImmutableArray<LockKey> LostSight { get; init; } = ImmutableArray<LockKey>.Empty;

    /// <summary>Calls of the type's own methods, with the locks held there on some path.</summary>
    internal ImmutableArray<(IMethodSymbol Target, LockKey Held)> HeldCalls { get; init; } = ImmutableArray<(IMethodSymbol, LockKey)>.Empty;

    /// <summary>The type's own methods that it leaves it to to acquire or release.</summary>
    internal ImmutableArray<IMethodSymbol> Wrappers { get; init; } = ImmutableArray<IMethodSymbol>.Empty;

    /// <summary>Whether a caller has to know: it changes what is held, or returns an acquisition.</summary>
    internal bool HasEffects =>
        !ReleasedWhenThrowing.IsEmpty || Outcomes.Any(static o => o.Returned.IsPending || o.Returned.Kind == PathValueKind.Releaser || o.Locks.Any(static l => l.IsUnknown || l.Net != 0));

    internal bool MayAcquire(LockKey key) => Outcomes.Any(o => o.Locks.Any(l => l.Lock == key && (l.IsUnknown || l.Net > 0)));

    internal bool MayRelease(LockKey key) => ReleasedWhenThrowing.Contains(key) || Outcomes.Any(o => o.Locks.Any(l => l.Lock == key && (l.IsUnknown || l.Net < 0)));
}
