using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>What a type's code, and how its project registers it, say of whether several tasks use a location.</summary>
internal sealed class Sharing(ImmutableArray<BodyFacts> facts, Concurrency concurrency)
{
    private readonly HashSet<Body> _usesLocks = [.. facts.Where(static f => f.UsesLocks).Select(static f => f.Body)];
    private Dictionary<SharedLocation, (SyntaxNode Use, LockId? Lock)>? _guarded;

    /// <summary>A sign that several tasks are at what is written; null where there is none.</summary>
    internal SharingSign? SignOf(WriteFact write, StaleCauseKind kind, Rival rival) =>
        Guard(write.Location, write.Body)
        ?? concurrency.Start(write.Body)
        ?? (write.Caller is { } caller ? Lock(caller) ?? concurrency.Start(caller) : null)
        ?? concurrency.Start(rival.Body)
        ?? (kind == StaleCauseKind.Initialization || IsReachedInSeveralWays(write, rival) ? concurrency.Singleton(write.Body) : null);

    // What one object for all makes when it is first asked for, it is asked for by all. What else it does in one way only, one caller may do, call after call.
    private bool IsReachedInSeveralWays(WriteFact write, Rival rival) =>
        (!rival.IsSameMember && Concurrency.IsOpen(rival.Body) && rival.Body.Member.AssociatedSymbol is null)
        || concurrency.WaysTo(write.Caller ?? write.Body).Skip(1).Any();

    /// <summary>The same for one body that uses the location.</summary>
    internal SharingSign? SignOf(SharedLocation location, Body body) => Guard(location, body) ?? concurrency.Start(body) ?? concurrency.Singleton(body);

    /// <summary>The same for a change of a collection that the other body enumerates, from the type's own code: one object for all may well be filled before anyone uses it.</summary>
    internal SharingSign? SignOf(WriteFact change, Body user) => Guard(change.Location, change.Body) ?? concurrency.Start(change.Body) ?? concurrency.Start(user);

    /// <summary>Whether the type's own code, wherever its objects come from, says so.</summary>
    internal bool IsShown(SharedLocation location, Body body) => (Guard(location, body) ?? concurrency.Start(body)) is not null;

    /// <summary>Who owns the location alone, where nothing in the type's code says otherwise.</summary>
    internal PresumedOwner OwnerOf(SharedLocation location, Body body, Body? caller, Body rival) =>
        concurrency.PresumedOwnerOf(body) is not PresumedOwner.Nobody and var owner
        && Guard(location, body) is null && !concurrency.RunsBesideOthers(body) && !concurrency.RunsBesideOthers(rival)
        && (caller is null || Lock(caller) is null)
            ? owner
            : PresumedOwner.Nobody;

    /// <summary>Whether another member writes it too that anyone can call at any time, and not only to begin or end.</summary>
    internal bool HasOtherWriter(SharedLocation location, Body body) => facts.Any(other =>
        !SymbolEqualityComparer.Default.Equals(other.Body.Member, body.Member) && Concurrency.IsOpen(other.Body) && !concurrency.IsLifecycle(other.Body)
        && other.Writes.Any(write => write.Location.Overlaps(location)));

    /// <summary>Whether a member is used with others in mind, whichever object's it is.</summary>
    internal bool IsGuardedAnywhere(ISymbol? member) =>
        member is IFieldSymbol { IsVolatile: true } || (_guarded ??= Guarded()).Keys.Any(location => SymbolEqualityComparer.Default.Equals(location.Target, member));

    // Its author expects others.
    private SharingSign? Guard(SharedLocation location, Body body)
    {
        if (location.IsStatic)
            return new SharingSign($"'{location with { Element = null }}' is static");
        if (location.Target is IFieldSymbol { IsVolatile: true } field)
            return new SharingSign($"'{field.Name}' is volatile");
        if ((_guarded ??= Guarded()).TryGetValue(location with { Element = null }, out var guarded))
            return new SharingSign(guarded.Lock is { } held ? $"it is used under '{held.Name}' {{0}}" : "it is used atomically {0}", guarded.Use);
        return Lock(body);
    }

    private SharingSign? Lock(Body body) => _usesLocks.Contains(body) ? new SharingSign($"'{Names.Of(body)}' takes a lock") : concurrency.LockedCall(body);

    // Read or written under a lock, or by Interlocked or Volatile, anywhere: its author knows that others are at it.
    private Dictionary<SharedLocation, (SyntaxNode Use, LockId? Lock)> Guarded()
    {
        var guarded = new Dictionary<SharedLocation, (SyntaxNode, LockId?)>();
        foreach (var body in facts)
        {
            foreach (var write in body.Writes)
                Add(write.Location, write.Syntax, write.IsFenced, write.Held);
            foreach (var read in body.Reads)
                Add(read.Location, read.Syntax, read.IsFenced, read.Held);
        }

        return guarded;

        void Add(SharedLocation location, SyntaxNode use, bool isFenced, ImmutableArray<LockId> held)
        {
            // A lock that a call has made for itself, on a file or a key elsewhere, keeps nobody from the location.
            var guard = held.FirstOrDefault(static id => id.Location?.IsCapturedVariable != true);
            location = location with { Element = null };
            if ((isFenced || guard is not null) && !guarded.ContainsKey(location))
                guarded.Add(location, (use, guard));
        }
    }
}
