using System.Collections.Immutable;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow;

/// <summary>Gathers what the last pass over a body sees. A finally is seen once for each way through it: its facts are joined.</summary>
internal sealed class FactCollector(Body body, MarkTable marks)
{
    private LazyDictionary<(SyntaxNode, SharedLocation), WriteFact> _writes;
    private LazyDictionary<(SyntaxNode, SharedLocation), ReadFact> _reads;
    private LazyDictionary<(SyntaxNode, ISymbol), CallFact> _calls = new(SyntaxAndSymbol.Comparer);
    private LazyDictionary<SyntaxNode, SignalFact> _signals;
    private readonly HashSet<SharedLocation> _returned = [];
    private readonly HashSet<SharedLocation> _returnedStale = [];
    private readonly HashSet<SharedLocation> _decidedBy = [];
    private LazyDictionary<(SyntaxNode, SharedLocation), WriteFact> _calledWrites;
    private LazyDictionary<(SyntaxNode, SharedLocation), WriteFact> _stored;
    private readonly HashSet<LockId> _released = [];
    private readonly HashSet<LockId> _releasedAnywhere = [];
    private readonly HashSet<LockId> _acquiredAnywhere = [];
    private readonly List<(AbstractValue Value, ImmutableArray<HeldLock> Held)> _returns = [];
    private LazyDictionary<(ReadToken, bool), EnumerationFact> _enumerations;
    private readonly List<HalfFilledFact> _halfFilled = [];
    private readonly HashSet<SharedLocation> _ended = [];
    private LazyDictionary<(SyntaxNode, SharedLocation), WriteFact> _lateWrites;
    private readonly Dictionary<int, ImmutableArray<LockId>> _delegateCalls = [];
    private LazyDictionary<(SyntaxNode, LockId), AcquireFact> _acquisitions;
    private LazyDictionary<(SyntaxNode, LockId), ReleaseFact> _releases;
    private LazyDictionary<SharedLocation, WriteFact> _usesAsOwn;
    private readonly List<(SharedLocation Slot, SyntaxNode Syntax)> _endedSlots = [];
    private readonly HashSet<SyntaxNode> _cancelledByNext = [];
    private readonly HashSet<SyntaxNode> _waitedFor = [];
    private LazyDictionary<SyntaxNode, ImmutableArray<LockId>> _waitedLater;
    private readonly List<SubscriptionFact> _subscriptions = [];
    private LazyDictionary<SyntaxNode, RaiseFact> _raises;
    private LazyDictionary<SyntaxNode, GuardedAccess> _guarded;
    private readonly HashSet<(LockId, SharedLocation)> _keptAcrossSuspension = [];
    private readonly List<(int Parameter, ImmutableArray<LockId> Own, SyntaxNode Call)> _delegateRuns = [];
    private LazyDictionary<SyntaxNode, ThreadStateFact> _threadStates;
    private LazyDictionary<SyntaxNode, HeldAcrossFact> _heldAcross;
    private LazyDictionary<SyntaxNode, EscapedTaskFact> _escapedTasks;
    private readonly HashSet<ISymbol> _outerVariables = new(SymbolEqualityComparer.Default);
    private bool _suspends;
    private bool _usesLocks;

    internal void Write(WriteFact write)
    {
        Put(ref _writes, write);
        if (!write.Parameters.IsEmpty)
            Stored(write);
    }

    internal void Read(ReadFact read)
    {
        var key = (read.Syntax, read.Location);
        _reads[key] = _reads.TryGetValue(key, out var other) ? read with { Held = read.Held.Intersect(other.Held).ToImmutableArray() } : read;
    }

    internal void Call(CallFact call)
    {
        var key = (call.Syntax, (ISymbol)call.Target);
        _calls[key] = _calls.TryGetValue(key, out var other)
            ? call with { Held = call.Held.Intersect(other.Held).ToImmutableArray(), HeldUntilDone = call.HeldUntilDone.Intersect(other.HeldUntilDone).ToImmutableArray(), Checked = call.Checked.Intersect(other.Checked).ToImmutableArray(), OnNewObject = call.OnNewObject && other.OnNewObject }
            : call;
    }

    internal void Signal(SignalFact signal) =>
        _signals[signal.Syntax] = _signals.TryGetValue(signal.Syntax, out var other) ? signal with { Held = signal.Held.Intersect(other.Held).ToImmutableArray() } : signal;

    /// <summary>A method that it calls makes this write.</summary>
    internal void CalledWrite(WriteFact write) => Put(ref _calledWrites, write);

    /// <summary>A value that the body was given is written, here or by a method that it hands the value on to.</summary>
    internal void Stored(WriteFact write) => Put(ref _stored, write);

    private static void Put(ref LazyDictionary<(SyntaxNode, SharedLocation), WriteFact> writes, WriteFact write)
    {
        var key = (write.Syntax, write.Location);
        writes[key] = writes.TryGetValue(key, out var other) ? Join(other, write) : write;
    }

    internal void Enumeration(EnumerationFact enumeration)
    {
        var key = (enumeration.Read, enumeration.IsGroup);
        if (!_enumerations.TryGetValue(key, out _))
            _enumerations[key] = enumeration;
    }

    internal void HalfFilled(HalfFilledFact fact)
    {
        if (!_halfFilled.Exists(known => known.Syntax == fact.Syntax))
            _halfFilled.Add(fact);
    }

    /// <summary>The value in a slot is cancelled or disposed of.</summary>
    internal void Ends(SharedLocation slot, SyntaxNode syntax) => _endedSlots.Add((slot, syntax));

    /// <summary>Whether the body cancels or disposes of what it finds in a slot before it puts its own there.</summary>
    internal bool HasEnded(SharedLocation slot, SyntaxNode put) => _endedSlots.Exists(ended => ended.Slot.Equals(slot) && ended.Syntax.SpanStart < put.SpanStart);

    /// <summary>A call is handed what the next run of this body cancels.</summary>
    internal void IsCancelledByNext(SyntaxNode call) => _cancelledByNext.Add(call);

    /// <summary>Of several uses of a slot, the first.</summary>
    internal void UseAsOwn(WriteFact use)
    {
        if (!_usesAsOwn.TryGetValue(use.Location, out var known) || use.Syntax.SpanStart < known.Syntax.SpanStart)
            _usesAsOwn[use.Location] = use;
    }

    // Where the slot is cleared in the end, that is reported.
    private ImmutableArray<WriteFact> UsesAsOwn() => _usesAsOwn.Values
        .Where(use => !_writes.Values.Any(write => !write.StalePublications.IsEmpty && write.Location.Equals(use.Location)))
        .Select(use => use with { EndsPredecessor = use.StalePublications.All(own => HasEnded(use.Location, own.Read.Syntax)) })
        .OrderBy(static use => use.Syntax.SpanStart)
        .ToImmutableArray();

    internal void LateWrite(WriteFact write) => Put(ref _lateWrites, write);

    /// <summary>A delegate that was passed in is called under these locks.</summary>
    internal void DelegateCall(int parameter, ImmutableArray<LockId> held, ImmutableArray<LockId> own, SyntaxNode call)
    {
        _delegateCalls[parameter] = _delegateCalls.TryGetValue(parameter, out var other) ? other.Intersect(held).ToImmutableArray() : held;
        _delegateRuns.Add((parameter, own, call));
    }

    // The locks that are held until every call of the delegate is done.
    private ImmutableDictionary<int, ImmutableArray<LockId>> WaitedDelegates() => _delegateRuns
        .GroupBy(static run => run.Parameter)
        .Where(runs => runs.All(run => _waitedFor.Contains(run.Call)))
        .ToImmutableDictionary(static runs => runs.Key, static runs => runs.Select(static run => run.Own).Aggregate(static (a, b) => a.Intersect(b).ToImmutableArray()));

    internal void EndsLife(SharedLocation contents) => _ended.Add(contents);

    internal void Acquired() => _usesLocks = true;

    /// <summary>The tasks of acquisitions, and what becomes of them.</summary>
    internal PendingTasks Pending { get; } = new(body);

    internal void Reference(ILocalReferenceOperation local)
    {
        Pending.Reference(local);
        if (!SymbolEqualityComparer.Default.Equals(local.Local.ContainingSymbol, body.Symbol))
            _outerVariables.Add(local.Local);
    }

    internal void ThreadState(ThreadStateFact fact)
    {
        if (!_threadStates.TryGetValue(fact.Syntax, out _))
            _threadStates[fact.Syntax] = fact;
    }

    /// <summary>Of several suspensions under one acquisition, the first.</summary>
    internal void HeldAcross(HeldAcrossFact fact)
    {
        if (!_heldAcross.TryGetValue(fact.By.Syntax, out var known) || fact.Suspension.SpanStart < known.Suspension.SpanStart)
            _heldAcross[fact.By.Syntax] = fact;
    }

    internal void EscapedTask(EscapedTaskFact fact) => _escapedTasks[fact.Syntax] = fact;

    internal void Subscribes(SubscriptionFact subscription) => _subscriptions.Add(subscription);

    internal void Raises(RaiseFact raise) =>
        _raises[raise.Syntax] = _raises.TryGetValue(raise.Syntax, out var other) ? raise with { Own = raise.Own.Intersect(other.Own).ToImmutableArray(), Left = raise.Left.Union(other.Left).ToImmutableArray() } : raise;

    internal void Acquires(AcquireFact acquisition)
    {
        var key = (acquisition.Syntax, acquisition.Lock);
        _acquisitions[key] = _acquisitions.TryGetValue(key, out var other)
            ? acquisition with
            {
                Held = acquisition.Held.Intersect(other.Held).ToImmutableArray(),
                Already = acquisition.Already is null || other.Already is null ? null : acquisition.Already,
                AfterLeaving = acquisition.AfterLeaving || other.AfterLeaving,
            }
            : acquisition;
    }

    /// <summary>The lock is acquired, or tried to, by the body or for it.</summary>
    internal void Takes(LockId id) => _acquiredAnywhere.Add(id);

    internal void Released(ReleaseFact release)
    {
        _releasedAnywhere.Add(release.Lock);
        if (!release.WasHeld)
            _released.Add(release.Lock);
        var key = (release.Syntax, release.Lock);
        _releases[key] = _releases.TryGetValue(key, out var other) ? release with { WasHeld = release.WasHeld && other.WasHeld } : release;
    }

    /// <summary>The call has run to its end before anything else is done.</summary>
    internal void WaitsFor(SyntaxNode call) => _waitedFor.Add(call);

    /// <summary>What was started by the call is waited for under these locks.</summary>
    internal void WaitsLater(SyntaxNode call, ImmutableArray<LockId> held) =>
        _waitedLater[call] = _waitedLater.TryGetValue(call, out var other) ? other.Intersect(held).ToImmutableArray() : held;

    internal void Guarded(GuardedAccess access) =>
        _guarded[access.Syntax] = _guarded.TryGetValue(access.Syntax, out var other) ? access with { IsHeld = access.IsHeld && other.IsHeld } : access;

    internal void Suspends() => _suspends = true;

    internal void Keeps(LockId held, SharedLocation location) => _keptAcrossSuspension.Add((held, location with { Element = null }));

    internal void Return(AbstractValue value, BitSet decidedBy, FlowState state)
    {
        _returns.Add((value, state.Held.ToImmutableArray()));
        foreach (int mark in decidedBy)
            _decidedBy.Add(marks[mark].Token.Location);
        foreach (int mark in value.Marks.Union(value.Chosen))
        {
            // What a parameter brings in, the caller knows.
            var location = marks[mark].Token.Location;
            if (location.Root is IParameterSymbol given && SymbolEqualityComparer.Default.Equals(given.ContainingSymbol, body.Symbol))
                continue;
            _returned.Add(location);
            if (marks[mark].IsStale)
                _returnedStale.Add(location);
        }
    }

    internal BodyFacts ToFacts() => new(body, _usesLocks, _writes.Values.ToImmutableArray(), _reads.Values.ToImmutableArray(), _calls.Values.Select(Completed).ToImmutableArray())
    {
        Acquisitions = _acquisitions.Values.ToImmutableArray(),
        Releases = _releases.Values.ToImmutableArray(),
        ReleasedForOthers = _releases.Values.Where(release => release.IsUnconditional && !_acquiredAnywhere.Contains(release.Lock)).Select(static release => release.Lock).Distinct().ToImmutableArray(),
        Pending = Pending.ToFacts(),
        Subscriptions = _subscriptions.ToImmutableArray(),
        Raises = _raises.Values.Select(raise => raise with { IsWaitedFor = _waitedFor.Contains(raise.Syntax) }).ToImmutableArray(),
        ThreadStates = _threadStates.Values.ToImmutableArray(),
        HeldAcross = _heldAcross.Values.Where(held => _releasedAnywhere.Contains(held.Lock)).ToImmutableArray(),
        EscapedTasks = _escapedTasks.Values.ToImmutableArray(),
        OuterVariables = _outerVariables.ToImmutableArray(),
        UsesAsOwn = UsesAsOwn(),
        LateWrites = _lateWrites.Values.ToImmutableArray(),
        CancelledByNext = _cancelledByNext.ToImmutableArray(),
        GuardedAccesses = _guarded.Values.ToImmutableArray(),
        KeptAcrossSuspension = _keptAcrossSuspension.ToImmutableArray(),
        Enumerations = _enumerations.Values.ToImmutableArray(),
        HalfFilled = _halfFilled.ToImmutableArray(),
        EndedElements = _ended.ToImmutableArray(),
        Signals = _signals.Values.ToImmutableArray(),
    };

    // Once all has been seen: who waits for it, and where.
    private CallFact Completed(CallFact call) =>
        _waitedFor.Contains(call.Syntax) ? call with { IsWaitedFor = true }
        : call with
        {
            HeldUntilDone = (_waitedLater.TryGetValue(call.Syntax, out var then) ? call.HeldUntilDone.Intersect(then)
                : call.IsHandedOn ? call.HeldUntilDone.Except(call.Own)
                // A flag that was claimed for it is reset when it is done, most likely by itself.
                : call.HeldUntilDone.Where(static id => id.IsClaim)).ToImmutableArray(),
        };

    internal MemberSummary ToSummary(FlowState? exit, IReadOnlyCollection<LockId> heldOnEntry)
    {
        List<WriteFact> written = [.. _writes.Values, .. _calledWrites.Values];
        // What it decides by and then changes says nothing of what is there now. A flag that it sets, or a count that it moves on, claims everything else that it has decided by.
        // So does one that it raises under a lock, for all who look at both.
        if (!_decidedBy.Any(location => written.Exists(write => write.Location.Overlaps(location) && (write.WritesConstant || write.Kind == WriteKind.Update)))
            && !written.Exists(static write => write is { Constant: true, Held.IsEmpty: false }))
            _returned.UnionWith(_decidedBy.Where(location => !written.Exists(write => write.Location.Overlaps(location))));
        var published = new HashSet<SharedLocation>();
        foreach (int mark in exit?.Published ?? BitSet.Empty)
        {
            // What was only filled where it was empty is this operation's if it is handed back.
            if (!OwnSlots.IsOnlyFilled(marks[mark].Token.Syntax) || _returned.Contains(marks[mark].Token.Location))
                published.Add(marks[mark].Token.Location);
        }

        return new MemberSummary
        {
            MaySuspend = _suspends,
            Returned = _returned.ToImmutableArray(),
            ReturnedFresh = _returned.Except(_returnedStale).ToImmutableArray(),
            Written = written.ToImmutableArray(),
            Stored = _stored.Values.ToImmutableArray(),
            ReturnedNullWhen = ReturnedNullWhen(),
            ReturnedCall = _returns.Select(static r => r.Value.Started).FirstOrDefault(static started => started is not null),
            Published = published.ToImmutableArray(),
            Ended = _endedSlots.Select(static ended => ended.Slot).Distinct().ToImmutableArray(),
            Acquired = exit is null
                ? ImmutableArray<HeldLock>.Empty
                : exit.Held.Where(held => !heldOnEntry.Contains(held.Lock)).ToImmutableArray(),
            ReturnedLock = ReturnedLock(),
            HeldForDelegates = _delegateCalls.ToImmutableDictionary(),
            WaitsForDelegates = WaitedDelegates(),
            // Where all its callers hold the lock, it is held on entry too.
            Released = _released.Union(heldOnEntry.Where(id => _releasedAnywhere.Contains(id) && exit?.IsHeld(id) != true)).ToImmutableArray(),
        };
    }

    private bool? ReturnedNullWhen()
    {
        bool? when = null;
        foreach (var (value, _) in _returns)
        {
            if (value.NullWhen is not { } found || (when is { } before && before != found))
                return null;
            when = found;
        }

        return when;
    }

    /// <summary>
    /// What the returned value has to do with a lock; for a bool, the lock that one outcome says is held, and the other says is not.
    /// </summary>
    private LockFact? ReturnedLock()
    {
        foreach (var (value, held) in _returns)
        {
            // The task of an acquisition, or its outcome, handed on as it is.
            if (value.Lock is { } handedOn)
                return handedOn;
            if (value is not { HasConstant: true, Constant: bool when })
                continue;
            foreach (var acquired in held)
            {
                // What it releases itself, in a finally perhaps, is not held when it has returned.
                if (!_releasedAnywhere.Contains(acquired.Lock)
                    && _returns.TrueForAll(other => other.Value is { HasConstant: true, Constant: bool result } && other.Held.Any(h => h.Lock == acquired.Lock) == (result == when)))
                {
                    return new LockFact(LockFactKind.Outcome, acquired.Lock, acquired.IsClaim ? acquired.ClaimedValue ?? this : null, when);
                }
            }
        }

        return null;
    }

    private static WriteFact Join(WriteFact a, WriteFact b) => a with
    {
        StaleData = a.StaleData.Union(b.StaleData).ToImmutableArray(),
        StaleGuards = a.StaleGuards.Union(b.StaleGuards).ToImmutableArray(),
        StaleUses = a.StaleUses.Union(b.StaleUses).ToImmutableArray(),
        StaleDecisions = a.StaleDecisions.Union(b.StaleDecisions).ToImmutableArray(),
        StaleNumbers = a.StaleNumbers.Union(b.StaleNumbers).ToImmutableArray(),
        StalePublications = a.StalePublications.Union(b.StalePublications).ToImmutableArray(),
        Held = a.Held.Intersect(b.Held).ToImmutableArray(),
        FreshReads = a.FreshReads.Union(b.FreshReads).ToImmutableArray(),
        AfterSuspension = a.AfterSuspension || b.AfterSuspension,
        StoredTask = Equals(a.StoredTask, b.StoredTask) ? a.StoredTask : null,
        IsClaimed = a.IsClaimed && b.IsClaimed,
        IsOfInitialization = a.IsOfInitialization && b.IsOfInitialization,
        IsUnconditional = a.IsUnconditional && b.IsUnconditional,
        Parameters = a.Parameters.Union(b.Parameters).ToImmutableArray(),
        IsSafeForCallers = a.IsSafeForCallers && b.IsSafeForCallers,
        Slight = SlightFacts.Join(a.Slight, b.Slight),
    };

    private sealed class SyntaxAndSymbol : IEqualityComparer<(SyntaxNode Syntax, ISymbol Symbol)>
    {
        internal static SyntaxAndSymbol Comparer { get; } = new();

        public bool Equals((SyntaxNode Syntax, ISymbol Symbol) x, (SyntaxNode Syntax, ISymbol Symbol) y) =>
            x.Syntax == y.Syntax && SymbolEqualityComparer.Default.Equals(x.Symbol, y.Symbol);

        public int GetHashCode((SyntaxNode Syntax, ISymbol Symbol) key) => key.Syntax.GetHashCode();
    }
}
