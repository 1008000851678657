using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model;

/// <summary>What a type's code, and how its project registers it, say of whether several tasks use a location, and whether two of them meet at it.</summary>
internal sealed class Sharing(ImmutableArray<BodyFacts> facts, Concurrency concurrency, KnownTypes known)
{
    private readonly HashSet<Body> _usesLocks = [.. facts.Where(static f => f.UsesLocks).Select(static f => f.Body)];
    private Dictionary<SharedLocation, (SyntaxNode Use, LockId? Lock)>? _guarded;

    /// <summary>A sign that several tasks know of what is written; null where there is none.</summary>
    internal SharingSign? SignOf(WriteFact write, StaleCause cause, Rival rival) =>
        MeetingAt(write, cause, rival) ?? Always(write.Location) ?? (MeetsOthers(write, cause, rival) ? Expected(write) : null);

    /// <summary>What shows that two operations meet between the check and the write; null where nothing does.</summary>
    internal SharingSign? MeetingAt(WriteFact write, StaleCause cause, Rival rival)
    {
        var checking = write.Caller ?? write.Body;
        bool initializes = cause.Kind == StaleCauseKind.Initialization;
        bool meetsOthers = MeetsOthers(write, cause, rival) && !IsGivenBack(write, cause);
        // Who tells of what there is does so while the program starts.
        bool isMissed = initializes && IsMissedWhereLost(write) && !EntryPoints.IsRegistration(checking.Member);
        bool isOnlyDoneTwice = initializes ? !IsMissedWhereLost(write) : IsDoneFlag(write, cause);
        return (meetsOthers ? LockAt(write, cause) : null)
            // Everyone comes by what nobody has made yet. What is there already may have one who looks after it.
            ?? (meetsOthers && initializes && !IsLockForOthers(write.Location) ? Expected(write) : null)
            // A flag is most often the same whoever sets it, and an answer whoever finds it.
            ?? ((cause.Kind == StaleCauseKind.Value || write.Throws || isMissed) && Always(write.Location) is { } always && !IsUserBusy(write, cause, rival) ? always : null)
            ?? (IsUserBusy(write, cause, rival) || IsCancelledByNext(write, cause, rival) || IsAskedWhetherCancelled(write, cause) ? null : (IsAskedByCaller(write, cause) ? null : Start(write.Body)) ?? Start(checking) ?? Start(rival.Body))
            // What one object for all makes when it is first asked for, it is asked for by all.
            ?? ((isMissed || write.Throws) && (concurrency.IsOpen(checking) || IsReachedTwice(write)) ? concurrency.Singleton(write.Body) : null);

        // What was checked is so for all who come later. Who presses twice, and has it loaded twice, gets the same.
        SharingSign? Start(Body body) => isOnlyDoneTwice && body.Symbol.ReturnsVoid ? null : concurrency.Start(body, isDoneOnce: cause.Kind != StaleCauseKind.Value && write.Kind == WriteKind.Assign);
    }

    // lock { if (_answer is not null) return _answer; } var answer = await FindAsync(); lock { _answer = answer; }: whoever gives the lock back to look for the answer
    // has thought of others who look for it meanwhile, and takes the last one for as good as any.
    private bool IsGivenBack(WriteFact write, StaleCause cause) =>
        cause.Kind != StaleCauseKind.Value && write is { Caller: null, Kind: WriteKind.Assign, WritesConstant: false } && ReadOf(cause) is { } read
        && write.Held.Any(held => IsSign(held) && read.Held.Contains(held));

    private ReadFact? ReadOf(StaleCause cause) => facts.SelectMany(static body => body.Reads).FirstOrDefault(read => read.Syntax == cause.Read.Syntax);

    // A lock under which it is only looked at, and others are written, is there for them; and so is the lock of another object, for that object's members.
    private bool IsLockForOthers(SharedLocation location) =>
        (_guarded ??= Guarded()).TryGetValue(location with { Element = null }, out var guarded) && guarded.Lock is { } held
        && facts.SelectMany(static body => body.Writes).Where(write => write.Held.Contains(held)).ToList() is var made
        && (made.Count > 0 || held.Location?.Members.Length > 1 || (held.Location is null && IsOfAnother(held.Name)))
        && made.TrueForAll(write => !write.Location.Overlaps(location));

    // _part.Lock, where that does not bind.
    private static bool IsOfAnother(string name) => name.IndexOf('.', name.StartsWith("this.", StringComparison.Ordinal) ? "this.".Length : 0) > 0;

    // A user who is asked something, or who finds the button disabled, starts nothing anew; and what he answers counts from then on, whatever was there before he was asked.
    internal bool IsUserBusy(WriteFact write, StaleCause cause, Rival rival) =>
        ((rival.IsSameMember || !(cause.Kind == StaleCauseKind.Value && cause.IsDirect)) && IsUserAsked(write, cause))
        || (rival.IsSameMember && UserInterfaces.IsDisabledBefore(cause.Since.Syntax));

    // await dialog.ShowAsync(), or await ChooseAsync(), which does so.
    private bool IsUserAsked(WriteFact write, StaleCause cause) =>
        UserInterfaces.IsAskedBetween(cause.Since.Syntax, write.Syntax)
        || facts.Any(body => body.Calls.Any(call => call.IsWaitedFor && cause.Since.Syntax.Span.Contains(call.Syntax.Span) && concurrency.BodyOf(call.Target) is { } called && UserInterfaces.IsAskedIn(called.Syntax)));

    // That what is called is started elsewhere, too, says nothing of who has asked here before he calls it.
    private static bool IsAskedByCaller(WriteFact write, StaleCause cause) => write.Caller is not null && cause.Kind != StaleCauseKind.Value;

    /// <summary>Whether a second call does not meet the first, because it begins by cancelling what that one waits for. What is done in the end is done all the same.</summary>
    internal bool IsCancelledByNext(WriteFact write, StaleCause cause, Rival rival) =>
        rival.IsSameMember && write.Caller is null
        && facts.Any(body => body.Body == write.Body && body.CancelledByNext.Any(call => call.SpanStart >= cause.Since.Syntax.SpanStart && call.Span.End <= write.Syntax.SpanStart && !EndsAttempt(write.Syntax, call)));

    private static bool EndsAttempt(SyntaxNode write, SyntaxNode attempted) => write.Ancestors().Any(around =>
        around is CatchClauseSyntax or FinallyClauseSyntax && around.Parent is TryStatementSyntax { Block: var attempt } && attempt.Span.Contains(attempted.Span));

    // if (token.IsCancellationRequested) return; whoever comes next, or ends this, is seen here, and nothing of this is written any more.
    private static bool IsAskedWhetherCancelled(WriteFact write, StaleCause cause) =>
        write.Caller is null && CancellationChecks.AreMadeBetween(cause.Since.Syntax, write.Syntax);

    // A stream or a connection stays open, and what somebody has put into a collection is gone. Of an answer that is found twice, only the time is lost.
    private bool IsMissedWhereLost(WriteFact write) => Collections.IsMutable(write.Location.Type)
        ? facts.Any(body => body.Writes.Any(change => change.Location.IsContents && change.Location.SamePath(write.Location) && !IsFilledByItsMaker(write, change)))
        : known.IsDisposable(write.Location.Type) && !known.IsTaskLike(write.Location.Type);

    // if (_all is not null) return _all; … _all = new(); _all.Add(first): who comes second fills another one alike.
    private static bool IsFilledByItsMaker(WriteFact write, WriteFact change) =>
        !write.Syntax.IsKind(SyntaxKind.CoalesceAssignmentExpression)
        && write.Syntax.FirstAncestorOrSelf<StatementSyntax>()?.Parent is BlockSyntax made && made.SyntaxTree == change.Syntax.SyntaxTree
        && made.Span.Contains(change.Syntax.Span) && change.Syntax.SpanStart > write.Syntax.Span.End;

    // if (_shown) return; await ShowAsync(); _shown = true, and nobody ever resets it.
    private bool IsDoneFlag(WriteFact write, StaleCause cause) => cause.Kind == StaleCauseKind.Check && write is { Kind: WriteKind.Assign, Constant: bool } && IsNeverReset(write);

    private bool IsNeverReset(WriteFact flag) =>
        facts.SelectMany(static body => body.Writes).All(other => other.Body.IsInitializer || !other.Location.Overlaps(flag.Location) || Equals(other.Constant, flag.Constant));

    // That others are at the location does not say that a private step is taken twice at once: its caller may see to that.
    private bool MeetsOthers(WriteFact write, StaleCause cause, Rival rival)
    {
        var checking = write.Caller ?? write.Body;
        return concurrency.IsOpen(checking)
            || (!rival.IsSameMember && concurrency.IsOpen(rival.Body) && !concurrency.IsLifecycle(rival.Body))
            || IsOnlyWrittenUnderLock(write, cause)
            || (cause.Kind == StaleCauseKind.Initialization && (IsMadeUnderLock(write) || IsReachedTwice(write)));
    }

    // Its author expects others: there, or here in some calls.
    private SharingSign? Expected(WriteFact write) => LockElsewhere(write.Location, write.Body) ?? concurrency.LockedCall(write.Caller ?? write.Body);

    // Its author has taken a lock for this very check, or this very write, and not from the one to the other. The lock of a method that is called keeps that method's own step whole.
    private SharingSign? LockAt(WriteFact write, StaleCause cause)
    {
        if ((write.Caller is null || write.Body.Parent == write.Caller) && LockOf(write.Held) is { } held)
            return Under(held, write.Syntax);
        return ReadOf(cause) is { } read && LockOf(read.Held) is { } around
            ? Under(around, read.Syntax)
            : null;
    }

    private static SharingSign Under(LockId held, SyntaxNode use) => new($"it is used under '{held.Name}' {{0}}", use);

    // A lock that a call has made for itself, on a file or a key elsewhere, keeps nobody from the location.
    private static LockId? LockOf(ImmutableArray<LockId> held) => held.FirstOrDefault(IsSign);

    // A lock that only names tell of may be one of a whole cluster.
    private static bool IsSign(LockId held) => held is { IsClaim: false, IsPresumed: false } && held.Location?.IsCapturedVariable != true;

    /// <summary>Whether it resets a flag that is only ever set where it was found reset: nobody sets it meanwhile, so that nothing is lost.</summary>
    internal bool IsEndOfClaim(WriteFact write)
    {
        if (write is not { Kind: WriteKind.Assign, Constant: false })
            return false;
        var set = facts.SelectMany(static body => body.Writes).Where(other => other.Location.Equals(write.Location) && !other.Body.IsInitializer && other.Constant is not false).ToList();
        return set.Count > 0 && set.TrueForAll(static other => other.IsSafeForCallers);
    }

    /// <summary>Whether it is a constant that is set when a task has been awaited that all wait for.</summary>
    internal bool IsSaidOfOneTask(WriteFact write, StaleCause cause) => write is { WritesConstant: true, Caller: null }
        && facts.Any(body => body.Body == write.Body && body.Writes.Any(answer => answer.StoredTask is not null && answer.Syntax.Span.Contains(cause.Since.Syntax.Span)));

    /// <summary>
    /// lock { if (_isDone) return; task = _task ??= RunAsync(); } await task; lock { _isDone = true; _task = null; }: whether nobody puts anything
    /// into the slot any more, because a flag that is set where it is cleared, and never reset, keeps all from where it is filled.
    /// </summary>
    internal bool IsClosedByFlag(WriteFact write, StaleCause cause) => LockOf(write.Held) is { } held
        && facts.First(body => body.Body == write.Body) is var own
        && own.Writes.Any(flag =>
            flag.Constant is bool && flag.Held.Contains(held) && flag.Syntax.FirstAncestorOrSelf<StatementSyntax>()?.Parent == write.Syntax.FirstAncestorOrSelf<StatementSyntax>()?.Parent
            && IsNeverReset(flag)
            && own.Reads.Any(asked => asked.Location.Equals(flag.Location) && asked.Held.Contains(held) && asked.Syntax.SpanStart < cause.Read.Syntax.SpanStart));

    /// <summary>Whether what is there is taken away anywhere.</summary>
    internal bool IsCleared(SharedLocation location) => facts.Any(body => body.Writes.Any(write => write.WritesNull && write.Location.Overlaps(location)));

    /// <summary>Whether a lock is held at it: its author expects others at this very write.</summary>
    internal bool IsMadeUnderLock(WriteFact write) => LockOf(write.Held) is not null;

    // It was looked at before the lock was taken, and not again under it. A lock that is given back in between may well be meant so.
    private bool IsOnlyWrittenUnderLock(WriteFact write, StaleCause cause) => IsMadeUnderLock(write)
        && !facts.Any(body => body.Reads.Any(read => read.Syntax == cause.Read.Syntax && !read.Held.IsEmpty));

    /// <summary>The same for one body that uses the location.</summary>
    internal SharingSign? SignOf(SharedLocation location, Body body) => Guard(location, body) ?? concurrency.Start(body) ?? concurrency.Singleton(body);

    /// <summary>The same for a change of a collection that the other body enumerates, from the type's own code: one object for all may well be filled before anyone uses it.</summary>
    internal SharingSign? SignOf(WriteFact change, Body user) => Guard(change.Location, change.Body) ?? concurrency.Start(change.Body) ?? concurrency.Start(user);

    /// <summary>Whether the type's own code, wherever its objects come from, says so.</summary>
    internal bool IsShown(SharedLocation location, Body body) => (Guard(location, body) ?? concurrency.Start(body)) is not null;

    /// <summary>Who owns the location alone, where nothing in the type's code says otherwise.</summary>
    internal PresumedOwner OwnerOf(SharedLocation location, Body body, Body? caller, Body rival) =>
        concurrency.PresumedOwnerOf(body) is not PresumedOwner.Nobody and var owner
        && Guard(location, body) is null && !concurrency.RunsBesideOthers(body) && !concurrency.RunsBesideOthers(rival)
        // Who is alone needs no lock.
        && !_usesLocks.Contains(body) && (caller is null || (concurrency.LockedCall(caller) is null && !_usesLocks.Contains(caller)))
            ? owner
            : PresumedOwner.Nobody;

    /// <summary>Whether more than one operation gets to it: an object made for one has no other.</summary>
    internal bool IsReachedTwice(WriteFact write) => concurrency.WaysTo(write.Caller ?? write.Body).Count > 1;

    /// <summary>Whether another member writes it too that anyone can call at any time, and not only to begin or end, or to get here itself.</summary>
    internal bool HasOtherWriter(WriteFact write) => facts.Any(other =>
        !SymbolEqualityComparer.Default.Equals(other.Body.Member, write.Body.Member) && other.Body is { IsNested: false, IsInitializer: false } && concurrency.IsOpen(other.Body) && !concurrency.IsLifecycle(other.Body)
        && other.Writes.Any(rival => rival.Location.Overlaps(write.Location) && !write.IsUntouchedBy(rival))
        && !concurrency.Reaches(other.Body, write.Body));

    /// <summary>Whether the author of the class that makes the write has thought of others anywhere: there is a lock, an atomic step, a concurrent collection, or work that is started beside other work.</summary>
    internal bool IsOfSeveralTasks(WriteFact write)
    {
        var type = write.Body.Member.ContainingType;
        return facts.Any(body => IsOwn(body.Body.Member)
                && (body.UsesLocks || body.Reads.Any(static read => read.IsFenced) || body.Writes.Any(static made => made.IsFenced) || concurrency.Start(body.Body) is not null))
            || type.GetMembers().Any(member => member is IFieldSymbol variable && IsOwn(variable) && (variable.IsVolatile || IsOfThreads(variable.Type)));

        // What a static helper does, it does for all objects, and says nothing of one of them.
        bool IsOwn(ISymbol member) => SymbolEqualityComparer.Default.Equals(member.ContainingType, type) && (!member.IsStatic || write.Location.IsStatic);
    }

    // A lock, a timer, a concurrent collection. Who can be cancelled need not have company.
    private static bool IsOfThreads(ITypeSymbol type) =>
        type.ContainingNamespace?.ToDisplayString() is "System.Threading" or "System.Collections.Concurrent" && !type.Name.StartsWith("Cancellation", StringComparison.Ordinal);

    /// <summary>Whether both belong to one operation, and to no other: an object made for one has nobody to come in between.</summary>
    internal bool AreOfOneOperation(WriteFact change, Body user) => !concurrency.AllWaysTo(change.Body).Union(concurrency.AllWaysTo(user)).Skip(1).Any() && SignOf(change, user) is null;

    /// <summary>Whether the operation that enumerates a collection has filled it as well: it is what that operation works on.</summary>
    internal bool IsAlsoFilledBy(EnumerationFact enumeration) => facts.SelectMany(static body => body.Writes).Any(filling =>
        filling.Change == CollectionChange.Adds && filling.Location.Overlaps(enumeration.Location) && !filling.Body.IsInitializer
        && (SymbolEqualityComparer.Default.Equals(filling.Body.Member, enumeration.Body.Member)
            || (!concurrency.IsOpen(filling.Body) && concurrency.AllWaysTo(filling.Body) is { Count: 1 } ways && ways.SetEquals(concurrency.AllWaysTo(enumeration.Body)))));

    /// <summary>Whether a member is used with others in mind, whichever object's it is.</summary>
    internal bool IsGuardedAnywhere(ISymbol? member) =>
        member is IFieldSymbol { IsVolatile: true } || (_guarded ??= Guarded()).Keys.Any(location => SymbolEqualityComparer.Default.Equals(location.Target, member));

    // Its author expects others everywhere.
    private static SharingSign? Always(SharedLocation location) =>
        location.IsStatic ? new SharingSign($"'{location with { Element = null }}' is static")
        : location.Target is IFieldSymbol { IsVolatile: true } field ? new SharingSign($"'{field.Name}' is volatile")
        : null;

    // Its author expects others.
    private SharingSign? Guard(SharedLocation location, Body body) => Always(location) ?? LockElsewhere(location, body);

    private SharingSign? LockElsewhere(SharedLocation location, Body body)
    {
        if ((_guarded ??= Guarded()).TryGetValue(location with { Element = null }, out var guarded))
            return guarded.Lock is { } held ? Under(held, guarded.Use) : new SharingSign("it is used atomically {0}", guarded.Use);
        return concurrency.LockedCall(body);
    }

    // Read or written under a lock, or by Interlocked or Volatile, anywhere: its author knows that others are at it.
    private Dictionary<SharedLocation, (SyntaxNode Use, LockId? Lock)> Guarded()
    {
        var guarded = new Dictionary<SharedLocation, (SyntaxNode, LockId?)>();
        foreach (var body in facts)
        {
            // Who takes everything away at the end, in one step, meets others then, and once.
            bool lifecycle = concurrency.IsLifecycle(body.Body);
            foreach (var write in body.Writes)
                Add(write.Location, write.Syntax, write.IsFenced && !lifecycle, write.Held);
            foreach (var read in body.Reads)
                Add(read.Location, read.Syntax, read.IsFenced && !lifecycle, read.Held);
        }

        return guarded;

        void Add(SharedLocation location, SyntaxNode use, bool isFenced, ImmutableArray<LockId> held)
        {
            // A lock that a call has made for itself, on a file or a key elsewhere, keeps nobody from the location.
            var guard = held.FirstOrDefault(static id => !id.IsPresumed && id.Location?.IsCapturedVariable != true);
            location = location with { Element = null };
            if ((isFenced || guard is not null) && !guarded.ContainsKey(location))
                guarded.Add(location, (use, guard));
        }
    }
}
