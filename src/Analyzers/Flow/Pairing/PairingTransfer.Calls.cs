using System.Collections.Immutable;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>Calls: acquires, releases, the type's own methods, and all others, which may take what they are given.</summary>
internal sealed partial class PairingTransfer
{
    private List<Result> Invoke(IInvocationOperation call, PairingPath path)
    {
        // A lock statement is paired by the compiler.
        if (call.IsImplicit && call.TargetMethod.ContainingType?.Name == "Monitor")
            return One(path, PathValue.Unknown);
        if (TaskAdapters.IsShortForm(call.TargetMethod) && TaskAdapters.ConfiguredTask(call) is { } task)
            return Evaluate(task, path);

        return Then(Evaluate(call.Instance, path), (received, receiver) =>
        {
            var operation = context.Facts.Locks.Classify(call);
            var results = One(received, PathValue.Unknown);
            foreach (var argument in call.Arguments)
                results = Then(results, (before, _) => Pass(argument, before, operation, call));
            return Then(results, (after, _) => operation is { } lockOperation ? InvokeLock(lockOperation, call, receiver, after) : InvokeOther(call, receiver, after));
        });
    }

    private List<Result> Pass(IArgumentOperation argument, PairingPath path, LockOperation? operation, IInvocationOperation call)
    {
        if (argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out)
            // Of an acquire, it is the flag that says whether the lock is held.
            return One(operation is null ? Forget(path, argument.Value) : path, PathValue.Unknown);
        bool isKnown = (operation is { Lock: { } lockObject } && lockObject == argument.Value) || (Summary(call.TargetMethod) is not null && argument.Parameter?.Type.Name != "Object");
        return Then(Evaluate(argument.Value, path), (after, value) => One(isKnown || IsAdapter(call.TargetMethod) ? after : Escape(after, value), PathValue.Unknown));
    }

    private bool IsAdapter(IMethodSymbol method) =>
        (method.Name is "ConfigureAwait" or "AsTask" or "Preserve" or "GetAwaiter" or "GetResult" or "Unwrap" or "WaitAsync" or "Wait" && context.Facts.Known.IsTaskLike(method.ContainingType))
        || method.Name is "ThrowIfNull" or "Equals" or "ReferenceEquals";

    private List<Result> InvokeOther(IInvocationOperation call, PathValue receiver, PairingPath path)
    {
        var method = call.TargetMethod;
        if (receiver.IsPending && method.Name is "ConfigureAwait" or "AsTask" or "Preserve" or "GetAwaiter")
            return One(path, receiver);
        if (receiver.IsPending && method.Name is "GetResult" or "Wait")
            return Complete(path, receiver, call.Syntax);
        if (method.Name is "Dispose" or "DisposeAsync" or "Close")
        {
            if (receiver is { Kind: PathValueKind.Releaser, Lock: { } scope })
                return One(path.HoldOf(scope).Count > 0 ? Release(path, scope, call.Syntax) : path, PathValue.Unknown);
            if (receiver is { Kind: PathValueKind.Lock, Lock: { } disposed })
                return One(Abandon(path, disposed), PathValue.Unknown);
        }

        if (Summary(method) is { HasEffects: true } own)
        {
            if (method.IsAsync && !IsAwaited(call))
            {
                NoteCall(call, path);
                return One(own.Outcomes.SelectMany(static o => o.Locks).Aggregate(path, (seen, part) => LoseSight(seen, Rebase(part.Lock, call, seen))), PathValue.Unknown);
            }

            return method.IsAsync ? One(path, PathValue.Unknown) : Apply(own, call, path, call.Syntax, context.LikelihoodOf(method.OriginalDefinition) ?? Likelihood.Possibly);
        }

        NoteCall(call, path);
        var likelihood = _throwing.Of(call);
        // In a finally or a catch it is part of the cleaning up, and was written not to fail.
        if (likelihood == Likelihood.Possibly && IsCleaningUp(_block, withFinally: true))
            likelihood = Likelihood.Hardly;
        if (likelihood != Likelihood.Never)
            Fail(path, new Cause(call.Syntax, likelihood, IsCancellation: method.Name == "ThrowIfCancellationRequested"));
        path = receiver.IsPending || receiver.Kind == PathValueKind.Releaser ? Escape(path, receiver) : path;
        return One(path, call.Type?.SpecialType == SpecialType.System_Boolean ? Decided(path, ConditionNames.TextOf(call)) is var test && _conditions.Matters(test.Text ?? "") ? test : PathValue.Unknown : PathValue.Unknown);
    }

    // What fails in a handler is no likelier than what the handler is for.
    private void Fail(PairingPath path, Cause cause) =>
        mayThrow(path.Cause is { } first && first.Likelihood < cause.Likelihood && IsHandling(_block) ? path : path.After(cause));

    /// <summary>Whether the block is in a handler.</summary>
    internal static bool IsHandling(BasicBlock block) => IsCleaningUp(block, withFinally: false);

    private static bool IsCleaningUp(BasicBlock block, bool withFinally)
    {
        for (var region = block.EnclosingRegion; region is not null and not { Kind: ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
        {
            if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler || (withFinally && region.Kind == ControlFlowRegionKind.Finally))
                return true;
        }

        return false;
    }

    private static bool IsAwaited(IInvocationOperation call)
    {
        var around = call.Parent;
        while (around is IConversionOperation or IParenthesizedOperation or IArgumentOperation || (around is IInvocationOperation adapter && TaskAdapters.ConfiguredTask(adapter) is not null))
            around = around.Parent;
        return around is IAwaitOperation;
    }

    private PairingFacts? Summary(IMethodSymbol method) => context.Summarize(method.OriginalDefinition);

    private void NoteCall(IInvocationOperation call, PairingPath path)
    {
        if (Collector is null)
            return;
        foreach (var pair in path.Locks)
        {
            if (pair.Value.IsUnknown || pair.Value.Count > 0)
                Collector.HeldCall(call.TargetMethod.OriginalDefinition, pair.Key);
        }
    }

    /// <summary>What a method of the type has done when it returns, and what it may have done when it throws.</summary>
    private List<Result> Apply(PairingFacts own, IInvocationOperation call, PairingPath path, SyntaxNode site, Likelihood likelihood)
    {
        NoteCall(call, path);
        Collector?.Wrapper(call.TargetMethod.OriginalDefinition);
        if (likelihood != Likelihood.Never)
        {
            foreach (var failure in own.Failures)
            {
                if (Fits(failure.Given, call))
                    mayThrow(failure.Released.Select(released => Rebase(released, call, path)).Aggregate(path.After(new Cause(site, failure.Likelihood)), (before, key) => before.With(key, before.HoldOf(key).Release(site))));
            }
        }

        var results = new List<Result>();
        foreach (var outcome in own.Outcomes)
        {
            if (!Fits(outcome.Given, call))
                continue;
            var after = path;
            foreach (var (lockKey, net, isUnknown) in outcome.Locks)
            {
                var key = Rebase(lockKey, call, path);
                if (isUnknown)
                    after = LoseSight(after, key);
                for (int i = 0; i < net; i++)
                    after = Acquire(after, key, call.Syntax, isConditional: false);
                // What is wrong with a release that nobody has acquired for is told where it is.
                for (int i = 0; i > net; i--)
                    after = after.Find(key) is null ? after.With(key, Hold.None.Release(call.Syntax)) : Release(after, key, call.Syntax);
            }

            var value = outcome.Returned is { Lock: { } inner } returned ? returned with { Lock = Rebase(inner, call, path), Site = call.Syntax } : outcome.Returned;
            if (value is { Kind: PathValueKind.Releaser, Lock: { } scope })
                after = after.With(scope, Hold.None.Acquire(call.Syntax));
            results.Add(new Result(after, value));
        }

        return results;
    }

    /// <summary>Whether it can end like that when it is called like this.</summary>
    private static bool Fits(ImmutableDictionary<string, bool> given, IInvocationOperation call) =>
        given.IsEmpty || !call.Arguments.Any(argument => argument is { Parameter.Name: { } name, Value.ConstantValue: { HasValue: true, Value: bool value } } && given.TryGetValue(name, out bool flag) && flag != value);

    /// <summary>A lock as the caller sees it: what the method calls <c>this</c> is the object it was called on, a parameter is the argument.</summary>
    private LockKey Rebase(LockKey key, IInvocationOperation call, PairingPath path)
    {
        if (key.Location is not { } location)
            return key;
        if (location.Root is IParameterSymbol parameter && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, call.TargetMethod.OriginalDefinition))
        {
            var argument = call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == parameter.Ordinal);
            return argument is not null && LocationOf(argument.Value, path) is { } given && given.Members.Length + location.Members.Length <= SharedLocation.MaxMembers
                ? key with { Id = LockId.Of(location with { Root = given.Root, Members = given.Members.AddRange(location.Members) }) }
                : key;
        }

        if (location.Root is not null || call.TargetMethod.IsStatic || call.TargetMethod.MethodKind == MethodKind.LocalFunction || call.Instance is null)
            return key;
        return LocationOf(call.Instance, path) is { IsContents: false } on && on.Members.Length + location.Members.Length <= SharedLocation.MaxMembers
            ? key with { Id = LockId.Of(location with { Root = on.Root, Members = on.Members.AddRange(location.Members) }) }
            : key;
    }

    // ---- acquire and release ----

    private List<Result> InvokeLock(LockOperation operation, IInvocationOperation call, PathValue receiver, PairingPath path)
    {
        var key = Identify(operation, call, receiver, path);
        var method = call.TargetMethod;
        if (operation.Kind == LockOperationKind.Release)
            return One(ReleaseCounted(path, key, call), PathValue.Unknown);

        var site = SiteOf(call);
        bool isCancelable = Throwing.IsCancelable(call);
        if (operation.Lock is { } lockOperand)
            path = path.With(ConditionNames.NullTest(lockOperand), PathValue.False);
        // What comes back decides, and it is nothing that is understood here.
        if (operation.Kind == LockOperationKind.TryScope || method.ContainingNamespace.Name == "RateLimiting" || method.Parameters.Any(static p => p.RefKind == RefKind.Out) || ResultIsOpaque(operation, method))
            return One(Abandon(path, key), PathValue.Unknown);

        if (operation.IsAwaited)
        {
            var kind = operation.Kind switch
            {
                LockOperationKind.TryAcquire => PathValueKind.Attempt,
                LockOperationKind.Scope => PathValueKind.ScopeTask,
                _ => PathValueKind.Acquisition,
            };
            return One(path, new PathValue(kind, Lock: key, Site: site, IsCancelable: isCancelable));
        }

        mayThrow(path.After(new Cause(site, isCancelable ? Likelihood.Likely : Likelihood.Hardly, isCancelable)));
        bool isAttempt = operation.Kind == LockOperationKind.TryAcquire;
        var held = Acquire(path, key, site, isAttempt);
        var value = operation.Kind == LockOperationKind.Scope ? new PathValue(PathValueKind.Releaser, Lock: key, Site: site) : PathValue.True;
        // Monitor.Enter(o, ref taken): the flag says whether it is held.
        var flag = call.Arguments.FirstOrDefault(static a => a is { Parameter.RefKind: RefKind.Ref, Value.Type.SpecialType: SpecialType.System_Boolean })?.Value;
        if (flag is ILocalReferenceOperation { Local: var taken })
            held = held.With(taken, PathValue.True);
        if (!isAttempt)
            return One(held, value);
        var missed = path.With(key, path.HoldOf(key).Miss(site));
        if (flag is ILocalReferenceOperation { Local: var untaken })
            missed = missed.With(untaken, PathValue.False);
        return [new Result(held, PathValue.True), new Result(missed, PathValue.False)];
    }

    // _lock?.Release(): the call without its receiver is no expression.
    private static SyntaxNode SiteOf(IInvocationOperation call)
    {
        var syntax = call.Syntax;
        while (syntax.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == syntax)
            syntax = access;
        return syntax;
    }

    private bool ResultIsOpaque(LockOperation operation, IMethodSymbol method)
    {
        if (operation.Kind != LockOperationKind.Acquire)
            return false;
        var result = operation.IsAwaited ? KnownTypes.AwaitedResult(method.ReturnType) : method.ReturnsVoid ? null : method.ReturnType;
        return result is not null && result.SpecialType is not (SpecialType.System_Boolean or SpecialType.System_Void) && result.Name != "VoidTaskResult";
    }

    private LockKey Identify(LockOperation operation, IInvocationOperation call, PathValue receiver, PairingPath path)
    {
        var known = call.Instance is not null && receiver is { Kind: PathValueKind.Lock, Lock: { } seen } ? seen.Location : LocationOf(operation.Lock, path);
        var id = known is { IsVariable: true } location ? LockId.Of(location) : new LockId(Location: null, operation.Lock?.Syntax.ToString() ?? "this");
        return new LockKey(operation.Key is { } which ? new LockId(id.Location?.Contents(which.Syntax.ToString()), $"{id.Name}[{which.Syntax}]") : id, operation.Traits.Mode);
    }

    private PairingPath Acquire(PairingPath path, LockKey key, SyntaxNode site, bool isConditional)
    {
        Collector?.Acquire(key, site, isConditional, _block.Ordinal, path, _conditions);
        return path.With(key, path.HoldOf(key).Acquire(site));
    }

    private PairingPath ReleaseCounted(PairingPath path, LockKey key, IInvocationOperation call)
    {
        var count = call.Arguments.FirstOrDefault(static a => a.Parameter?.Type.SpecialType == SpecialType.System_Int32);
        return count is null || count.Value.ConstantValue is { HasValue: true, Value: 1 } ? Release(path, key, SiteOf(call)) : Abandon(path, key);
    }

    private PairingPath Release(PairingPath path, LockKey key, SyntaxNode site)
    {
        var hold = path.HoldOf(key);
        if (!hold.IsUnknown)
        {
            // A wait that is under way and has not been awaited is the business of rule 203.
            bool isPending = hold.Count == 0 && path.Values.Any(pair => pair.Value.IsPending && pair.Value.Lock == key);
            if (isPending)
                return LoseSight(path, key);
            Collector?.Release(key, site, path, _block.Ordinal, _conditions);
        }
        else
        {
            Collector?.Released(key, site);
        }

        return path.With(key, hold.Release(site));
    }

    private PairingPath Discard(PairingPath path, PathValue value) =>
        // Not awaited: rule 203 says so. It counts as meant.
        value is { Kind: PathValueKind.Acquisition, Lock: { } key, Site: { } site } ? Acquire(path, key, site, isConditional: false)
        : value.Kind is PathValueKind.Attempt or PathValueKind.ScopeTask ? Escape(path, value)
        : path;

    private List<Result> Await(IAwaitOperation wait, PairingPath path)
    {
        var awaited = Unconverted(wait.Operation);
        while (awaited is IInvocationOperation adapter && TaskAdapters.ConfiguredTask(adapter) is { } inner)
            awaited = Unconverted(inner);
        var own = awaited is IInvocationOperation { TargetMethod: { IsAsync: true } method } && context.Facts.Locks.Classify((IInvocationOperation)awaited) is null ? Summary(method) : null;
        return Then(Evaluate(wait.Operation, path), (after, value) =>
        {
            if (value.IsPending)
                return Complete(after, value, wait.Syntax);
            if (own is { HasEffects: true })
                return Apply(own, (IInvocationOperation)awaited, after, wait.Syntax, Likelihood.Likely);
            if (_throwing.Of(wait) is var likelihood and not Likelihood.Never)
                Fail(after, new Cause(wait.Syntax, likelihood));
            return One(after, PathValue.Unknown);
        });
    }

    /// <summary>A pending acquisition is awaited, or waited for.</summary>
    private List<Result> Complete(PairingPath path, PathValue pending, SyntaxNode syntax)
    {
        var (key, site) = (pending.Lock!, pending.Site!);
        path = Settle(path, pending);
        mayThrow(path.After(new Cause(pending.IsCancelable ? site : site.Contains(syntax) ? syntax : site, pending.IsCancelable ? Likelihood.Likely : Likelihood.Hardly, pending.IsCancelable)));
        var held = Acquire(path, key, site, pending.Kind == PathValueKind.Attempt);
        return pending.Kind switch
        {
            PathValueKind.Attempt => [new Result(held, PathValue.True), new Result(path.With(key, path.HoldOf(key).Miss(site)), PathValue.False)],
            PathValueKind.ScopeTask => One(held, new PathValue(PathValueKind.Releaser, Lock: key, Site: site)),
            _ => One(held, PathValue.Unknown),
        };
    }

    // The task is done: whoever looks at it again finds nothing new.
    private static PairingPath Settle(PairingPath path, PathValue pending)
    {
        foreach (var pair in path.Values)
        {
            if (pair.Value == pending)
                path = path.With(pair.Key, PathValue.NotNull);
        }

        return path;
    }

    private static string CompletedMark(PathValue pending) => $"{pending.Lock} complete";

    /// <summary>A property of the task of an acquisition.</summary>
    private List<Result> InspectTask(PairingPath path, PathValue pending, string property, IOperation operation)
    {
        if (property == "Result")
            return Complete(path, pending, operation.Syntax);
        if (pending.Kind != PathValueKind.Acquisition)
            return One(property is "Status" or "Id" ? path : Escape(path, pending), PathValue.Unknown);

        var (key, site) = (pending.Lock!, pending.Site!);
        switch (property)
        {
            case "IsCompletedSuccessfully":
            case "IsCompleted" when !pending.IsCancelable:
                return [new Result(Acquire(Settle(path, pending), key, site, isConditional: false), PathValue.True), new Result(path, PathValue.False)];
            case "IsCompleted":
                // A wait that was cancelled is complete as well. Awaiting it then tells.
                return [new Result(path.With(CompletedMark(pending), PathValue.True), PathValue.True), new Result(path, PathValue.False)];
            case "IsCanceled" or "IsFaulted":
                return [new Result(Settle(path, pending).With(key, path.HoldOf(key).Miss(site)), PathValue.True), new Result(path, PathValue.False)];
            default:
                return One(path, PathValue.Unknown);
        }
    }

    // ---- what gets out of sight ----

    private List<Result> Create(IObjectCreationOperation creation, PairingPath path)
    {
        var results = One(path, PathValue.Unknown);
        foreach (var argument in creation.Arguments)
        {
            results = Then(results, (before, _) => Then(Evaluate(argument.Value, before), (after, value) =>
                One(Unconverted(argument.Value) is IInstanceReferenceOperation ? LoseSightOfOwn(after) : Escape(after, value), PathValue.Unknown)));
        }

        results = Then(results, (before, _) => creation.Initializer is null ? One(before, PathValue.Unknown) : Children(creation.Initializer, before, escapes: true));
        return Then(results, (after, _) =>
        {
            // A constructor that fails is a program that does not start.
            if (!creation.Arguments.IsEmpty)
                mayThrow(after.After(new Cause(creation.Syntax, Likelihood.Hardly)));
            return One(after, PathValue.NotNull);
        });
    }

    /// <summary>The value may be kept by somebody who can release the lock from now on.</summary>
    private PairingPath Escape(PairingPath path, PathValue value)
    {
        if (value.Lock is not { } key || value.IsUnknown)
            return path;
        if (value.Kind != PathValueKind.Lock)
            return LoseSight(Settle(path, value), key);
        foreach (var pair in path.Locks)
        {
            if (pair.Key.Id == key.Id)
                path = LoseSight(path, pair.Key);
        }

        return LoseSight(path, key);
    }

    // new Lease(this): who has the object can release its locks.
    private PairingPath LoseSightOfOwn(PairingPath path)
    {
        foreach (var pair in path.Locks)
        {
            if (pair.Key.Location is { Root: null } && pair.Value.Count > 0)
                path = LoseSight(path, pair.Key);
        }

        return path;
    }

    /// <summary>A lambda or method that releases a lock is handed to somebody, who calls it when he is done.</summary>
    private PairingPath HandOn(PairingPath path, IMethodSymbol function)
    {
        if (Summary(function) is not { } own)
            return path;
        foreach (var key in own.ReleasedWhenThrowing.Concat(own.Outcomes.SelectMany(static o => o.Locks).Where(static l => l.IsUnknown || l.Net != 0).Select(static l => l.Lock)))
            path = LoseSight(path, key);
        return path;
    }

    private PairingPath LoseSight(PairingPath path, LockKey key)
    {
        Collector?.LoseSight(key);
        return path.With(key, Hold.Unknown);
    }

    // What happens to it here is no business of anyone else's.
    private PairingPath Abandon(PairingPath path, LockKey key)
    {
        Collector?.LoseSight(key);
        foreach (var pair in path.Locks)
        {
            if (pair.Key.Id == key.Id)
                path = path.With(pair.Key, Hold.Unknown);
        }

        return path.With(key, Hold.Unknown);
    }
}
