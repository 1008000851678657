using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>The abstract state at one point of a body. What is not in a dictionary is unknown, and derives from nothing.</summary>
internal sealed class FlowState
{
    private StateMap<ISymbol, AbstractValue> _variables;
    private StateMap<CaptureId, AbstractValue> _captures;
    private StateMap<int, Guard> _guards;
    private StateMap<LockId, HeldLock> _held;
    private BitSet _published;
    private BitSet _consumed;
    private BitSet _filling;
    private BitSet _numbers;
    private BitSet _decided;
    private BitSet _counted;
    private bool _hasSuspended;
    private LockTrail _trail;
    private ThreadSlots _threads;
    private ImmutableHashSet<EscapedTaskFact> _escaping = ImmutableHashSet<EscapedTaskFact>.Empty;

    internal FlowState()
    {
        _variables = new(SymbolEqualityComparer.Default);
        _captures = new(EqualityComparer<CaptureId>.Default);
        _guards = new(EqualityComparer<int>.Default);
        _held = new(EqualityComparer<LockId>.Default);
    }

    private FlowState(FlowState other)
    {
        _variables = other._variables.Share();
        _captures = other._captures.Share();
        _guards = other._guards.Share();
        _held = other._held.Share();
        _published = other._published;
        _consumed = other._consumed;
        _filling = other._filling;
        _numbers = other._numbers;
        _counted = other._counted;
        _decided = other._decided;
        _hasSuspended = other._hasSuspended;
        _trail = other._trail;
        _threads = other._threads;
        _escaping = other._escaping;
    }

    /// <summary>Goes up with every change, so that what has been done with a state need not be done again while it is the same.</summary>
    internal int Version { get; private set; }

    /// <summary>Slots that this operation filled with a value of its own and has not given up: marks of those writes.</summary>
    internal BitSet Published
    {
        get => _published;
        set => Set(ref _published, value);
    }

    /// <summary>Reads whose value was handed to an awaited call.</summary>
    internal BitSet Consumed
    {
        get => _consumed;
        set => Set(ref _consumed, value);
    }

    /// <summary>Collections that this operation found unset, and has put in their place before they are filled: marks of those writes.</summary>
    internal BitSet Filling
    {
        get => _filling;
        set => Set(ref _filling, value);
    }

    /// <summary>Counters whose next number this operation has taken for itself: marks of those writes.</summary>
    internal BitSet Numbers
    {
        get => _numbers;
        set => Set(ref _numbers, value);
    }

    /// <summary>The reads that decided that some path suspended, although what follows does not depend on them.</summary>
    internal BitSet Decided
    {
        get => _decided;
        set => Set(ref _decided, value);
    }

    /// <summary>Counters that every path to here has moved on since it last suspended: marks of those writes.</summary>
    internal BitSet Counted
    {
        get => _counted;
        set => Set(ref _counted, value);
    }

    /// <summary>Whether some path to here has suspended.</summary>
    internal bool HasSuspended
    {
        get => _hasSuspended;
        private set
        {
            Changed(value != _hasSuspended);
            _hasSuspended = value;
        }
    }

    /// <summary>The locks that the paths to here have been through.</summary>
    internal LockTrail Trail
    {
        get => _trail;
        set
        {
            Changed(!value.SameAs(_trail));
            _trail = value;
        }
    }

    /// <summary>What has been set of the thread's own state.</summary>
    internal ThreadSlots Threads
    {
        get => _threads;
        set
        {
            Changed(!value.SameAs(_threads));
            _threads = value;
        }
    }

    /// <summary>Tasks that are on their way out of the body while a lock is held that they were started under.</summary>
    internal ImmutableHashSet<EscapedTaskFact> Escaping
    {
        get => _escaping;
        set
        {
            Changed(!ReferenceEquals(value, _escaping));
            _escaping = value;
        }
    }

    internal IReadOnlyDictionary<int, Guard> Guards => _guards.Entries;

    internal IReadOnlyCollection<HeldLock> Held => _held.Values;

    internal FlowState Clone() => new(this);

    internal AbstractValue this[ISymbol variable]
    {
        get => _variables.Find(variable) ?? AbstractValue.Unknown;
        set => Changed(_variables.Set(variable, Known(value)));
    }

    internal AbstractValue this[CaptureId capture]
    {
        get => _captures.Find(capture) ?? AbstractValue.Unknown;
        set => Changed(_captures.Set(capture, Known(value)));
    }

    internal void SetGuard(int branch, Guard guard) => Changed(_guards.Set(branch, guard.IsEmpty ? null : guard));

    /// <summary>Forgets the conditions that decide over nothing any more: in a long method most of them.</summary>
    internal void DropGuards(Func<int, Guard, bool> drop)
    {
        if (_guards.Count > 0)
            Changed(_guards.Map((branch, guard) => drop(branch, guard) ? null : guard));
    }

    internal void DropGuard(int branch) => Changed(_guards.Set(branch, null));

    internal bool IsHeld(LockId id) => Find(id) is not null;

    internal HeldLock? Find(LockId id) => _held.Find(id);

    internal void Acquire(HeldLock acquisition) => Changed(_held.Set(acquisition.Lock, acquisition));

    internal void Release(LockId id) => Changed(_held.Set(id, null));

    /// <summary>A name means another lock from now on. What is held stays held, but nobody can tell which it was.</summary>
    internal void Forget(LockId id)
    {
        Trail = Trail.Forget(id);
        if (Find(id) is { } held)
        {
            Release(id);
            Acquire(held with { Lock = new LockId(Location: null, $"the former {id.Name}") });
        }
    }

    /// <summary>Control leaves a region, and with it what is declared there.</summary>
    internal FlowState Leave(ControlFlowRegion region)
    {
        var left = this;
        if (_variables.Count > 0)
        {
            foreach (var local in region.Locals)
            {
                if (_variables.Find(local) is not null)
                    (left = left == this ? Clone() : left)[local] = AbstractValue.Unknown;
            }
        }

        if (_captures.Count > 0)
        {
            foreach (var capture in region.CaptureIds)
            {
                if (_captures.Find(capture) is not null)
                    (left = left == this ? Clone() : left)[capture] = AbstractValue.Unknown;
            }
        }

        return left;
    }

    /// <summary>The fresh marks whose reads no other task can invalidate while this one is suspended here.</summary>
    internal BitSet Covered
    {
        get
        {
            var covered = BitSet.Empty;
            foreach (var held in _held)
                covered = covered.Union(held.Value.Covered);
            return covered;
        }
    }

    /// <summary>A read happens under all the locks held now, and only under them.</summary>
    /// <param name="except">A claim that keeps nobody from the location that is meant.</param>
    internal void CoverRead(int mark, LockId? except = null)
    {
        if (_held.Count > 0)
            Changed(_held.Map((id, held) => id == except || held.Covered.Contains(mark) ? held : held with { Covered = held.Covered.With(mark) }));
    }

    /// <summary>All the marks that something in this state carries.</summary>
    internal BitSet AllMarks
    {
        get
        {
            var all = Published.Union(Consumed).Union(Filling).Union(Numbers);
            foreach (var entry in _variables)
                all = all.Union(entry.Value.Marks).Union(entry.Value.Chosen).Union(entry.Value.Enumerating).Union(entry.Value.Faint);
            foreach (var entry in _captures)
                all = all.Union(entry.Value.Marks).Union(entry.Value.Chosen).Union(entry.Value.Enumerating).Union(entry.Value.Faint);
            foreach (var guard in _guards)
                all = all.Union(guard.Value.Marks);
            return all;
        }
    }

    internal void Suspend(MarkTable marks, Suspension suspension)
    {
        var covered = Covered;
        MapValues(value => value.Suspend(marks, suspension, covered));
        // What a comparison has found to be the newest may be an old one when the next task has run.
        Changed(_guards.Map((_, guard) => marks.Suspend(guard.Marks, suspension, covered) is var aged && aged.Equals(guard.Marks) && guard is { IsVersionCheck: false, AskedOf: null } ? guard : guard with { Marks = aged, IsVersionCheck = false, AskedOf = null }));
        Published = marks.Suspend(Published, suspension, covered);
        Consumed = marks.Suspend(Consumed, suspension, covered);
        Filling = marks.Suspend(Filling, suspension, covered);
        Numbers = marks.Suspend(Numbers, suspension, covered);
        Counted = BitSet.Empty;
        HasSuspended = true;
    }

    internal void MapValues(Func<AbstractValue, AbstractValue> map)
    {
        Changed(_variables.Map((_, value) => Known(map(value))));
        Changed(_captures.Map((_, value) => Known(map(value))));
    }

    /// <summary>Takes in what another path knows. Returns whether that changed anything.</summary>
    internal bool Join(FlowState other)
    {
        int before = Version;
        if (_held.Count > 0)
            JoinHeld(other);
        Changed(_variables.Join(other._variables, static (a, b) => Known(AbstractValue.Join(a ?? AbstractValue.Unknown, b ?? AbstractValue.Unknown))));
        Changed(_captures.Join(other._captures, static (a, b) => Known(AbstractValue.Join(a ?? AbstractValue.Unknown, b ?? AbstractValue.Unknown))));
        Changed(_guards.Join(other._guards, static (a, b) => a is null ? b : b is null ? a : Guard.Join(a, b)));
        Published = Published.Union(other.Published);
        Consumed = Consumed.Union(other.Consumed);
        Filling = Filling.Union(other.Filling);
        Numbers = Numbers.Union(other.Numbers);
        Counted = Counted.Intersect(other.Counted);
        Decided = Decided.Union(other.Decided);
        HasSuspended |= other.HasSuspended;
        Trail = LockTrail.Join(Trail, other.Trail);
        Threads = ThreadSlots.Join(Threads, other.Threads);
        if (!other.Escaping.IsSubsetOf(Escaping))
            Escaping = Escaping.Union(other.Escaping);
        return Version != before;
    }

    private void JoinHeld(FlowState other)
    {
        var (live, otherLive) = (AllMarks, other.AllMarks);
        Changed(_held.Join(other._held, (mine, theirs) =>
        {
            if (mine is null || theirs is null)
                return null;
            // A read that only one of the paths has made is covered as it is there.
            var exposed = live.Except(mine.Covered).Union(otherLive.Except(theirs.Covered));
            var covered = mine.Covered.Union(theirs.Covered).Except(exposed);
            return covered.Equals(mine.Covered) ? mine : mine with { Covered = covered };
        }));
    }

    private static AbstractValue? Known(AbstractValue value) => value.IsUnknown ? null : value;

    private void Set(ref BitSet field, BitSet value)
    {
        if (field.Equals(value))
            return;
        field = value;
        Version++;
    }

    private void Changed(bool changed)
    {
        if (changed)
            Version++;
    }
}
