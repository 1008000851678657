using System.Collections.Immutable;

namespace AsyncRace.Analyzers.Flow;

/// <summary>What is most often harmless about a write. Only where the options ask for little confidence does anybody record it.</summary>
internal sealed record SlightFacts
{
    internal static SlightFacts None { get; } = new();

    /// <summary>The stale reads of this location whose value is put back: this operation has put another there in between.</summary>
    internal ImmutableArray<StaleRead> Restored { get; init; } = ImmutableArray<StaleRead>.Empty;

    /// <summary>The stale reads of this location of which a member went into the awaited call that made the written value.</summary>
    internal ImmutableArray<StaleRead> Reloaded { get; init; } = ImmutableArray<StaleRead>.Empty;

    /// <summary>The stale reads that lead to the object which is written into.</summary>
    internal ImmutableArray<StaleRead> Receivers { get; init; } = ImmutableArray<StaleRead>.Empty;

    /// <summary>Whether it sets an element, or adds one to a set: right whatever is there, but perhaps done twice.</summary>
    internal bool SetsElement { get; init; }

    internal static SlightFacts? Join(SlightFacts? a, SlightFacts? b) => a is null || b is null ? a ?? b : a with
    {
        Restored = a.Restored.Union(b.Restored).ToImmutableArray(),
        Reloaded = a.Reloaded.Union(b.Reloaded).ToImmutableArray(),
        Receivers = a.Receivers.Union(b.Receivers).ToImmutableArray(),
    };
}
