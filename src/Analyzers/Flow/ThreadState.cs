using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>State of the current thread that a body has set, and has not been back to since.</summary>
/// <param name="Name">A thread-static field, a <c>ThreadLocal</c>, or the synchronization context.</param>
/// <param name="Set">Where it was set.</param>
/// <param name="Since">The first suspension after that: from there on another thread may be running.</param>
internal sealed record ThreadSlot(string Name, SyntaxNode Set, SyntaxNode? Since);

/// <summary>State of a thread that is set before a suspension, and used or restored after it, perhaps on another thread.</summary>
internal sealed record ThreadStateFact(Body Body, SyntaxNode Syntax, string Name, SyntaxNode Set, SyntaxNode Since, bool IsWrite);

/// <summary>A lock that a thread owns is held at a suspension.</summary>
internal sealed record HeldAcrossFact(Body Body, Acquisition By, LockId Lock, SyntaxNode Suspension);

/// <summary>A task that was started under a lock is returned, and the lock is released on the way out.</summary>
internal sealed record EscapedTaskFact(Body Body, SyntaxNode Syntax, LockId Lock, Acquisition By);

/// <summary>What one path has set of its thread's state.</summary>
internal readonly struct ThreadSlots
{
    private readonly ImmutableDictionary<string, ThreadSlot>? _slots;

    private ThreadSlots(ImmutableDictionary<string, ThreadSlot> slots) => _slots = slots;

    private ImmutableDictionary<string, ThreadSlot> Slots => _slots ?? ImmutableDictionary<string, ThreadSlot>.Empty;

    internal ThreadSlot? Find(string name) => Slots.TryGetValue(name, out var slot) ? slot : null;

    internal ThreadSlots Set(string name, SyntaxNode syntax) => new(Slots.SetItem(name, new ThreadSlot(name, syntax, Since: null)));

    internal ThreadSlots Forget(string name) => Slots.ContainsKey(name) ? new(Slots.Remove(name)) : this;

    internal ThreadSlots Suspend(SyntaxNode suspension)
    {
        var slots = Slots;
        foreach (var slot in Slots.Values)
        {
            if (slot.Since is null)
                slots = slots.SetItem(slot.Name, slot with { Since = suspension });
        }

        return ReferenceEquals(slots, Slots) ? this : new(slots);
    }

    internal static ThreadSlots Join(ThreadSlots a, ThreadSlots b)
    {
        if (ReferenceEquals(a.Slots, b.Slots) || b.Slots.IsEmpty)
            return a;
        var joined = a.Slots;
        foreach (var theirs in b.Slots.Values)
        {
            // Of two the one that comes first in the source, and rather one that a suspension has parted from its thread.
            if (!joined.TryGetValue(theirs.Name, out var mine) || Rank(theirs).CompareTo(Rank(mine)) < 0)
                joined = joined.SetItem(theirs.Name, theirs);
        }

        return new(joined);
    }

    internal bool SameAs(ThreadSlots other) =>
        ReferenceEquals(Slots, other.Slots) || (Slots.Count == other.Slots.Count && Slots.All(pair => other.Slots.TryGetValue(pair.Key, out var theirs) && theirs == pair.Value));

    private static (int, int, int) Rank(ThreadSlot slot) => (slot.Since is null ? 1 : 0, slot.Set.SpanStart, slot.Since?.SpanStart ?? 0);
}
