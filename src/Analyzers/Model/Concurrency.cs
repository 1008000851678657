using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model;

/// <summary>What a type's own code says of which of its bodies can run at the same time.</summary>
internal sealed class Concurrency(CallGraph calls, SequentialCallbacks callbacks, SingleRuns single, Confinement confinement, ProjectUses uses, CancellationToken cancellation)
{
    private readonly Dictionary<Body, bool> _canOverlap = [];

    /// <summary>Whether a body runs at all when others can: not only before anyone knows the object.</summary>
    internal bool CanRun(Body body, SharedLocation location) =>
        // An object may have one owner; what is static is shared by all objects.
        (location.IsStatic ? !Confinement.IsTestClass(body.Member.ContainingType) : !confinement.HasOneOwner(body.Member.ContainingType)) && !EntryPoints.IsForTests(body.Member) && Reaches(body, []);

    /// <summary>Who owns the object that a body belongs to alone, as long as the type's code does not show more users of it.</summary>
    internal PresumedOwner PresumedOwnerOf(Body body) =>
        confinement.PresumedOwnerOf(body.Member.ContainingType, cancellation) is not PresumedOwner.Nobody and var owner ? owner
        : uses.IsPartOf(body.Member.ContainingType, confinement.HasOneOwner, cancellation) ? PresumedOwner.Whole
        : PresumedOwner.Nobody;

    /// <summary>Whether the project makes one object for all of its tasks; null where that is not in sight.</summary>
    internal SharingSign? Singleton(Body body) =>
        confinement.Singleton(body.Member.ContainingType, cancellation) is { } registration
            ? new SharingSign($"'{body.Member.ContainingType.Name}' is registered as a {(registration.IsHosted ? "hosted service" : "singleton")} {{0}}", registration.Syntax)
            : null;

    /// <summary>The body of a method of the type; null for others.</summary>
    internal Body? BodyOf(IMethodSymbol method) => calls.BodyOf(method);

    /// <summary>Whether a body runs when others can know the object.</summary>
    internal bool RunsOnPublished(Body body) => Reaches(body, []);

    /// <summary>Whether two runs of it can be suspended at once.</summary>
    internal bool CanOverlapItself(Body body)
    {
        if (!_canOverlap.TryGetValue(body, out bool can))
            _canOverlap.Add(body, can = Overlaps(body, []));
        return can;
    }

    /// <summary>Whether runs of it overlap with others: it is started without being waited for.</summary>
    private bool IsVisible(Body body) => Start(body) is not null;

    /// <summary>How it is started without being waited for; null where that cannot be seen.</summary>
    /// <param name="isDoneOnce">Whether the question is about what the first run does for all: then runs after an earlier one, which was waited for, do not count.</param>
    internal SharingSign? Start(Body body, bool isDoneOnce = false) =>
        body.Symbol is { IsAsync: true, ReturnsVoid: true } ? new SharingSign($"{Name(body)} is async void", body.Syntax)
        : !callbacks.Contains(body.Syntax) && Run(body) is { } run && (body.Symbol.MethodKind == MethodKind.LocalFunction || IsStarted(body, body.Syntax)) ? run
        : calls.CallsTo(body).FirstOrDefault(call => call.Escapes && IsStarted(body, LambdaUses.Named(call.Syntax)) && !RunsOnceAtATime(call.Syntax) && !IsStartOfOneRun(call)) is { } handed ? new SharingSign($"{Name(body)} is handed on as a delegate {{0}}", handed.Syntax)
        : OneOfSeveral(body, isDoneOnce) is { } several ? several
        : Abandoned(body) is { } abandoned ? new SharingSign($"nobody waits for {Name(body)}, started {{0}}", abandoned)
        : Commands.MayOverlap(body.Symbol) ? new SharingSign($"{Name(body)} is a command that may run several times at once")
        : null;

    // public void Start() => Task.Run(WorkAsync): started once, as what starts it is.
    private bool IsStartOfOneRun(CallFact call) =>
        calls.CallsTo(call.Caller).Count == 0 && EntryPoints.IsLifecycle(call.Caller.Member) && LambdaUses.Of(LambdaUses.Named(call.Syntax)) == LambdaUse.Detached;

    // Who is handed to someone else's method may be called once, or in turn: only what is known to start it is a sign. Who raises an event whose handlers
    // return their tasks, or keeps such handlers in a list, most often waits for them.
    private static bool IsStarted(Body body, SyntaxNode handedOn) =>
        LambdaUses.Of(handedOn) != LambdaUse.InPlace && (body.Symbol.ReturnsVoid || (handedOn.Parent is ArgumentSyntax && !LambdaUses.IsSubscribed(handedOn)));

    // Task.WhenAll(LoadAsync(1), LoadAsync(2)), keys.Select(key => LoadAsync(key)), all.Add(LoadAsync(key)) in a loop; or a timer's tick calls it.
    private SharingSign? OneOfSeveral(Body body, bool isDoneOnce)
    {
        // What awaits nothing is over before the next one begins.
        if (!body.Symbol.IsAsync)
            return null;
        var groups = new HashSet<SyntaxNode>();
        foreach (var call in calls.CallsTo(body))
        {
            if (call.OnNewObject || IsOnAnObjectOfItsOwn(call) || (isDoneOnce && IsCalledBefore(call, body)))
                continue;
            if (IsForEachElement(call) || (LambdaUses.TakerOf(call.Syntax) == "Add" && LambdaUses.IsInLoop(call.Syntax)) || (IsAwaitedWithOthers(call) && !groups.Add(call.Syntax.Parent!.Parent!)))
                return new SharingSign($"several calls of {Name(body)} are started side by side {{0}}", call.Syntax);
            if (IsInOverlapping(call))
                return new SharingSign($"several runs of what calls {Name(body)} {{0}} can overlap", call.Syntax);
        }

        return null;
    }

    // await OpenAsync(); await Task.WhenAll(ReadAsync(1), ReadAsync(2)), where ReadAsync opens what is not open yet.
    private bool IsCalledBefore(CallFact call, Body body)
    {
        var around = call.Caller.Outermost;
        return AllCallersOf(body).SelectMany(reached => calls.CallsTo(reached)).Any(earlier =>
            earlier.Caller == around && earlier.IsWaitedFor
            && earlier.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax { Parent: MemberDeclarationSyntax } } step && step.Span.End <= call.Syntax.SpanStart);
    }

    // keys.Select(key => LoadAsync(key))
    private bool IsForEachElement(CallFact call) =>
        IsInOverlapping(call) && LambdaUses.TakerOf(call.Caller.Syntax) is not null && !LambdaUses.IsSubscribed(call.Caller.Syntax);

    // new Timer(_ => LoadAsync())
    private bool IsInOverlapping(CallFact call) =>
        call.Caller is { IsNested: true } lambda && callbacks.UseOf(lambda.Syntax) == LambdaUse.Overlapping && IsStarted(lambda, lambda.Syntax);

    // await Task.WhenAll(LoadAsync(), SaveAsync())
    private static bool IsAwaitedWithOthers(CallFact call) => LambdaUses.TakerOf(call.Syntax) is "WhenAll" or "WhenAny";

    // workers.Select(worker => worker.RunAsync()), foreach (var worker in workers) all.Add(worker.RunAsync());
    private static bool IsOnAnObjectOfItsOwn(CallFact call) =>
        call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } }
        && call.Target is { IsStatic: false, MethodKind: not MethodKind.LocalFunction }
        && receiver switch
        {
            ThisExpressionSyntax or BaseExpressionSyntax => false,
            IdentifierNameSyntax { Identifier.Text: var name } => call.Syntax.Ancestors().Any(around => around switch
            {
                ForEachStatementSyntax each => each.Identifier.Text == name,
                SimpleLambdaExpressionSyntax lambda => lambda.Parameter.Identifier.Text == name,
                ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList.Parameters.Any(parameter => parameter.Identifier.Text == name),
                BlockSyntax { Parent: not MemberDeclarationSyntax } block => block.Statements.OfType<LocalDeclarationStatementSyntax>().Any(local => local.Declaration.Variables.Any(variable => variable.Identifier.Text == name)),
                _ => false,
            }),
            _ => call.Receiver is null,
        };

    // _ = LoadAsync(key): whoever calls this again, one call after the other, has two of them under way. A step of something bigger that starts the next one goes on with it.
    private SyntaxNode? Abandoned(Body body) => !body.Symbol.IsAsync || single.Contains(body) ? null : calls.CallsTo(body).FirstOrDefault(call =>
        !call.OnNewObject
        && IsAbandoned(call.Syntax)
        && ((LambdaUses.IsInLoop(call.Syntax) && !IsLastInLoop(call.Syntax)) || IsStartedTwice(calls.CallsTo(body)) || (IsOpen(call.Caller) && !call.Caller.IsInitializer && !EntryPoints.RunsOnce(call.Caller.Member) && !IsLifecycle(call.Caller))))?.Syntax;

    // _ = LoadAsync(key); return;
    private static bool IsLastInLoop(SyntaxNode call) =>
        call.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax { Statements: var statements } } statement
        && statements.IndexOf(statement) is var at && at + 1 < statements.Count && statements[at + 1] is ReturnStatementSyntax or BreakStatementSyntax or ThrowStatementSyntax;

    /// <summary>Whether nobody looks at the task that a call returns: <c>_ = LoadAsync(key);</c>.</summary>
    internal static bool IsAbandoned(SyntaxNode call) =>
        call.Parent is ExpressionStatementSyntax or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: "_" }, Parent: ExpressionStatementSyntax };

    /// <summary>A call of it that is made under a lock, where another is not: its author knows that others are at what it does.</summary>
    internal SharingSign? LockedCall(Body body)
    {
        foreach (var call in calls.CallsTo(body))
        {
            if (call.Held.FirstOrDefault(static held => held is { IsClaim: false, IsPresumed: false } && held.Location?.IsCapturedVariable != true) is { } held && calls.CallsTo(body).Any(other => !other.Held.Contains(held)))
                return new SharingSign($"{Name(body)} is called under '{held.Name}' {{0}}", call.Syntax);
        }

        return null;
    }

    private SharingSign? Run(Body body) => body.IsNested
        ? callbacks.UseOf(body.Syntax) switch
        {
            LambdaUse.Overlapping => new SharingSign($"several runs of {Name(body)} can overlap", body.Syntax),
            LambdaUse.Detached when !Commands.RunOnceAtATime(body.Syntax) => new SharingSign($"{Name(body)} runs on its own", body.Syntax),
            _ => null,
        }
        : null;

    /// <summary>How the function that a body is, or is written in, runs next to the code around it; null for what runs in its place.</summary>
    /// <param name="isStarted">Whether it must be seen to be started there: who keeps it may call it once at a time.</param>
    internal SharingSign? RunAround(Body body, bool isStarted = false)
    {
        for (var inner = body; inner is { Parent: { } around }; inner = around)
        {
            // What a queue is handed, it runs in turn.
            if (inner.IsNested && LambdaUses.IsQueued(inner.Syntax))
                return null;
            if (Run(inner) is { } run && (!isStarted || IsStarted(inner, inner.Syntax)))
                return run;
            if (!isStarted && inner.Symbol.MethodKind == MethodKind.LocalFunction)
                return new SharingSign($"several runs of {Name(inner)} can overlap");
        }

        return null;
    }

    private static string Name(Body body) => body.Symbol.MethodKind switch
    {
        MethodKind.AnonymousFunction => "the lambda {0}",
        MethodKind.LocalFunction => $"'{body.Symbol.Name}'",
        _ => $"'{Names.Of(body)}'",
    };

    /// <summary>The same, or what calls it does: it is part of what is started without being waited for, or several times at once.</summary>
    internal bool RunsBesideOthers(Body body) => RunsBesideOthers(body, []);

    private bool RunsBesideOthers(Body body, HashSet<Body> visited) =>
        visited.Add(body)
        && (IsVisible(body)
            || (body.Parent is { } around && RunsBesideOthers(around, visited))
            || (body.Symbol.MethodKind != MethodKind.AnonymousFunction && calls.CallsTo(body).Any(call => call is { IsWaitedFor: false, IsHandedOn: false, OnNewObject: false } || IsAwaitedWithOthers(call) || RunsBesideOthers(call.Caller, visited))));

    /// <summary>Whether it begins or ends something, by its name or because it is a part of what does. What that only starts goes on beside it.</summary>
    internal bool IsLifecycle(Body body) => BelongsTo(body, static member => EntryPoints.IsLifecycle(member), []);

    /// <summary>Whether it is, or is written in, what anyone can call at any time.</summary>
    internal bool IsOpen(Body body) => body.Parent is { } around ? IsOpen(around)
        // What the type calls itself, and nobody else in the project, is a step of what calls it.
        : CallGraph.IsExternallyCallable(body) && (calls.CallsTo(body).Count == 0 || !uses.IsOnlyOfItsType(body.Symbol, cancellation));

    /// <summary>What anyone can call, and whenever he likes, that leads to it, itself perhaps: the overloads of one name are one way.</summary>
    internal HashSet<string> WaysTo(Body body) => NamesOf(EntrancesTo(body).Where(entrance => !IsLifecycle(entrance) && !EntryPoints.RunsOnce(entrance.Member)));

    /// <summary>The same, with what begins or ends something.</summary>
    internal HashSet<string> AllWaysTo(Body body) => NamesOf(EntrancesTo(body));

    private static HashSet<string> NamesOf(IEnumerable<Body> bodies) => new(bodies.Select(static body => body.Member.Name), StringComparer.Ordinal);

    /// <summary>Whether the one calls the other, itself or through others.</summary>
    internal bool Reaches(Body caller, Body body) => AllCallersOf(body).Contains(caller);

    private List<Body> EntrancesTo(Body body) => [.. AllCallersOf(body).Where(IsOpen)];

    // With itself, and with what it is written in.
    private HashSet<Body> AllCallersOf(Body body)
    {
        var callers = new HashSet<Body>();
        Add(body);
        return callers;

        void Add(Body reached)
        {
            if (!callers.Add(reached))
                return;
            if (reached.Parent is { } around)
                Add(around);
            foreach (var call in calls.CallsTo(reached))
                Add(call.Caller);
        }
    }

    /// <summary>Whether the loop over a collection itself calls a body.</summary>
    internal bool IsCalledInLoop(Body body, SyntaxNode collection) =>
        collection.FirstAncestorOrSelf<CommonForEachStatementSyntax>() is { } loop
        && calls.CallsTo(body).Any(call => loop.Statement.Contains(call.Syntax));

    /// <summary>Whether both are steps of one run, of which at most one is under way: a background loop takes one after the other.</summary>
    internal bool AreStepsOfOneRun(Body one, Body other) => RunsOf(one) is [var run] && !CanOverlapItself(run) && RunsOf(other) is [var same] && same == run;

    // Who calls it, and waits for it, up to those that nobody waits for.
    private List<Body> RunsOf(Body body)
    {
        var runs = new HashSet<Body>();
        Climb(body, []);
        return [.. runs];

        void Climb(Body step, HashSet<Body> visited)
        {
            if (!visited.Add(step))
                return;
            var callers = calls.CallsTo(step);
            if (step.IsNested || callers.Count == 0 || CallGraph.IsExternallyCallable(step) || callers.Any(static call => call.Escapes || !(call.IsWaitedFor || call.IsHandedOn)))
            {
                runs.Add(step);
                return;
            }

            foreach (var call in callers)
                Climb(call.Caller, visited);
        }
    }

    /// <summary>Whether it is a part of beginning or ending something and of nothing else: whoever calls it is, too, and waits for it.</summary>
    internal bool IsOnlyAStep(Body body) => !CallGraph.IsExternallyCallable(body) && IsOnlyAStep(body, []);

    private bool IsOnlyAStep(Body body, HashSet<Body> visited)
    {
        if (CallGraph.IsExternallyCallable(body))
            return EntryPoints.IsLifecycle(body.Member);
        if (!visited.Add(body))
            return false;
        var callers = calls.CallsTo(body);
        return callers.Count > 0 && callers.All(call => call.IsWaitedFor && IsOnlyAStep(call.Caller, visited));
    }

    /// <summary>Whether it returns its own object, for the next step of putting it together: <c>bundle.Include(a).Replace(b)</c>.</summary>
    internal static bool IsFluent(Body body) =>
        body is { IsNested: false, Symbol: { IsStatic: false, ReturnsVoid: false } }
        && body.Graph.Blocks.Where(static block => block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return).ToList() is { Count: > 0 } ends
        && ends.TrueForAll(static end => end.BranchValue is IInstanceReferenceOperation or IConversionOperation { Operand: IInstanceReferenceOperation });

    /// <summary>Whether it makes the object ready for use, by its name or because it is a part of what does.</summary>
    internal bool IsSetup(Body body) => BelongsTo(body, static member => EntryPoints.IsSetup(member), []);

    private bool BelongsTo(Body body, Func<IMethodSymbol, bool> isNamedSo, HashSet<Body> visited)
    {
        if (isNamedSo(body.Member))
            return true;
        if (CallGraph.IsExternallyCallable(body) || !visited.Add(body))
            return false;
        var callers = calls.CallsTo(body);
        return callers.Count > 0 && callers.All(call => call.IsWaitedFor && BelongsTo(call.Caller, isNamedSo, visited));
    }

    private bool Overlaps(Body body, HashSet<Body> visited)
    {
        // Each object is made by one run of its constructor.
        if (!visited.Add(body) || body.IsInitializer || single.Contains(body))
            return false;
        if (body.IsNested)
        {
            if (RunsOnceAtATime(body.Syntax) || (body.Symbol.MethodKind == MethodKind.LocalFunction && calls.CallsTo(body) is [var handed] && RunsOnceAtATime(handed.Syntax)))
                return false;
            return LambdaUses.Of(body.Syntax) == LambdaUse.Overlapping
                || Overlaps(body.Parent!, visited);
        }

        if (EntryPoints.RunsOnce(body.Symbol))
            return false;
        if (CallGraph.IsExternallyCallable(body))
            return true;

        var callers = calls.CallsTo(body).Where(static call => !call.OnNewObject).ToList();
        // Nothing in sight calls it: a framework may, by reflection or from markup.
        return callers.Count == 0
            ? !Commands.RunOnceAtATime(body.Symbol)
            // Handed over twice, it may be run by two at once, each of which runs it one call at a time.
            : callers.Count(call => call.Escapes && callbacks.Contains(call.Syntax)) > 1
            || callers.Exists(call => call.Escapes ? !RunsOnceAtATime(call.Syntax) : (LambdaUses.IsInLoop(call.Syntax) && !IsAwaited(call)) || (Overlaps(call.Caller, visited) && !IsStart(call)))
            || IsStartedTwice(callers);
    }

    // By what the options, or what is known of commands, say of whom it is handed to.
    private bool RunsOnceAtATime(SyntaxNode handedOn) => callbacks.Contains(handedOn) || Commands.RunOnceAtATime(handedOn);

    // _ = LoopAsync(); _ = LoopAsync(); one after the other, not in two branches or two constructors, of which one is taken.
    private static bool IsStartedTwice(IEnumerable<CallFact> callers) => callers
        .Where(static call => call.Syntax.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax && !IsAwaited(call))
        .GroupBy(static call => (call.Caller, call.Syntax.FirstAncestorOrSelf<StatementSyntax>()!.Parent))
        .Any(static block => block.Skip(1).Any());

    // Called once, when the object starts: the one background loop of its owner.
    private bool IsStart(CallFact call) =>
        calls.CallsTo(call.Caller).Count == 0 && EntryPoints.IsLifecycle(call.Caller.Member) && !IsAwaited(call);

    private static bool IsAwaited(CallFact call) =>
        call.Syntax is InvocationExpressionSyntax invocation && LambdaUses.IsAwaited(invocation);

    private bool Reaches(Body body, HashSet<Body> visited)
    {
        if (!visited.Add(body))
            return false;
        if (body.IsNested)
            return Reaches(body.Parent!, visited) || LambdaUses.Of(body.Syntax) != LambdaUse.InPlace;
        if (body.IsInitializer)
            return false;
        if (CallGraph.IsExternallyCallable(body))
            return true;

        var callers = calls.CallsTo(body);
        return callers.Count == 0 || callers.Any(call => call.Escapes || (!call.OnNewObject && (Reaches(call.Caller, visited) || (call.Caller.IsInitializer && !call.IsWaitedFor && body.Symbol.IsAsync))));
    }
}
