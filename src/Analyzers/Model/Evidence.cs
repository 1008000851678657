using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// Weighs what a type's own code says of whether anyone comes in between. Without a sign that a location is shared, a stale check is reported as
/// information: most objects have one owner, and their code is right.
/// </summary>
internal sealed class Evidence(Sharing sharing, Concurrency concurrency)
{
    internal Confidence For(WriteFact write, StaleCause cause, Rival rival)
    {
        if (ByCode(write, cause, rival) is not Confidence.None and var confidence)
        {
            confidence = Under(sharing.OwnerOf(write.Location, write.Body, write.Caller, rival.Body), confidence, cause.Kind, cause.IsTakenForOwn);
            // Whose base is not there yet may be owned by its contract: what is told of it must not go away when the code compiles.
            if (confidence == Confidence.Evident && !write.Location.IsCapturedVariable && HasUnknownBase(write.Body.Member.ContainingType) && !Meets(write, cause, rival))
                confidence = Confidence.Possible;
            // That calls overlap says nothing of whether they were handed the same object.
            if (write.IsOfParameter && confidence == Confidence.Evident && !sharing.IsGuardedAnywhere(write.Location.Target))
                confidence = Confidence.Possible;
            return confidence != Confidence.None && (cause.IsSlight || (confidence == Confidence.Possible && IsStep(write, cause, rival))) ? Confidence.Slight : confidence;
        }

        return Confidence.None;
    }

    private static Confidence Under(PresumedOwner owner, Confidence confidence, StaleCauseKind kind, bool isTakenForOwn = false) => owner switch
    {
        // A second request has an object of its own, and so has a second whole.
        PresumedOwner.Request or PresumedOwner.Whole => Confidence.None,
        // A user may still do two things at once, though nothing in sight lets him. Who keeps what cancels a call expects the next one.
        PresumedOwner.UserInterface when !isTakenForOwn => Confidence.Slight,
        PresumedOwner.Test when confidence == Confidence.Evident => Confidence.Possible,
        // What is read once and kept is no longer read on from.
        PresumedOwner.Consumer when kind != StaleCauseKind.Initialization => confidence == Confidence.Evident ? Confidence.Possible : Confidence.Slight,
        _ => confidence,
    };

    private static bool HasUnknownBase(INamedTypeSymbol type)
    {
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (parent.TypeKind == TypeKind.Error)
                return true;
        }

        return false;
    }

    // Connecting goes one step after the other, and who connects sees to it that he does so once.
    private bool IsStep(WriteFact write, StaleCause cause, Rival rival) =>
        concurrency.IsOnlyAStep(write.Caller ?? write.Body)
        && concurrency.IsLifecycle(rival.Body)
        && !IsShared(write, cause, rival);

    private Confidence ByCode(WriteFact write, StaleCause cause, Rival rival)
    {
        // What is added up is lost whoever comes in between. A check that only decides is most often made by the one who is called in turn.
        if (write.Location.IsCapturedVariable)
        {
            bool isStarted = cause.Kind != StaleCauseKind.Value || SingleRuns.IsReturnedLoop(write.Body);
            return (concurrency.RunAround(write.Body, isStarted) ?? concurrency.RunAround(rival.Body, isStarted)) is not null ? Confidence.Evident : Confidence.Possible;
        }

        if (!concurrency.CanRun(write.Caller ?? write.Body, write.Location))
            return Confidence.None;
        if (cause.Kind != StaleCauseKind.Value && write.Caller is { } caller && IsAskedAgain(caller, cause))
            return Confidence.None;
        // What begins or ends something is rarely called twice at once; what its callers do is their affair.
        var checking = write.Caller ?? write.Body;
        bool lifecycle = concurrency.IsLifecycle(checking) && concurrency.IsLifecycle(rival.Body);
        // Nobody hears of an exception that is swallowed here.
        if (write.Throws && IsSwallowed(write.Syntax))
            return Confidence.Possible;
        // Another key than the one that was asked for is as free as ever.
        if (write.Throws && (write.Kind == WriteKind.Take || cause.Read.Location.Element == write.Location.Element))
            return (IsOfSeveralOperations(write) && !lifecycle && !EntryPoints.IsRegistration(checking.Member)) || Meets(write, cause, rival) ? Confidence.Evident : Confidence.Possible;
        // The write does not depend on the check: without a sign that anyone else is there, that is how sequential code looks.
        if (cause.IsDecision && !IsShared(write, cause, rival))
            return Confidence.None;
        // What a method writes in one of its cases only is not what its caller's check was for, and neither is a time stamp that is swapped in.
        if (write is { Caller: not null, IsUnconditional: false } || (write.IsFenced && cause.Kind == StaleCauseKind.Check))
            return lifecycle && (cause.IsTeardown || cause.IsDecision) ? Confidence.None : Confidence.Possible;
        // Who ends what an earlier call has put there expects one; who only begins or ends something has one owner.
        if (cause.IsTakenForOwn)
            return lifecycle ? Confidence.None : (write.EndsPredecessor && !sharing.IsCancelledByNext(write, cause, rival)) || Meets(write, cause, rival) ? Confidence.Evident : Confidence.Possible;
        if (cause.Kind == StaleCauseKind.Value)
        {
            // Who opens something, runs it, and clears it in the end, does so once at a time.
            if (cause.IsSlot && (lifecycle || EntryPoints.ShowsPage(checking.Member)) && rival.IsSameMember && !write.Location.IsStatic && !sharing.IsGuardedAnywhere(write.Location.Target))
                return Confidence.Possible;
            if (cause.IsSlot && sharing.IsClosedByFlag(write, cause))
                return Confidence.Possible;
            // A step of connecting or closing runs when its owner says so, which may well see to it that it runs once at a time.
            bool isStep = lifecycle && cause.IsDirect && !CallGraph.IsExternallyCallable(checking) && !write.Location.IsStatic;
            // What makes the object ready for use is done before others use it.
            if (concurrency.IsSetup(checking) && !write.Location.IsStatic && concurrency.Start(checking) is null)
                return Confidence.Possible;
            return (cause.IsDirect && IsValue(write.Location) && !lifecycle && (IsOneExpression(write, cause) || (IsOpenUpdate(write) && !sharing.IsUserBusy(write, cause, rival)))) || (Meets(write, cause, rival) && !isStep)
                ? Confidence.Evident
                : Confidence.Possible;
        }

        if (((cause.IsTeardown || cause.IsDecision) && lifecycle) || IsOnlyRemembered(write, cause))
            return Confidence.None;
        // An answer without an identity is as good as the next one: all that is lost is the time to find it twice.
        if (cause.Kind == StaleCauseKind.Initialization && HasNoIdentity(write.Location.Type))
            return Confidence.Possible;
        // That something has gone wrong is so, whatever was asked before.
        if (cause.Kind == StaleCauseKind.Check && write is { IsInHandler: true, WritesConstant: true })
            return Confidence.Possible;
        // _value = await _loading; _isLoaded = true: whoever else waits for the one task says the same.
        if (cause.Kind == StaleCauseKind.Check && sharing.IsSaidOfOneTask(write, cause))
            return Confidence.Possible;
        // _shown = _shown == _first ? _second : _first: who chooses twice from what there is chooses the same.
        if (cause.IsChoice && !sharing.IsMadeUnderLock(write))
            return Confidence.Possible;
        // if (_shown is null) return; await F(); _shown = next: that there was something is still so, where nobody takes it away, unless its author has taken a lock for it.
        if (cause.IsWhileSet && !sharing.IsCleared(write.Location) && !sharing.IsMadeUnderLock(write))
            return Confidence.Possible;
        if (cause.Kind == StaleCauseKind.Check && (sharing.IsEndOfClaim(write) || IsLearned(write, cause) || OwnSlots.IsAskedOnceFilled(cause.Read.Syntax) || IsOfSpecialCase(write, cause)))
            return Confidence.Possible;
        // Nor is anything lost where the answer is asked for anew, unless its author has taken a lock for it.
        if (cause.Kind == StaleCauseKind.Check && write is { Kind: WriteKind.Assign, WritesConstant: false } && HasNoIdentity(write.Location.Type) && !sharing.IsMadeUnderLock(write))
            return Confidence.Possible;
        if (cause.IsTeardown || cause.IsDecision || cause.IsLoop || lifecycle)
            return Confidence.Possible;
        return Meets(write, cause, rival) ? Confidence.Evident : Confidence.Possible;
    }

    private static bool HasNoIdentity(ITypeSymbol? type) => type is { IsValueType: true } or { SpecialType: SpecialType.System_String };

    // if (IsReady) return; await _gate.WaitAsync(); await RefreshAsync(); if (IsReady) return: what is refreshed is what the second look is for.
    private static bool IsAskedAgain(Body caller, StaleCause cause)
    {
        var first = cause.Read.Syntax.FirstAncestorOrSelf<IfStatementSyntax>();
        return first is not null && IsExit(first) && first.Condition.Span.Contains(cause.Read.Syntax.Span)
            && caller.Syntax.DescendantNodes().OfType<IfStatementSyntax>().Any(second => second.SpanStart > cause.Since.Syntax.SpanStart && IsExit(second) && second.Condition.IsEquivalentTo(first.Condition));

        static bool IsExit(IfStatementSyntax test) => test.Statement is ReturnStatementSyntax or BlockSyntax { Statements: [ReturnStatementSyntax] };
    }

    // if (!_known && await AskAsync()) _known = true: whoever else has found out meanwhile, it is so.
    private static bool IsOnlyRemembered(WriteFact write, StaleCause cause) =>
        TestOfOnly(write) is { Else: null, Condition: var condition } && condition.Span.Contains(cause.Read.Syntax.Span) && condition.Span.Contains(cause.Since.Syntax.Span);

    // if (!_knowsAll) { var answer = await AskAsync(); if (answer.IsEnd) _knowsAll = true; }: a flag that asking does not always set keeps nobody from asking twice.
    private static bool IsLearned(WriteFact write, StaleCause cause) =>
        TestOfOnly(write) is { } test && test.AncestorsAndSelf().OfType<IfStatementSyntax>().Any(around =>
            around.Condition.Span.End >= cause.Since.Syntax.Span.End && around.Statement.Span.Contains(write.Syntax.Span) && AwaitedAnswers.AreAskedIn(cause.Since.Syntax, around.Condition));

    // if (quick && _isOpen) return; … _isOpen = true: what is behind it does not rely on _isOpen, but is done whenever it is not quick.
    private static bool IsOfSpecialCase(WriteFact write, StaleCause cause)
    {
        if (cause.Read.Syntax.FirstAncestorOrSelf<IfStatementSyntax>() is not { Else: null, Condition: var condition } test || !condition.Span.Contains(cause.Read.Syntax.Span) || IsLedTo(test))
            return false;
        return cause.Read.Syntax.Ancestors().TakeWhile(outer => outer != test).OfType<BinaryExpressionSyntax>().Any(both =>
                both.IsKind(SyntaxKind.LogicalAndExpression) && !IsNegated(both, test) && !AsksForIt(both.Left.Span.Contains(cause.Read.Syntax.Span) ? both.Right : both.Left))
            // if (quick) { if (_isOpen) return; }
            || test.Ancestors().TakeWhile(static outer => outer is BlockSyntax or IfStatementSyntax).OfType<IfStatementSyntax>().Any(around =>
                around.Else is null && !IsLedTo(around) && !AsksForIt(around.Condition));

        bool IsLedTo(IfStatementSyntax around) => around.Span.Contains(cause.Since.Syntax.Span) || around.Span.Contains(write.Syntax.Span);
        bool AsksForIt(SyntaxNode question) => question.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.Text == cause.Read.Location.Target?.Name);
    }

    private static bool IsNegated(SyntaxNode part, SyntaxNode test) =>
        part.Ancestors().TakeWhile(outer => outer != test).Count(static outer => outer.IsKind(SyntaxKind.LogicalNotExpression)) % 2 == 1;

    // The if statement that does nothing else than set a flag.
    private static IfStatementSyntax? TestOfOnly(WriteFact write) =>
        write is { Constant: bool, Caller: null } && write.Syntax.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax statement
            ? (statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : statement.Parent) as IfStatementSyntax
            : null;

    // An object made for one operation has nobody to come in between. Who is asked for one key after the other is there for its callers; so is what has several
    // operations, if its author has ever thought of others.
    private bool IsOfSeveralOperations(WriteFact write) =>
        concurrency.IsOpen(write.Caller ?? write.Body) && (write.Kind == WriteKind.Add || (sharing.HasOtherWriter(write) && sharing.IsOfSeveralTasks(write)));

    // var total = _total; await F(); _total = total + 1: who calls it while it waits loses what he has added. A private step of something bigger is most often
    // taken once at a time, unless another writes there when he likes; and where to put something into a list is most often asked by the one operation that fills it.
    private bool IsOpenUpdate(WriteFact write) =>
        (write.Kind is WriteKind.Assign or WriteKind.Update or WriteKind.Atomic || write.IsFreed) && (concurrency.IsOpen(write.Caller ?? write.Body) || sharing.HasOtherWriter(write));

    // _total += await PriceAsync()
    private static bool IsOneExpression(WriteFact write, StaleCause cause) => write.Syntax.Span.Contains(cause.Read.Syntax.Span) && write.Syntax.Span.Contains(cause.Since.Syntax.Span);

    internal Confidence For(EnumerationFact enumeration, WriteFact change) => Under(
        sharing.OwnerOf(change.Location, change.Body, null, enumeration.Body),
        // Additions alone are most often made while the program starts, and a list is most often cleared to begin anew.
        (!change.TakesOut && (change.IsOfInitialization || IsOfBuilder(change.Body) || sharing.SignOf(change, enumeration.Body) is null))
            || (sharing.AreOfOneOperation(change, enumeration.Body) && !concurrency.IsCalledInLoop(change.Body, enumeration.Read.Syntax))
            // Who awaits one step and then the next has them one after the other. What returns at once is there to be called in between.
            || ((sharing.IsAlsoFilledBy(enumeration) || change.Body.Outermost.Symbol.IsAsync || IsStepOfBase(change.Body) || IsStepOfBase(enumeration.Body)) && sharing.SignOf(change, enumeration.Body) is null)
            || concurrency.IsLifecycle(enumeration.Body)
            ? Confidence.Possible
            : Confidence.Evident,
        StaleCauseKind.Check);

    // However many put something into it at once: it is built when all of them are done.
    private static bool IsOfBuilder(Body body) => body.Member.ContainingType.Name.EndsWith("Builder", StringComparison.Ordinal);

    private static bool IsSwallowed(SyntaxNode throwing) => throwing.Ancestors()
        .TakeWhile(static outer => outer is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
        .OfType<TryStatementSyntax>().Any(attempt => attempt.Block.Span.Contains(throwing.Span) && attempt.Catches.Any(static handler =>
            handler is { Filter: null, Declaration: null or { Type: IdentifierNameSyntax { Identifier.Text: "Exception" or "ArgumentException" or "InvalidOperationException" } } }
            && !handler.Block.DescendantNodes().Any(static node => node is ThrowStatementSyntax or ThrowExpressionSyntax)));

    // What only its base calls is a step of what the base does, and that goes one step after the other.
    private static bool IsStepOfBase(Body body) => body.Member is { IsOverride: true, DeclaredAccessibility: Accessibility.Protected };

    internal Confidence For(HalfFilledFact fact) => Under(
        sharing.OwnerOf(fact.Location, fact.Body, null, fact.Body),
        sharing.SignOf(fact.Location, fact.Body) is not null && !concurrency.IsLifecycle(fact.Body) ? Confidence.Evident : Confidence.Possible,
        StaleCauseKind.Initialization);

    /// <summary>Whether the change belongs to setting the object up, which is over when it is used.</summary>
    internal bool IsFilledBeforeUse(WriteFact change) =>
        (Concurrency.IsFluent(change.Body.Outermost) || (!change.TakesOut && concurrency.IsSetup(change.Body))) && !sharing.IsShown(change.Location, change.Body);

    private bool Meets(WriteFact write, StaleCause cause, Rival rival) => sharing.MeetingAt(write, cause, rival) is not null;

    private bool IsShared(WriteFact write, StaleCause cause, Rival rival) => sharing.SignOf(write, cause, rival) is not null;

    // A counter, a text, an immutable collection: its content is the state. A reference to a service or a stream is only a way to it.
    private static bool IsValue(SharedLocation location) => location.IsContents || location.Type is { } type
        && (type.IsValueType || type.IsRecord || type.SpecialType == SpecialType.System_String || type.TypeKind == TypeKind.Delegate
            || type.ContainingNamespace?.ToDisplayString() == "System.Collections.Immutable");

    /// <summary>What makes a write evident; null where the finding says that by itself.</summary>
    internal SharingSign? ReasonFor(WriteFact write, StaleCause cause, Rival rival)
    {
        if (write.Location.IsCapturedVariable)
            return concurrency.RunAround(write.Body) ?? concurrency.RunAround(rival.Body);
        if (sharing.MeetingAt(write, cause, rival) is { } sign)
            return sign;
        if (cause.IsTakenForOwn)
            return new SharingSign($"'{Names.Of(write.Body)}' begins by ending an earlier call's");
        return cause.Kind == StaleCauseKind.Check && write.Syntax is InvocationExpressionSyntax { Expression: var called }
            ? new SharingSign($"'{(called as MemberAccessExpressionSyntax)?.Name.Identifier.Text ?? called.ToString()}' then throws")
            : null;
    }

    /// <summary>The same for a change of a collection in use: what takes elements out is reason enough.</summary>
    internal SharingSign? ReasonFor(EnumerationFact enumeration, WriteFact change) => sharing.SignOf(change, enumeration.Body);

    /// <summary>The same for a collection that others find half filled.</summary>
    internal SharingSign? ReasonFor(HalfFilledFact fact) => sharing.SignOf(fact.Location, fact.Body);
}
