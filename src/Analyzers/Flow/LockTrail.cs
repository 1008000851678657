using System.Collections.Immutable;

namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// Which locks a path has been through. What is held on every path is not enough to tell that a lock is acquired twice: one branch may have
/// acquired it already. Where some path has left a lock again, the others say nothing any more.
/// </summary>
internal readonly struct LockTrail
{
    private static readonly ImmutableDictionary<LockId, Entry> s_none = ImmutableDictionary<LockId, Entry>.Empty;
    private readonly ImmutableDictionary<LockId, Entry>? _entries;

    private LockTrail(ImmutableDictionary<LockId, Entry> entries) => _entries = entries;

    private ImmutableDictionary<LockId, Entry> Entries => _entries ?? s_none;

    /// <param name="By">Where the path is inside the lock: where it entered; else null.</param>
    /// <param name="Block">The block of the graph that <paramref name="By"/> is in.</param>
    private sealed record Entry(Acquisition? By, int Block, bool HasLeft);

    /// <summary>The locks that some path has left.</summary>
    internal ImmutableArray<LockId> Left => Entries.Where(static pair => pair.Value.HasLeft).Select(static pair => pair.Key).ToImmutableArray();

    internal bool HasLeft(LockId id) => Entries.TryGetValue(id, out var entry) && entry.HasLeft;

    /// <summary>Where a path to here acquired the lock, if no path has released it since, and the block of that.</summary>
    internal (Acquisition By, int Block)? Inside(LockId id) => Entries.TryGetValue(id, out var entry) && entry.By is { } by ? (by, entry.Block) : null;

    internal LockTrail Enter(LockId id, Acquisition by, int block) => new(Entries.SetItem(id, new Entry(by, block, HasLeft(id))));

    internal LockTrail Leave(LockId id) => new(Entries.SetItem(id, new Entry(By: null, Block: 0, HasLeft: true)));

    /// <summary>The name means another lock from now on.</summary>
    internal LockTrail Forget(LockId id) => Entries.ContainsKey(id) ? new(Entries.Remove(id)) : this;

    internal static LockTrail Join(LockTrail a, LockTrail b)
    {
        if (ReferenceEquals(a.Entries, b.Entries) || b.Entries.IsEmpty)
            return a;
        var joined = a.Entries;
        foreach (var pair in b.Entries)
        {
            if (!joined.TryGetValue(pair.Key, out var mine))
                joined = joined.Add(pair.Key, pair.Value);
            else if (mine != pair.Value)
                joined = joined.SetItem(pair.Key, Join(mine, pair.Value));
        }

        return new(joined);
    }

    internal bool SameAs(LockTrail other) =>
        ReferenceEquals(Entries, other.Entries) || (Entries.Count == other.Entries.Count && Entries.All(pair => other.Entries.TryGetValue(pair.Key, out var theirs) && theirs == pair.Value));

    private static Entry Join(Entry a, Entry b)
    {
        bool left = a.HasLeft || b.HasLeft;
        if (a.By is null || b.By is null)
            return new Entry(By: null, Block: 0, left);
        var first = a.By.Syntax.SpanStart <= b.By.Syntax.SpanStart ? a : b;
        return first with { HasLeft = left };
    }
}
