using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Rules;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>What about a write is stale.</summary>
internal enum StaleCauseKind
{
    /// <summary>The value that is written.</summary>
    Value,

    /// <summary>The condition that it is written under.</summary>
    Check,

    /// <summary>The condition that it is written under, and that is: it was not set yet.</summary>
    Initialization,
}

/// <summary>The one reason to report a write, with the read and the suspension that show it best.</summary>
/// <param name="IsDirect">
/// Whether the written value was computed from the stale read here, and from nothing fresher: then whatever was written in between is lost for certain.
/// </param>
/// <param name="IsChoice">Whether all that was asked is which of several values to take.</param>
/// <param name="IsWhileSet">Whether all that was asked is that there is something: that holds until somebody clears it.</param>
internal sealed record StaleCause(StaleCauseKind Kind, ReadToken Read, Suspension Since, bool IsDirect = false, bool IsTeardown = false, bool IsWhileSet = false, bool IsChoice = false, bool IsLoop = false, bool IsBatch = false, bool IsSlot = false, bool IsRollback = false, bool IsDecision = false, bool IsTakenForOwn = false, string? SlightShape = null)
{
    /// <summary>Whether it is most often harmless.</summary>
    internal bool IsSlight => SlightShape is not null;

    /// <summary>How a stale value came to be written.</summary>
    internal string Shape => SlightShape ?? (IsTakenForOwn ? RaceShape.TakenForOwn : IsSlot ? RaceShape.Slot : IsBatch ? RaceShape.Batch : IsRollback ? RaceShape.Rollback : IsDecision ? RaceShape.Decision : RaceShape.Value);

    /// <summary>The first that matches counts: one report for each write.</summary>
    internal static StaleCause? Of(WriteFact write)
    {
        if (write.Kind == WriteKind.None)
            return Earliest(write.StalePublications) is { } own ? new StaleCause(StaleCauseKind.Value, own.Read, own.Since, IsTakenForOwn: true) : null;
        if (Earliest(write.StaleData) is { } data)
            return new StaleCause(StaleCauseKind.Value, data.Read, data.Since, IsDirect: !write.ReadsAfresh && write.StaleData.Any(static read => !read.ViaAwait));
        if (Earliest(write.StalePublications) is { } publication)
            return new StaleCause(StaleCauseKind.Value, publication.Read, publication.Since, IsSlot: true);
        if (Earliest(write.StaleNumbers) is { } number)
            return new StaleCause(StaleCauseKind.Value, number.Read, number.Since, IsDirect: true, IsRollback: true);
        if ((IsCounter(write.Location) || EmptiesBatch(write)) && Earliest(write.StaleUses) is { } use)
            return new StaleCause(StaleCauseKind.Value, use.Read, use.Since, IsBatch: EmptiesBatch(write));
        return IsWrongUnderStaleCheck(write) && EarliestGuard(write) is { } guard
            ? new StaleCause(
                guard.Outcome == GuardOutcome.Unset && !write.WritesNull && !write.Location.IsContents ? StaleCauseKind.Initialization : StaleCauseKind.Check,
                guard.Read,
                guard.Since,
                IsTeardown: guard.Outcome != GuardOutcome.Unset && write.WritesNull,
                IsChoice: write.StaleGuards.All(static other => other.IsChoice),
                IsWhileSet: guard.Outcome == GuardOutcome.Set && write.StaleGuards.All(static other => other.Outcome == GuardOutcome.Set),
                // What a loop asks again each round counts from then on, whatever was asked before the loop.
                IsLoop: write.StaleGuards.Any(static other => other.IsLoop))
            // Whoever ends something looks whether there is anything to end, and clears it in any case.
            : write is { Kind: WriteKind.Assign, WritesNull: false, Location.IsContents: false } && Earliest(write.StaleDecisions) is { } decision
            ? new StaleCause(StaleCauseKind.Check, decision.Read, decision.Since, IsDecision: true)
            : null;
    }

    /// <summary>The reason to tell of a write that <see cref="Of"/> finds nothing wrong with, where what is most often harmless is told as well.</summary>
    internal static StaleCause? SlightOf(WriteFact write) => write.Slight is not { } slight ? null
        : Earliest(slight.Restored) is { } restored ? new StaleCause(StaleCauseKind.Value, restored.Read, restored.Since, SlightShape: RaceShape.Restored)
        : Earliest(slight.Receivers) is { } receiver ? new StaleCause(StaleCauseKind.Value, receiver.Read, receiver.Since, SlightShape: RaceShape.Receiver)
        : Earliest(slight.Reloaded) is { } asked ? new StaleCause(StaleCauseKind.Value, asked.Read, asked.Since, SlightShape: RaceShape.Reloaded)
        : slight.SetsElement && EarliestGuard(write) is { } guard ? new StaleCause(StaleCauseKind.Check, guard.Read, guard.Since, SlightShape: RaceShape.Element)
        : null;

    // Overwriting an element, or removing it by value, is right whatever has happened in between.
    private static bool IsWrongUnderStaleCheck(WriteFact write) =>
        write.Kind is WriteKind.Update or WriteKind.Add or WriteKind.Take || (write.Kind == WriteKind.Assign && !write.Location.IsContents);

    private static StaleGuard? EarliestGuard(WriteFact write) => write.StaleGuards
        // A loop asks its condition again each round: only a write that relies on what is there is wrong under the old answer.
        .Where(guard => !guard.IsLoop || write.Kind is WriteKind.Update or WriteKind.Take)
        // if (_x is not null && _x.IsDone) return; if (_x is null) _x = await F(): the second is what it is written for.
        .OrderBy(guard => guard.Outcome == GuardOutcome.Unset && write.Kind == WriteKind.Assign ? 0 : 1)
        .ThenBy(static guard => guard.Read.Syntax.SpanStart)
        .ThenBy(static guard => guard.Since.Syntax.SpanStart)
        .FirstOrDefault();

    private static StaleRead? Earliest(ImmutableArray<StaleRead> reads) => reads.IsEmpty
        ? null
        : reads.OrderBy(static read => read.Read.Syntax.SpanStart).ThenBy(static read => read.Since.Syntax.SpanStart).FirstOrDefault();

    // A collection that is emptied, or replaced by a new one, after what was in it has been sent off.
    private static bool EmptiesBatch(WriteFact write) =>
        (write.Location.IsContents && write.Kind == WriteKind.Overwrite) || Collections.IsMutable(write.Location.Type);

    private static bool IsCounter(SharedLocation location) =>
        !location.IsContents && location.Type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;
}
