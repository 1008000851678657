namespace AsyncRace.Analyzers.Flow;

/// <summary>What is known of a value: which reads it derives from, what it refers to, and what it has to do with a lock.</summary>
internal sealed record AbstractValue
{
    internal static AbstractValue Unknown { get; } = new();

    /// <summary>The object itself that the code belongs to.</summary>
    internal static AbstractValue This { get; } = new() { Path = SharedLocation.This };

    internal static AbstractValue Null { get; } = new() { HasConstant = true };

    private static readonly AbstractValue s_true = new() { HasConstant = true, Constant = true };
    private static readonly AbstractValue s_false = new() { HasConstant = true, Constant = false };

    internal static AbstractValue Of(object? constant) => constant switch
    {
        null => Null,
        bool value => value ? s_true : s_false,
        _ => new AbstractValue { HasConstant = true, Constant = constant },
    };

    /// <summary>The reads that this value derives from.</summary>
    internal BitSet Marks { get; init; }

    /// <summary>
    /// Of these, the reads whose whole value went in, not only a member of it. Only they pass through an awaited call:
    /// <c>_x = await F(_x)</c> depends on <c>_x</c>, <c>_x = await Reload(_x.Id)</c> does not.
    /// </summary>
    internal BitSet Whole { get; init; }

    /// <summary>Of these, the reads that went into an awaited call, which may have made anything of them.</summary>
    internal BitSet Awaited { get; init; }

    /// <summary>The reads that decided which value this is: in <c>x ?? y</c>, that of <c>x</c>, also where it is <c>y</c>.</summary>
    internal BitSet Chosen { get; init; }

    /// <summary>Whether it was chosen, somewhere, by another question than whether something is null: <c>x = x == a ? b : a</c> replaces nothing that was missing.</summary>
    internal bool IsChosenOtherwise { get; init; }

    /// <summary>
    /// The reads that this value has something to do with, although it is not made of what they found: a member of that went into the awaited call
    /// that made this value (these are among <see cref="Awaited"/>); or this is what was read itself, and the task has put another value in its place
    /// since. Recorded only where the options ask for little confidence.
    /// </summary>
    internal BitSet Faint { get; init; }

    /// <summary>The location whose object this value is, if it is a reference that was just loaded from there.</summary>
    internal SharedLocation? Path { get; init; }

    /// <summary>The location that this value was read from, and is as it was there.</summary>
    internal SharedLocation? ReadFrom { get; init; }

    /// <summary>The place where the task is kept that this value is, or is the result of: whoever awaits it gets the same.</summary>
    internal SharedLocation? StoredTask { get; init; }

    /// <summary>The slot that this operation has put this value into, or the value that this one belongs to: what it is cancelled by.</summary>
    internal SharedLocation? SlotOf { get; init; }

    /// <summary>The slot whose own value was asked whether it has been cancelled, where this is the answer.</summary>
    internal SharedLocation? AskedOf { get; init; }

    /// <summary>Whether it is what a call has answered: its members say something of the answer, and not of who was asked.</summary>
    internal bool IsAnswer { get; init; }

    /// <summary>Whether this is an object made here that no other task can know yet.</summary>
    internal bool IsNew { get; init; }

    /// <summary>The contents that this value shows as they are when it is enumerated: a dictionary's keys, a LINQ query not run yet.</summary>
    internal SharedLocation? ViewOf { get; init; }

    /// <summary>The contents that this value was made from element by element: a copy, or the tasks started for the elements.</summary>
    internal SharedLocation? ElementsOf { get; init; }

    /// <summary>The contents that this value is, or was, an element of.</summary>
    internal SharedLocation? ElementOf { get; init; }

    /// <summary>The enumeration that this value is in the middle of: it depends on what it enumerates staying as it was.</summary>
    internal BitSet Enumerating { get; init; }

    /// <summary>What it has to do with a lock.</summary>
    internal LockFact? Lock { get; init; }

    /// <summary>The call of one of the type's asynchronous methods whose task this is: what that does later is done once it has been awaited.</summary>
    internal StartedCall? Started { get; init; }

    /// <summary>Whether it is the outcome of a test for null, and of which outcome null is: true for <c>x is null</c>.</summary>
    internal bool? NullWhen { get; init; }

    /// <summary>Whether it compares a location with what was read from it before a suspension, as optimistic updates do.</summary>
    internal bool IsVersionCheck { get; init; }

    internal bool HasConstant { get; init; }

    /// <summary>Its value, if <see cref="HasConstant"/>.</summary>
    internal object? Constant { get; init; }

    internal bool IsNullConstant => HasConstant && Constant is null;

    internal bool IsUnknown => this == Unknown;

    internal static AbstractValue Join(AbstractValue a, AbstractValue b)
    {
        if (ReferenceEquals(a, b))
            return a;
        bool sameConstant = a.HasConstant && b.HasConstant && Equals(a.Constant, b.Constant);
        var joined = new AbstractValue
        {
            Marks = a.Marks.Union(b.Marks),
            Whole = a.Whole.Union(b.Whole),
            Awaited = a.Awaited.Union(b.Awaited),
            Chosen = a.Chosen.Union(b.Chosen),
            IsChosenOtherwise = a.IsChosenOtherwise || b.IsChosenOtherwise,
            Faint = a.Faint.Union(b.Faint),
            Path = Equals(a.Path, b.Path) ? a.Path : null,
            ReadFrom = Equals(a.ReadFrom, b.ReadFrom) ? a.ReadFrom : null,
            StoredTask = Equals(a.StoredTask ?? a.Path, b.StoredTask ?? b.Path) ? a.StoredTask ?? b.StoredTask : null,
            SlotOf = Equals(a.SlotOf, b.SlotOf) ? a.SlotOf : null,
            AskedOf = Equals(a.AskedOf, b.AskedOf) ? a.AskedOf : null,
            IsAnswer = a.IsAnswer && b.IsAnswer,
            IsNew = a.IsNew && b.IsNew,
            ViewOf = Equals(a.ViewOf, b.ViewOf) ? a.ViewOf : null,
            ElementsOf = Equals(a.ElementsOf, b.ElementsOf) ? a.ElementsOf : null,
            ElementOf = Equals(a.ElementOf, b.ElementOf) ? a.ElementOf : null,
            Enumerating = a.Enumerating.Union(b.Enumerating),
            Lock = Equals(a.Lock, b.Lock) ? a.Lock : null,
            Started = Equals(a.Started, b.Started) ? a.Started : null,
            NullWhen = a.NullWhen == b.NullWhen ? a.NullWhen : null,
            IsVersionCheck = a.IsVersionCheck && b.IsVersionCheck,
            HasConstant = sameConstant,
            Constant = sameConstant ? a.Constant : null,
        };
        // The one that is there is kept: what has not changed is then seen to be the same.
        return joined == a ? a : joined;
    }

    /// <summary>A value computed from both: it derives from all their reads and is nothing else that either was.</summary>
    internal static AbstractValue Combine(AbstractValue a, AbstractValue b) =>
        !b.DerivesFromReads ? a.Derived()
        : !a.DerivesFromReads ? b.Derived()
        : new AbstractValue
        {
            Marks = a.Marks.Union(b.Marks),
            Whole = a.Whole.Union(b.Whole),
            Awaited = a.Awaited.Union(b.Awaited),
            Chosen = a.Chosen.Union(b.Chosen),
            IsChosenOtherwise = a.IsChosenOtherwise || b.IsChosenOtherwise,
        };

    private bool DerivesFromReads => !Marks.IsEmpty || !Chosen.IsEmpty;

    /// <summary>A value computed from a part of this one.</summary>
    internal AbstractValue Part() => Marks.IsEmpty && StoredTask is null ? Unknown : new AbstractValue { Marks = Marks, Awaited = Awaited, StoredTask = StoredTask };

    /// <summary>A value computed from this one.</summary>
    internal AbstractValue Derived() =>
        !DerivesFromReads ? Unknown
        : IsDerived ? this
        : new AbstractValue { Marks = Marks, Whole = Whole, Awaited = Awaited, Chosen = Chosen, IsChosenOtherwise = IsChosenOtherwise };

    // Nothing is known of it but what it derives from.
    private bool IsDerived => Path is null && ViewOf is null && ElementsOf is null && ElementOf is null && Lock is null && Started is null && NullWhen is null
        && ReadFrom is null && StoredTask is null && SlotOf is null && AskedOf is null && Enumerating.IsEmpty && Faint.IsEmpty && !IsNew && !IsAnswer && !IsVersionCheck && !HasConstant;

    /// <summary>The same value, known not to derive from these reads any more.</summary>
    internal AbstractValue Without(BitSet marks) =>
        Marks.Overlaps(marks) ? this with { Marks = Marks.Except(marks), Whole = Whole.Except(marks), Awaited = Awaited.Except(marks) } : this;

    /// <summary>The same value after a suspension point.</summary>
    internal AbstractValue Suspend(MarkTable marks, Suspension suspension, BitSet covered) => Marks.IsEmpty && Chosen.IsEmpty && Enumerating.IsEmpty && Faint.IsEmpty ? this : this with
    {
        Marks = marks.Suspend(Marks, suspension, covered),
        Enumerating = marks.Suspend(Enumerating, suspension, covered),
        Awaited = marks.Suspend(Awaited, suspension, covered),
        Chosen = marks.Suspend(Chosen, suspension, covered),
        Whole = marks.Suspend(Whole, suspension, covered),
        Faint = marks.Suspend(Faint, suspension, covered),
    };
}
