using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// Weighs what a type's own code says of whether anyone comes in between. Without a sign that a location is shared, a stale check is reported as
/// information: most objects have one owner, and their code is right.
/// </summary>
internal sealed class Evidence(ImmutableArray<BodyFacts> facts, Concurrency concurrency)
{
    private readonly HashSet<Body> _usesLocks = [.. facts.Where(static f => f.UsesLocks).Select(static f => f.Body)];
    private readonly HashSet<SharedLocation> _guarded = [.. Guarded(facts)];

    internal Confidence For(WriteFact write, StaleCause cause, Rival rival) =>
        ByCode(write, cause, rival) is not Confidence.None and var confidence && !IsOwned(write.Location, write.Body, write.Caller, rival.Body)
            ? cause.IsSlight ? Confidence.Slight : confidence
            : Confidence.None;

    private Confidence ByCode(WriteFact write, StaleCause cause, Rival rival)
    {
        if (write.Location.IsCapturedVariable)
            return Confidence.Evident;
        if (!concurrency.CanRun(write.Caller ?? write.Body, write.Location))
            return Confidence.None;
        // The second to take the last element, or to add the same key, gets an exception.
        if (write.Kind == WriteKind.Take || write is { Kind: WriteKind.Add, Location.Element: not null })
            return Confidence.Evident;

        // What begins or ends something is rarely called twice at once; what its callers do is their affair.
        var checking = write.Caller ?? write.Body;
        bool lifecycle = concurrency.IsLifecycle(checking) && (rival.IsSameMember || concurrency.IsLifecycle(rival.Body));
        // The write does not depend on the check: without a sign that anyone else is there, that is how sequential code looks.
        if (cause.IsDecision && !IsShared(write, rival))
            return Confidence.None;
        // What a method writes in one of its cases only is not what its caller's check was for, and neither is a time stamp that is swapped in.
        if (write is { Caller: not null, IsUnconditional: false } || (write.IsFenced && cause.Kind == StaleCauseKind.Check))
            return lifecycle && (cause.IsTeardown || cause.IsDecision) ? Confidence.None : Confidence.Possible;
        // Who ends what an earlier call has put there expects one; who only begins or ends something has one owner.
        if (cause.IsTakenForOwn)
            return lifecycle ? Confidence.None : write.EndsPredecessor || IsShared(write, rival) ? Confidence.Evident : Confidence.Possible;
        if (cause.Kind == StaleCauseKind.Value)
        {
            // A step of connecting or closing runs when its owner says so, which may well see to it that it runs once at a time.
            bool isStep = lifecycle && cause.IsDirect && !CallGraph.IsExternallyCallable(checking) && !write.Location.IsStatic;
            return (cause.IsDirect && IsValue(write.Location) && !lifecycle) || (IsShared(write, rival) && !isStep) ? Confidence.Evident : Confidence.Possible;
        }

        if ((cause.IsTeardown || cause.IsDecision) && lifecycle)
            return Confidence.None;
        if (cause.IsTeardown || cause.IsDecision || cause.IsLoop || lifecycle)
            return Confidence.Possible;
        return IsShared(write, rival) ? Confidence.Evident : Confidence.Possible;
    }

    internal Confidence For(EnumerationFact enumeration, WriteFact change) =>
        IsOwned(change.Location, change.Body, null, enumeration.Body) ? Confidence.None
        // Additions alone are most often made while the program starts, and a list is most often cleared to begin anew.
        : !change.TakesOut && !IsShared(change, new Rival(enumeration.Body, Write: null)) || concurrency.IsLifecycle(enumeration.Body) ? Confidence.Possible
        : Confidence.Evident;

    internal Confidence For(HalfFilledFact fact) =>
        IsOwned(fact.Location, fact.Body, null, fact.Body) ? Confidence.None
        : IsShared(fact.Location, fact.Body) && !concurrency.IsLifecycle(fact.Body) ? Confidence.Evident
        : Confidence.Possible;

    /// <summary>Each object is made for one owner, so the project says, and nothing in the type says otherwise.</summary>
    private bool IsOwned(SharedLocation location, Body body, Body? caller, Body rival) =>
        concurrency.IsOwnedAsItSeems(body, location)
        && !IsGuarded(location, body) && !concurrency.RunsBesideOthers(body) && !concurrency.RunsBesideOthers(rival)
        && (caller is null || !(_usesLocks.Contains(caller) || concurrency.RunsBesideOthers(caller)));

    /// <summary>Whether the change belongs to setting the object up, which is over when it is used.</summary>
    internal bool IsFilledBeforeUse(WriteFact change) =>
        !change.TakesOut && concurrency.IsSetup(change.Body) && !IsGuarded(change.Location, change.Body) && !concurrency.IsVisible(change.Body);

    /// <summary>A sign that several tasks use this location: it is guarded somewhere, or one of the two runs without anyone waiting for it.</summary>
    private bool IsShared(WriteFact write, Rival rival) =>
        IsShared(write.Location, write.Body)
        || (write.Caller is { } caller && (_usesLocks.Contains(caller) || concurrency.IsVisible(caller)))
        || concurrency.IsVisible(rival.Body);

    /// <summary>The same for one body that uses the location.</summary>
    private bool IsShared(SharedLocation location, Body body) => IsGuarded(location, body) || concurrency.IsVisible(body) || concurrency.IsOfSingleton(body);

    // Its author expects others.
    private bool IsGuarded(SharedLocation location, Body body) =>
        location.IsStatic
        || _guarded.Contains(location with { Element = null })
        || location.Target is IFieldSymbol { IsVolatile: true }
        || _usesLocks.Contains(body);

    // A counter, a text, an immutable collection: its content is the state. A reference to a service or a stream is only a way to it.
    private static bool IsValue(SharedLocation location) => location.IsContents || location.Type is { } type
        && (type.IsValueType || type.IsRecord || type.SpecialType == SpecialType.System_String || type.TypeKind == TypeKind.Delegate
            || type.ContainingNamespace?.ToDisplayString() == "System.Collections.Immutable");

    // Read or written under a lock, or by Interlocked or Volatile, anywhere: its author knows that others are at it.
    private static IEnumerable<SharedLocation> Guarded(ImmutableArray<BodyFacts> facts) =>
        facts.SelectMany(static f => f.Writes).Where(static w => w.IsFenced || IsGuard(w.Held)).Select(static w => w.Location with { Element = null })
            .Concat(facts.SelectMany(static f => f.Reads).Where(static r => r.IsFenced || IsGuard(r.Held)).Select(static r => r.Location with { Element = null }));

    // A lock that a call has made for itself, on a file or a key elsewhere, keeps nobody from the location.
    private static bool IsGuard(ImmutableArray<LockId> held) => held.Any(static id => id.Location?.IsCapturedVariable != true);
}
