using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Flow.Pairing;
using AsyncRace.Analyzers.Model.Pairing;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncRace.Analyzers.Model.Signals;

/// <summary>How a type uses its events and conditions, and where that loses a signal.</summary>
internal sealed class SignalUses(ImmutableArray<BodyFacts> facts, CallGraph calls, Confinement confinement, Func<IMethodSymbol, Body?> bodyOf)
{
    private readonly Lookout _lookout = new(bodyOf);
    private readonly Dictionary<Body, Paths> _paths = [];

    /// <summary>Resets that undo what was signalled since the wait before, where nothing afterwards looks whether there was anything.</summary>
    internal IEnumerable<(SignalFact Reset, SignalFact Wait)> LostSignals()
    {
        foreach (var body in facts)
        {
            foreach (var reset in body.Signals)
            {
                if (reset is { Kind: SignalOperationKind.ResetEvent, Held.IsEmpty: true } && IsShared(reset.Signal) && WaitBefore(body, reset) is { } wait
                    && !IsOrderly(wait) && !IsDecided(reset, wait) && !IsLookedAfter(body, reset, wait))
                {
                    yield return (reset, wait);
                }
            }
        }
    }

    /// <summary>Waits for a condition, and notifications, where no lock at all is held.</summary>
    internal IEnumerable<SignalFact> Unlocked() =>
        from body in facts
        from use in body.Signals
        where use is { Kind: SignalOperationKind.WaitForCondition or SignalOperationKind.WaitForPredicate or SignalOperationKind.Notify, Held.IsEmpty: true }
        where use.Signal.Location is not null && !MayBeCalledUnderLock(use)
        select use;

    /// <summary>The same, where a lock is held that is known to be another one than the condition's.</summary>
    internal IEnumerable<(SignalFact Use, LockId Held)> UnderAnotherLock() =>
        from body in facts
        from use in body.Signals
        where use is { Kind: SignalOperationKind.WaitForCondition or SignalOperationKind.WaitForPredicate or SignalOperationKind.Notify, Held.IsEmpty: false }
        where OwnLocksOf(use.Signal) is { } own && use.Held.All(held => held.Location is { Root: null, Members.Length: 1, IsContents: false } && !own.Contains(held.Name)) && !MayBeCalledUnderLock(use)
        select (use, use.Held[0]);

    /// <summary>What the lock of a condition may be called: itself, its <c>Lock</c>, or the field that it was made with; null where that is not known.</summary>
    private static HashSet<string>? OwnLocksOf(LockId condition)
    {
        if (LockMember.Of(new LockKey(condition)) is not { IsPrivate: true, Creations: [{ ArgumentList: var arguments } creation] } || creation.Initializer is not null)
            return null;
        var own = new HashSet<string> { condition.Name, condition.Name + ".Lock" };
        switch (arguments?.Arguments.Count ?? 0)
        {
            case 0:
                return own;
            case 1 when (arguments!.Arguments[0].Expression is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } ? name : arguments.Arguments[0].Expression) is IdentifierNameSyntax given:
                // A constructor's parameter is kept under another name.
                if (condition.Location!.Members[0].ContainingType.GetMembers(given.Identifier.Text).IsEmpty)
                    return null;
                own.Add(given.Identifier.Text);
                return own;
            default:
                return null;
        }
    }

    /// <summary>Waits for a condition after which nothing looks whether what was waited for has come about.</summary>
    internal IEnumerable<SignalFact> Unchecked() =>
        from body in facts
        from wait in body.Signals
        where wait.Kind == SignalOperationKind.WaitForCondition && IsWaitedFor(wait) && !IsAskedAfter(wait.Body, wait.Syntax, depth: 0)
        select wait;

    private Paths PathsOf(Body body)
    {
        if (!_paths.TryGetValue(body, out var paths))
            _paths.Add(body, paths = new Paths(body));
        return paths;
    }

    // A local event is set by what this very method has set going, and is used again for the next.
    private static bool IsShared(LockId signal) => signal.Location is { } location && location is not { Members.IsEmpty: true, Root: ILocalSymbol };

    // Start and stop, connect and disconnect come one after the other, unless there is a loop in them; a test's steps as well.
    private bool IsOrderly(SignalFact wait) =>
        (EntryPoints.IsLifecycle(wait.Body.Member) && !PathsOf(wait.Body).From(wait.Block, stop: -1).Contains(wait.Block)) || confinement.HasOneOwner(wait.Body.Member.ContainingType);

    private SignalFact? WaitBefore(BodyFacts body, SignalFact reset) => body.Signals
        .Where(wait => wait.Kind == SignalOperationKind.WaitForEvent && wait.Signal.Equals(reset.Signal) && PathsOf(reset.Body).ComesThrough(wait, reset))
        .OrderByDescending(static wait => wait.Syntax.SpanStart)
        .FirstOrDefault();

    // if (_queue.IsEmpty) _event.Reset(): the state has the say.
    private bool IsDecided(SignalFact reset, SignalFact wait)
    {
        if (reset.Block == wait.Block)
            return false;
        var paths = PathsOf(reset.Body);
        foreach (int ordinal in paths.From(wait.Block, stop: reset.Block).Append(wait.Block))
        {
            var block = paths[ordinal];
            if (!Lookout.AsksState(block) || block.BranchValue!.Syntax.Contains(wait.Syntax) || block.ConditionalSuccessor?.Destination is not { } one || block.FallThroughSuccessor?.Destination is not { } other)
                continue;
            if (!Leads(one.Ordinal) || !Leads(other.Ordinal))
                return true;
        }

        return false;

        bool Leads(int from) => from == reset.Block || (from != wait.Block && paths.From(from, stop: wait.Block).Contains(reset.Block));
    }

    private bool IsLookedAfter(BodyFacts body, SignalFact reset, SignalFact wait)
    {
        var paths = PathsOf(reset.Body);
        if (Paths.Rest(paths[reset.Block], reset.Syntax).Any(Looks) || LooksAtEnd(reset.Block))
            return true;
        // Something else is waited for after the reset: it is armed for that.
        var after = paths.From(reset.Block, stop: wait.Block);
        if (body.Signals.Any(other => other.Kind == SignalOperationKind.WaitForEvent && other.Syntax != wait.Syntax && other.Signal.Equals(reset.Signal)
            && (after.Contains(other.Block) || (other.Block == reset.Block && other.Syntax.SpanStart > reset.Syntax.SpanStart))))
        {
            return true;
        }

        foreach (int ordinal in after)
        {
            // Around the loop, up to the wait again.
            if (ordinal == wait.Block)
            {
                if (paths[ordinal].Operations.Any(operation => operation.Syntax.SpanStart < wait.Syntax.SpanStart && !operation.Syntax.Contains(wait.Syntax) && Looks(operation)))
                    return true;
            }
            else if (paths[ordinal].Operations.Any(Looks) || LooksAtEnd(ordinal))
            {
                return true;
            }
        }

        return false;

        bool Looks(IOperation operation) => _lookout.Looks(operation, reset.Signal);
        bool LooksAtEnd(int ordinal) =>
            paths[ordinal] is var block && !(block.BranchValue?.Syntax.Contains(wait.Syntax) ?? true)
            && (Lookout.AsksState(block) || Looks(block.BranchValue) || (block.ConditionKind == ControlFlowConditionKind.None && Lookout.IsOfState(block.BranchValue)));
    }

    /// <summary>Whether a condition on the state can follow, here or, in a helper, in what calls it.</summary>
    private bool IsAskedAfter(Body body, SyntaxNode point, int depth)
    {
        var paths = PathsOf(body);
        if (paths.BlockOf(point) is not { } block)
            return true;
        if (Asks(block) || paths.From(block, stop: -1).Any(Asks))
            return true;
        return depth < 2 && !CallGraph.IsExternallyCallable(body) && calls.CallsTo(body).Any(call => call.Escapes || IsAskedAfter(call.Caller, call.Syntax, depth + 1));

        bool Asks(int ordinal) => Lookout.AsksState(paths[ordinal]) && !paths[ordinal].BranchValue!.Syntax.Contains(point);
    }

    // Whoever hands the task on, is asked where it is awaited.
    private static bool IsWaitedFor(SignalFact wait) =>
        wait.Syntax is not InvocationExpressionSyntax call || LambdaUses.IsAwaited(call) || call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.Text: var name } || !name.EndsWith("Async", StringComparison.Ordinal);

    private bool MayBeCalledUnderLock(SignalFact use)
    {
        var body = use.Body;
        if (body.IsNested)
            // A lambda or local function runs wherever it is called.
            return calls.CallsTo(body).Any(static call => !call.Held.IsEmpty || call.Escapes);
        if (CallGraph.IsExternallyCallable(body))
            return IsPassedIn(use.Signal) || IsNamedForIt(body.Member.Name) || body.Member.DeclaredAccessibility is not Accessibility.Public;
        return calls.CallsTo(body) is var known && (known.Any(static call => !call.Held.IsEmpty || call.Escapes) || (known.Count == 0 && IsPassedIn(use.Signal)));
    }

    private static bool IsPassedIn(LockId signal) => signal.Location is { Root: IParameterSymbol };

    private static bool IsNamedForIt(string name) => name.Contains("Lock") || name.EndsWith("Core", StringComparison.Ordinal);
}
