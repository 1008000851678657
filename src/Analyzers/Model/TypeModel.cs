using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Model.FanOuts;
using AsyncRace.Analyzers.Model.Locks;
using AsyncRace.Analyzers.Model.Pairing;
using AsyncRace.Analyzers.Model.Signals;
using AsyncRace.Analyzers.Model.Statics;
using AsyncRace.Analyzers.Rules;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>One type's bodies, their facts joined: who calls whom, who else writes each location, and what says that calls overlap.</summary>
internal sealed class TypeModel
{
    private readonly Concurrency _concurrency;
    private readonly SequentialCallbacks _callbacks;
    private readonly Evidence _evidence;
    private readonly Dictionary<Body, ImmutableArray<SharedLocation>> _endedBy;
    private readonly List<WriteFact> _lateWrites;
    private readonly List<WriteFact> _usesAsOwn;

    private TypeModel(
        INamedTypeSymbol type, ImmutableArray<BodyFacts> facts, CallGraph calls, TypeFlow flow, LockPairing pairing, CompilationFacts compilation,
        CancellationToken cancellation)
    {
        Pairing = pairing;
        Locks = new LockModel(facts, calls, compilation);
        _concurrency = new Concurrency(calls, _callbacks = flow.Callbacks, new SingleRuns(calls, facts), compilation.Confinement, compilation.Uses, cancellation);
        _evidence = new Evidence(new Sharing(facts, _concurrency, compilation.Known), _concurrency);
        _endedBy = facts.Where(static f => !f.EndedElements.IsEmpty).ToDictionary(static f => f.Body, static f => f.EndedElements);
        Writes = [.. facts.SelectMany(static f => f.Writes)];
        // One report for each write: its own reason comes before its callers'.
        _lateWrites = [.. facts.SelectMany(static f => f.LateWrites).GroupBy(static w => w.Syntax).Select(static g => g.First()).Where(late => !Writes.Exists(own => own.Syntax == late.Syntax && StaleCause.Of(own) is not null))];
        _usesAsOwn = [.. facts.SelectMany(static f => f.UsesAsOwn)];
        Guards = new GuardModel(type, facts, calls, _concurrency, compilation, cancellation);
        Signals = new SignalUses(facts, calls, compilation.Confinement, flow.BodyOf);
        Enumerations = [.. facts.SelectMany(static f => f.Enumerations)];
        HalfFilled = [.. facts.SelectMany(static f => f.HalfFilled)];
    }

    /// <summary>How the type uses its locks.</summary>
    internal LockModel Locks { get; }

    /// <summary>All writes of the type to shared locations, in the order of the source.</summary>
    internal List<WriteFact> Writes { get; }

    /// <summary>
    /// What may be stale: each write, and where it was called under a condition that is stale by then, once more for that; and what is used
    /// as if it were this operation's own.
    /// </summary>
    internal IEnumerable<WriteFact> Suspects => Writes.Concat(_lateWrites).Concat(_usesAsOwn);

    /// <summary>The collections that are in use while their user is suspended, in the order of the source.</summary>
    internal List<EnumerationFact> Enumerations { get; }

    /// <summary>Which lock guards which location, and who goes without.</summary>
    internal GuardModel Guards { get; }

    /// <summary>What starts a task for each element of a sequence; nothing where the rule about it is off.</summary>
    internal IEnumerable<FanOut> FanOuts { get; private init; } = [];

    /// <summary>How acquires and releases pair.</summary>
    internal LockPairing Pairing { get; }

    /// <summary>The collections that others find half filled, in the order of the source.</summary>
    internal List<HalfFilledFact> HalfFilled { get; }

    /// <summary>How its events and conditions are used.</summary>
    internal SignalUses Signals { get; }

    /// <summary>The static fields and auto-properties that capture or start something when the type is initialized, in the order of the source.</summary>
    internal List<StaticInitializer> Statics { get; private init; } = [];

    internal static TypeModel Build(INamedTypeSymbol type, List<Body> bodies, List<StaticInitializer> statics, CompilationFacts compilation, CancellationToken cancellation)
    {
        var flow = new TypeFlow(compilation, bodies, cancellation);
        while (true)
        {
            var facts = flow.Analyze().ToImmutableArray();
            var calls = new CallGraph(facts, flow.BodyOf);
            if (!flow.InheritLocks(calls))
                return new TypeModel(type, facts, calls, flow, LockPairing.Of(compilation, bodies, cancellation), compilation, cancellation)
                {
                    Statics = statics,
                    FanOuts = compilation.LooksAtFanOutsOf(type, cancellation) ? new FanOutSearch(bodies, flow.BodyOf, compilation).Find() : [],
                };
        }
    }

    /// <summary>Why the write is stale; null where it is not. What is most often harmless is told once at each place, and only where nothing worse is.</summary>
    internal StaleCause? CauseOf(WriteFact write) => StaleCause.Of(write)
        ?? (StaleCause.SlightOf(write) is { } slight && (write.Caller is not null || !_lateWrites.Exists(late => late.Syntax == write.Syntax && (StaleCause.Of(late) ?? StaleCause.SlightOf(late)) is not null)) ? slight : null);

    /// <summary>
    /// Who can change the location while the writing member is suspended; null if nobody can. Another call of the same member is named
    /// first: that race is in one place, and easiest to see.
    /// </summary>
    internal Rival? RivalOf(WriteFact write, StaleCause cause)
    {
        if (cause.IsBatch)
        {
            // What comes in between is lost only if somebody adds to the batch.
            var adder = Writes.FirstOrDefault(other =>
                other.Change is CollectionChange.Adds or CollectionChange.SetsElement
                && other.Location.SamePath(write.Location)
                && !SymbolEqualityComparer.Default.Equals(other.Body.Member, write.Body.Member)
                && !other.Body.IsInitializer
                && _concurrency.CanRun(other.Body, other.Location));
            return adder is null ? null : new Rival(adder.Body, adder.Syntax);
        }

        // All get the result of one task, and it is the same for all.
        if (cause.Kind == StaleCauseKind.Initialization && write.StoredTask is { } kept && !Writes.Exists(other => other.Location.Equals(kept) && !other.Body.IsInitializer))
            return null;

        if (cause.Shape == RaceShape.Receiver)
        {
            // Who writes into its own object, whatever others have put in its place since, is right. Nobody is asked to write into null.
            var replacer = Writes.FirstOrDefault(other =>
                other is { Kind: WriteKind.Assign or WriteKind.Atomic, WritesNull: false }
                && write.Slight!.Receivers.Any(receiver => receiver.Read.Location.Equals(other.Location))
                && !SymbolEqualityComparer.Default.Equals(other.Body.Member, write.Body.Member)
                && !other.Body.IsInitializer
                && _concurrency.CanRun(other.Body, other.Location));
            return replacer is null ? null : new Rival(replacer.Body, replacer.Syntax);
        }

        var checking = write.Caller ?? write.Body;
        if (write.Location.IsCapturedVariable && !SharedVariables.OverlapsBelow(write.Body, write.Location.Root!, _callbacks))
        {
            // Each call of the method has this variable for itself: only a lambda that runs on its own can come in between.
            return cause.Kind == StaleCauseKind.Value && Writes.Find(other => other.Location.Overlaps(write.Location) && other.Body != write.Body) is { } lambda
                ? new Rival(lambda.Body, lambda.Syntax)
                : null;
        }

        bool overlapsItself = _concurrency.CanOverlapItself(checking) || write.Location.IsCapturedVariable;
        if (overlapsItself && !_concurrency.IsLifecycle(checking))
            return new Rival(checking, Write: null);

        var other = Writes.FirstOrDefault(other =>
            other.Location.Overlaps(write.Location)
            && !SymbolEqualityComparer.Default.Equals(other.Body.Member, write.Body.Member)
            && !SymbolEqualityComparer.Default.Equals(other.Body.Member, checking.Member)
            && !other.Body.IsInitializer
            // Another that clears the slot makes nobody initialize twice.
            && !((cause.Kind == StaleCauseKind.Initialization || cause.IsTakenForOwn) && other.WritesNull)
            && !write.IsUntouchedBy(other)
            && !_concurrency.AreStepsOfOneRun(checking, other.Body)
            && _concurrency.CanRun(other.Body, other.Location));
        return other is not null ? new Rival(other.Body, other.Syntax) : overlapsItself ? new Rival(checking, Write: null) : null;
    }

    /// <summary>Who can find the collection half filled, and how sure that is; null if nobody can.</summary>
    internal (Rival Rival, Confidence Confidence, SharingSign? Reason)? RivalOf(HalfFilledFact fact)
    {
        if (!_concurrency.CanRun(fact.Body, fact.Location) || !_concurrency.CanOverlapItself(fact.Body))
            return null;
        var rival = new Rival(fact.Body, Write: null);
        return (rival, _evidence.For(fact), _evidence.ReasonFor(fact));
    }

    /// <summary>Who can change a collection in a way that breaks its use across a suspension; null if nobody can.</summary>
    internal Invalidator? InvalidatorOf(EnumerationFact enumeration)
    {
        if (!_concurrency.CanRun(enumeration.Body, enumeration.Location))
            return null;

        var changes = Writes.Where(change =>
            change.Location.Overlaps(enumeration.Location)
            && !SymbolEqualityComparer.Default.Equals(change.Body.Member, enumeration.Body.Member)
            && !change.Body.IsInitializer
            && _concurrency.CanRun(change.Body, change.Location)).ToList();
        bool EndsElements(WriteFact change) =>
            change.Change == CollectionChange.Removes && _endedBy.TryGetValue(change.Body, out var ended) && ended.Any(location => location.Overlaps(enumeration.Location));

        var breaking = enumeration.IsGroup ? [] : changes.FindAll(change => Collections.Invalidates(enumeration.Location.Type, change.Change) && !_evidence.IsFilledBeforeUse(change));
        // Who takes an element out is the likelier rival than who only adds one while the program starts.
        var rival = breaking.Find(static change => change.TakesOut) ?? changes.Find(EndsElements) ?? breaking.FirstOrDefault();
        return rival is null
            ? null
            : new Invalidator(new Rival(rival.Body, rival.Syntax), _evidence.For(enumeration, rival), Throws: breaking.Contains(rival), EndsElements: changes.Exists(EndsElements), _evidence.ReasonFor(enumeration, rival));
    }

    /// <summary>How sure it is that the rival gets in between.</summary>
    internal Confidence ConfidenceOf(WriteFact write, StaleCause cause, Rival rival) => _evidence.For(write, cause, rival);

    /// <summary>Why it is evident that the rival gets in between; null where the finding says that by itself.</summary>
    internal SharingSign? ReasonFor(WriteFact write, StaleCause cause, Rival rival) => _evidence.ReasonFor(write, cause, rival);
}
