using System.Collections.Immutable;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>A read whose value, or whose outcome as a condition, may no longer be true: other tasks ran since.</summary>
/// <param name="ViaAwait">Whether the value went through an awaited call, which may have made anything of it.</param>
internal sealed record StaleRead(ReadToken Read, Suspension Since, bool ViaAwait = false);

/// <summary>A condition that controls a write, or chose the value that is written, and was decided before a suspension.</summary>
/// <param name="IsChoice">Whether it has only chosen the value, and by another question than whether something is null.</param>
internal sealed record StaleGuard(ReadToken Read, Suspension Since, GuardOutcome Outcome, bool IsLoop, bool IsChoice = false);

/// <summary>A parameter's value as a write uses it.</summary>
/// <param name="Since">The first suspension since the body was called; null if there was none.</param>
internal sealed record ParameterUse(int Ordinal, Suspension? Since);

/// <summary>How a write depends on what is there already.</summary>
internal enum WriteKind
{
    /// <summary>Nothing is written: what is there is used as if it were this operation's own.</summary>
    None,

    /// <summary>It replaces the value.</summary>
    Assign,

    /// <summary>It computes the new value from the one that is there: <c>+=</c>, <c>++</c>.</summary>
    Update,

    /// <summary>It is one atomic step: <c>Interlocked</c>, a concurrent collection.</summary>
    Atomic,

    /// <summary>A collection is changed in a way that is right whatever its contents are.</summary>
    Overwrite,

    /// <summary>Something is added to a collection.</summary>
    Add,

    /// <summary>Something is taken out of a collection that is taken for granted to be there.</summary>
    Take,
}

/// <summary>A write to a shared location, with everything that may be wrong about it.</summary>
internal sealed record WriteFact(Body Body, SyntaxNode Syntax, SharedLocation Location, WriteKind Kind)
{
    /// <summary>The stale reads of this location that the written value, or an index of it, derives from.</summary>
    internal ImmutableArray<StaleRead> StaleData { get; init; } = ImmutableArray<StaleRead>.Empty;

    /// <summary>The stale conditions on this location that the write happens under.</summary>
    internal ImmutableArray<StaleGuard> StaleGuards { get; init; } = ImmutableArray<StaleGuard>.Empty;

    /// <summary>Reads of this location whose value was handed to an awaited call before this write moves the location on.</summary>
    internal ImmutableArray<StaleRead> StaleUses { get; init; } = ImmutableArray<StaleRead>.Empty;

    /// <summary>The write of an own value into this slot, where this one empties the slot after a suspension.</summary>
    internal ImmutableArray<StaleRead> StalePublications { get; init; } = ImmutableArray<StaleRead>.Empty;

    /// <summary>The reads of this location that decided that the body suspended before this write.</summary>
    internal ImmutableArray<StaleRead> StaleDecisions { get; init; } = ImmutableArray<StaleRead>.Empty;

    /// <summary>The steps of this counter that gave the operation its number, where this write takes them back after a suspension.</summary>
    internal ImmutableArray<StaleRead> StaleNumbers { get; init; } = ImmutableArray<StaleRead>.Empty;

    /// <summary>The body whose condition is stale, where it is not the writing body itself: it calls, and awaits, the writing method.</summary>
    internal Body? Caller { get; init; }

    internal ImmutableArray<LockId> Held { get; init; } = ImmutableArray<LockId>.Empty;

    internal bool WritesNull { get; init; }

    internal bool WritesConstant { get; init; }

    /// <summary>Where the task is kept whose result is written: whoever awaits it gets the same.</summary>
    internal SharedLocation? StoredTask { get; init; }

    /// <summary>Whether a flag that this operation has claimed keeps others out.</summary>
    internal bool IsClaimed { get; init; }

    /// <summary>Whether the operation has just filled a slot that it found empty: what it does beside that, it does once.</summary>
    internal bool IsOfInitialization { get; init; }

    /// <summary>What is written, if <see cref="WritesConstant"/>.</summary>
    internal object? Constant { get; init; }

    /// <summary>Whether the body may have suspended before it makes this write.</summary>
    internal bool AfterSuspension { get; init; }

    /// <summary>Whether it puts something there that has nothing to do with what was there before.</summary>
    internal bool Replaces => Kind == WriteKind.Assign && StaleData.IsEmpty && FreshReads.IsEmpty;

    /// <summary>Whether every run of the body that ends well makes this write: no branch decides over it.</summary>
    internal bool IsUnconditional { get; init; }

    /// <summary>The parameters of the body that the written value derives from: what is stale about them, only the caller knows.</summary>
    internal ImmutableArray<ParameterUse> Parameters { get; init; } = ImmutableArray<ParameterUse>.Empty;

    /// <summary>Whether the method keeps the caller's condition from going stale itself: it looks again, or lets only one call through.</summary>
    internal bool IsSafeForCallers { get; init; }

    /// <summary>Whether the written value derives from a fresh read of the location as well: then what is there is not lost outright.</summary>
    internal bool ReadsAfresh => FreshReads.Any(fresh => !StaleData.Any(stale => stale.Read == fresh));

    /// <summary>The reads of this location in the written value that are fresh on some path. One that is stale on another path is no second read.</summary>
    internal ImmutableArray<ReadToken> FreshReads { get; init; } = ImmutableArray<ReadToken>.Empty;

    /// <summary>Whether it is made by <c>Interlocked</c> or <c>Volatile</c>: its author knows that others are at it.</summary>
    internal bool IsFenced { get; init; }

    /// <summary>For a use of a slot: whether the operation ended what an earlier one had put there, before it put its own.</summary>
    internal bool EndsPredecessor { get; init; }

    /// <summary>Whether it is made where something has been thrown.</summary>
    internal bool IsInHandler { get; init; }

    /// <summary>Whether the second to add the same key, or to take the last element, gets an exception.</summary>
    internal bool Throws => this is { Kind: WriteKind.Add, Location.Element: not null, IsFreed: false } or { Kind: WriteKind.Take };

    /// <summary>Whether the key was taken out just before: <c>_pages.Remove(key); _pages.Add(key, next);</c>.</summary>
    internal bool IsFreed => Kind == WriteKind.Add && ElementUses.IsPutBack(Syntax);

    /// <summary>Whether it takes single elements out of a collection.</summary>
    internal bool TakesOut => Change == CollectionChange.Removes && !IsClear;

    /// <summary>Whether it takes out what is there still, whatever the other does: what is put behind it leaves what was there where it was.</summary>
    internal bool IsUntouchedBy(WriteFact other) => Kind == WriteKind.Take && Collections.IsAppended(other.Location.Type, other.Syntax);

    /// <summary>Whether it empties a collection at once.</summary>
    internal bool IsClear { get; init; }

    /// <summary>What it does to a collection.</summary>
    internal CollectionChange Change { get; init; }

    /// <summary>Whether what is written is reached through an object that the body was handed.</summary>
    internal bool IsOfParameter { get; init; }

    /// <summary>What is most often harmless about it; null where nobody asks for that.</summary>
    internal SlightFacts? Slight { get; init; }
}

/// <summary>Contents that are enumerated, or whose elements are used as a group, while other tasks run.</summary>
/// <param name="IsGroup">Whether the elements are awaited as a group: then no enumerator can notice a change.</param>
internal sealed record EnumerationFact(Body Body, ReadToken Read, Suspension Since, bool IsGroup)
{
    internal SharedLocation Location => Read.Location;
}

/// <summary>A collection that was found unset, and put in its place before it is filled: the filling suspends.</summary>
/// <param name="Syntax">Where it is put in its place.</param>
/// <param name="Check">Where it was found unset.</param>
/// <param name="Filled">Where something is put into it after the suspension.</param>
internal sealed record HalfFilledFact(Body Body, SyntaxNode Syntax, SharedLocation Location, ReadToken Check, Suspension Since, SyntaxNode Filled);

/// <summary>A read of a shared location.</summary>
internal sealed record ReadFact(Body Body, SyntaxNode Syntax, SharedLocation Location, ImmutableArray<LockId> Held, bool IsFenced);

/// <summary>A condition on a location that led to a call, and what it found.</summary>
internal readonly record struct CallersCheck(SharedLocation Location, GuardOutcome Outcome);

/// <summary>A call, or a delegate made, of a method of the type under analysis.</summary>
/// <param name="OnNewObject">Whether it is called on an object that no other task knows yet.</param>
/// <param name="Escapes">Whether it is not called here but handed on as a delegate.</param>
internal sealed record CallFact(Body Caller, IMethodSymbol Target, SyntaxNode Syntax, ImmutableArray<LockId> Held, bool OnNewObject, bool Escapes)
{
    /// <summary>The object that it is called on; null where that has no name.</summary>
    internal SharedLocation? Receiver { get; init; }

    /// <summary>Of the locks that are held, those that the caller itself has acquired.</summary>
    internal ImmutableArray<LockId> Own { get; init; } = ImmutableArray<LockId>.Empty;

    /// <summary>Whether it has run to its end before its caller goes on: it is awaited, blocked on, or returns no task.</summary>
    internal bool IsWaitedFor { get; init; }

    /// <summary>Of the locks that are held, those that are held until what it calls is done. Who is only started runs on when they are released.</summary>
    internal ImmutableArray<LockId> HeldUntilDone { get; init; } = ImmutableArray<LockId>.Empty;

    /// <summary>What its caller has looked at, and not suspended since, before it decided to call.</summary>
    internal ImmutableArray<CallersCheck> Checked { get; init; } = ImmutableArray<CallersCheck>.Empty;

    /// <summary>Whether its task is returned as it is.</summary>
    internal bool IsHandedOn { get; init; }

    /// <summary>The locks that some path has released before.</summary>
    internal ImmutableArray<LockId> Left { get; init; } = ImmutableArray<LockId>.Empty;

    /// <summary>For a lambda that is an argument: the locks that the method it is passed to holds when it calls it.</summary>
    internal ImmutableArray<LockId> HeldByCallee { get; init; } = ImmutableArray<LockId>.Empty;
}

/// <summary>A lock that is acquired, or tried to.</summary>
/// <param name="Held">The locks that the body itself holds before, on every path.</param>
internal sealed record AcquireFact(Body Body, SyntaxNode Syntax, LockId Lock, LockTraits Traits, ImmutableArray<LockId> Held)
{
    /// <summary>Where the same lock was acquired before and not released since, on a path that comes here for certain.</summary>
    internal Acquisition? Already { get; init; }

    /// <summary>Whether some path has released the lock before.</summary>
    internal bool AfterLeaving { get; init; }

    /// <summary>Whether a flag that is passed in, or a question for the holder, decides that it is acquired at all.</summary>
    internal bool IsOptional { get; init; }
}

/// <summary>A lock that is released.</summary>
/// <param name="WasHeld">Whether it is known to be held before, on every path.</param>
/// <param name="IsUnconditional">Whether every run of the body that ends well releases it here.</param>
internal sealed record ReleaseFact(Body Body, SyntaxNode Syntax, LockId Lock, bool WasHeld, bool IsUnconditional);

/// <summary>What one body's flow analysis found.</summary>
/// <param name="UsesLocks">Whether it acquires a lock of any kind.</param>
internal sealed record BodyFacts(Body Body, bool UsesLocks, ImmutableArray<WriteFact> Writes, ImmutableArray<ReadFact> Reads, ImmutableArray<CallFact> Calls)
{
    /// <summary>Uses of a slot that this operation filled before a suspension, as if the slot still held that.</summary>
    internal ImmutableArray<WriteFact> UsesAsOwn { get; init; } = ImmutableArray<WriteFact>.Empty;

    /// <summary>The calls that are handed a token which the next run of the body, before it does anything else, cancels.</summary>
    internal ImmutableArray<SyntaxNode> CancelledByNext { get; init; } = ImmutableArray<SyntaxNode>.Empty;

    /// <summary>Writes of methods that it calls under a condition that goes stale in the call.</summary>
    internal ImmutableArray<WriteFact> LateWrites { get; init; } = ImmutableArray<WriteFact>.Empty;

    /// <summary>Uses of members that are marked with <c>[GuardedBy]</c>.</summary>
    internal ImmutableArray<GuardedAccess> GuardedAccesses { get; init; } = ImmutableArray<GuardedAccess>.Empty;

    /// <summary>What it has read under a lock, and still relies on, while it is suspended with the lock held.</summary>
    internal ImmutableArray<(LockId Lock, SharedLocation Location)> KeptAcrossSuspension { get; init; } = ImmutableArray<(LockId, SharedLocation)>.Empty;

    internal ImmutableArray<AcquireFact> Acquisitions { get; init; } = ImmutableArray<AcquireFact>.Empty;

    /// <summary>Acquisitions whose task is not awaited in this body.</summary>
    internal ImmutableArray<PendingFact> Pending { get; init; } = ImmutableArray<PendingFact>.Empty;

    /// <summary>The variables of the bodies around it that it uses.</summary>
    internal ImmutableArray<ISymbol> OuterVariables { get; init; } = ImmutableArray<ISymbol>.Empty;

    /// <summary>Locks of a thread that are held at a suspension, and released after it.</summary>
    internal ImmutableArray<HeldAcrossFact> HeldAcross { get; init; } = ImmutableArray<HeldAcrossFact>.Empty;

    internal ImmutableArray<SubscriptionFact> Subscriptions { get; init; } = ImmutableArray<SubscriptionFact>.Empty;

    internal ImmutableArray<RaiseFact> Raises { get; init; } = ImmutableArray<RaiseFact>.Empty;

    internal ImmutableArray<ThreadStateFact> ThreadStates { get; init; } = ImmutableArray<ThreadStateFact>.Empty;

    internal ImmutableArray<EscapedTaskFact> EscapedTasks { get; init; } = ImmutableArray<EscapedTaskFact>.Empty;

    internal ImmutableArray<ReleaseFact> Releases { get; init; } = ImmutableArray<ReleaseFact>.Empty;

    /// <summary>The locks that every run releases, and none acquires.</summary>
    internal ImmutableArray<LockId> ReleasedForOthers { get; init; } = ImmutableArray<LockId>.Empty;

    internal ImmutableArray<EnumerationFact> Enumerations { get; init; } = ImmutableArray<EnumerationFact>.Empty;

    internal ImmutableArray<HalfFilledFact> HalfFilled { get; init; } = ImmutableArray<HalfFilledFact>.Empty;

    /// <summary>What it does with events and conditions.</summary>
    internal ImmutableArray<SignalFact> Signals { get; init; } = ImmutableArray<SignalFact>.Empty;

    /// <summary>The contents whose elements it closes, disposes of or cancels.</summary>
    internal ImmutableArray<SharedLocation> EndedElements { get; init; } = ImmutableArray<SharedLocation>.Empty;
}
