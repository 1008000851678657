using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>The abstract state at one point of a body. What is not in a dictionary is unknown, and derives from nothing.</summary>
internal sealed class FlowState
{
    private readonly Dictionary<ISymbol, AbstractValue> _variables;
    private readonly Dictionary<CaptureId, AbstractValue> _captures;
    private readonly Dictionary<int, Guard> _guards;
    private readonly Dictionary<LockId, HeldLock> _held;

    internal FlowState()
    {
        _variables = new(SymbolEqualityComparer.Default);
        _captures = [];
        _guards = [];
        _held = [];
    }

    private FlowState(FlowState other)
    {
        _variables = new(other._variables, SymbolEqualityComparer.Default);
        _captures = new(other._captures);
        _guards = new(other._guards);
        _held = new(other._held);
        Published = other.Published;
        Consumed = other.Consumed;
        Filling = other.Filling;
        Numbers = other.Numbers;
        Counted = other.Counted;
        Decided = other.Decided;
        HasSuspended = other.HasSuspended;
        Trail = other.Trail;
        Threads = other.Threads;
        Escaping = other.Escaping;
    }

    /// <summary>Slots that this operation filled with a value of its own and has not given up: marks of those writes.</summary>
    internal BitSet Published { get; set; }

    /// <summary>Reads whose value was handed to an awaited call.</summary>
    internal BitSet Consumed { get; set; }

    /// <summary>Collections that this operation found unset, and has put in their place before they are filled: marks of those writes.</summary>
    internal BitSet Filling { get; set; }

    /// <summary>Counters whose next number this operation has taken for itself: marks of those writes.</summary>
    internal BitSet Numbers { get; set; }

    /// <summary>The reads that decided that some path suspended, although what follows does not depend on them.</summary>
    internal BitSet Decided { get; set; }

    /// <summary>Counters that every path to here has moved on since it last suspended: marks of those writes.</summary>
    internal BitSet Counted { get; set; }

    /// <summary>Whether some path to here has suspended.</summary>
    internal bool HasSuspended { get; set; }

    /// <summary>The locks that the paths to here have been through.</summary>
    internal LockTrail Trail { get; set; }

    /// <summary>What has been set of the thread's own state.</summary>
    internal ThreadSlots Threads { get; set; }

    /// <summary>Tasks that are on their way out of the body while a lock is held that they were started under.</summary>
    internal ImmutableHashSet<EscapedTaskFact> Escaping { get; set; } = ImmutableHashSet<EscapedTaskFact>.Empty;

    internal IReadOnlyDictionary<int, Guard> Guards => _guards;

    internal IReadOnlyCollection<HeldLock> Held => _held.Values;

    internal FlowState Clone() => new(this);

    internal AbstractValue this[ISymbol variable]
    {
        get => _variables.TryGetValue(variable, out var value) ? value : AbstractValue.Unknown;
        set => Set(_variables, variable, value);
    }

    internal AbstractValue this[CaptureId capture]
    {
        get => _captures.TryGetValue(capture, out var value) ? value : AbstractValue.Unknown;
        set => Set(_captures, capture, value);
    }

    internal void SetGuard(int branch, Guard guard)
    {
        if (guard.Marks.IsEmpty)
            _guards.Remove(branch);
        else
            _guards[branch] = guard;
    }

    internal void DropGuard(int branch) => _guards.Remove(branch);

    internal bool IsHeld(LockId id) => _held.ContainsKey(id);

    internal HeldLock? Find(LockId id) => _held.TryGetValue(id, out var held) ? held : null;

    internal void Acquire(HeldLock acquisition) => _held[acquisition.Lock] = acquisition;

    internal void Release(LockId id) => _held.Remove(id);

    /// <summary>A name means another lock from now on. What is held stays held, but nobody can tell which it was.</summary>
    internal void Forget(LockId id)
    {
        Trail = Trail.Forget(id);
        if (_held.TryGetValue(id, out var held))
        {
            _held.Remove(id);
            var unnamed = new LockId(Location: null, $"the former {id.Name}");
            _held[unnamed] = held with { Lock = unnamed };
        }
    }

    /// <summary>The fresh marks whose reads no other task can invalidate while this one is suspended here.</summary>
    internal BitSet Covered
    {
        get
        {
            var covered = BitSet.Empty;
            foreach (var held in _held.Values)
                covered = covered.Union(held.Covered);
            return covered;
        }
    }

    /// <summary>A read happens under all the locks held now, and only under them.</summary>
    /// <param name="except">A claim that keeps nobody from the location that is meant.</param>
    internal void CoverRead(int mark, LockId? except = null)
    {
        if (_held.Count == 0)
            return;
        foreach (var held in _held.Values.ToArray())
        {
            if (held.Lock != except)
                _held[held.Lock] = held with { Covered = held.Covered.With(mark) };
        }
    }

    /// <summary>All the marks that something in this state carries.</summary>
    internal BitSet AllMarks
    {
        get
        {
            var all = Published.Union(Consumed).Union(Filling).Union(Numbers);
            foreach (var value in _variables.Values)
                all = all.Union(value.Marks).Union(value.Chosen).Union(value.Enumerating);
            foreach (var value in _captures.Values)
                all = all.Union(value.Marks).Union(value.Chosen).Union(value.Enumerating);
            foreach (var guard in _guards.Values)
                all = all.Union(guard.Marks);
            return all;
        }
    }

    internal void Suspend(MarkTable marks, Suspension suspension)
    {
        var covered = Covered;
        MapValues(value => value.Suspend(marks, suspension, covered));
        foreach (int branch in _guards.Keys.ToArray())
            _guards[branch] = _guards[branch] with { Marks = marks.Suspend(_guards[branch].Marks, suspension, covered) };
        Published = marks.Suspend(Published, suspension, covered);
        Consumed = marks.Suspend(Consumed, suspension, covered);
        Filling = marks.Suspend(Filling, suspension, covered);
        Numbers = marks.Suspend(Numbers, suspension, covered);
        Counted = BitSet.Empty;
        HasSuspended = true;
    }

    internal void MapValues(Func<AbstractValue, AbstractValue> map)
    {
        foreach (var variable in _variables.Keys.ToArray())
            Set(_variables, variable, map(_variables[variable]));
        foreach (var capture in _captures.Keys.ToArray())
            Set(_captures, capture, map(_captures[capture]));
    }

    /// <summary>Takes in what another path knows. Returns whether that changed anything.</summary>
    internal bool Join(FlowState other)
    {
        var (live, otherLive) = _held.Count == 0 ? default : (AllMarks, other.AllMarks);
        bool changed = Join(_variables, other._variables) | Join(_captures, other._captures);

        foreach (var pair in other._guards)
        {
            var joined = _guards.TryGetValue(pair.Key, out var mine) ? Guard.Join(mine, pair.Value) : pair.Value;
            if (joined != mine)
            {
                _guards[pair.Key] = joined;
                changed = true;
            }
        }

        foreach (var mine in _held.Values.ToArray())
        {
            if (!other._held.TryGetValue(mine.Lock, out var theirs))
            {
                _held.Remove(mine.Lock);
                changed = true;
                continue;
            }

            // A read that only one of the paths has made is covered as it is there.
            var exposed = live.Except(mine.Covered).Union(otherLive.Except(theirs.Covered));
            var joined = mine with { Covered = mine.Covered.Union(theirs.Covered).Except(exposed) };
            if (joined != mine)
            {
                _held[mine.Lock] = joined;
                changed = true;
            }
        }

        var published = Published.Union(other.Published);
        var consumed = Consumed.Union(other.Consumed);
        var filling = Filling.Union(other.Filling);
        var numbers = Numbers.Union(other.Numbers);
        var counted = Counted.Intersect(other.Counted);
        var decided = Decided.Union(other.Decided);
        bool suspended = HasSuspended || other.HasSuspended;
        changed |= !published.Equals(Published) || !consumed.Equals(Consumed) || !filling.Equals(Filling) || !numbers.Equals(Numbers) || !counted.Equals(Counted)
            || !decided.Equals(Decided) || suspended != HasSuspended;
        (Published, Consumed, Filling, Numbers, Counted, Decided, HasSuspended) = (published, consumed, filling, numbers, counted, decided, suspended);
        var trail = LockTrail.Join(Trail, other.Trail);
        changed |= !trail.SameAs(Trail);
        Trail = trail;
        var threads = ThreadSlots.Join(Threads, other.Threads);
        changed |= !threads.SameAs(Threads);
        Threads = threads;
        if (!other.Escaping.IsSubsetOf(Escaping))
        {
            Escaping = Escaping.Union(other.Escaping);
            changed = true;
        }

        return changed;
    }

    private static bool Join<TKey>(Dictionary<TKey, AbstractValue> mine, Dictionary<TKey, AbstractValue> theirs)
        where TKey : notnull
    {
        bool changed = false;
        foreach (var key in mine.Keys.Union(theirs.Keys).ToArray())
        {
            var a = mine.TryGetValue(key, out var m) ? m : AbstractValue.Unknown;
            var joined = AbstractValue.Join(a, theirs.TryGetValue(key, out var t) ? t : AbstractValue.Unknown);
            if (joined != a)
            {
                Set(mine, key, joined);
                changed = true;
            }
        }

        return changed;
    }

    private static void Set<TKey>(Dictionary<TKey, AbstractValue> values, TKey key, AbstractValue value)
        where TKey : notnull
    {
        if (value.IsUnknown)
            values.Remove(key);
        else
            values[key] = value;
    }
}
