using System.Collections.Immutable;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow;

/// <summary>Calls: of locks, of atomic operations, of collections, of the type's own methods, and of everything else.</summary>
internal sealed partial class Transfer
{
    /// <summary>The locks that the method being called holds whenever it calls the delegate that is its argument being evaluated.</summary>
    private ImmutableArray<LockId> _heldByCallee = ImmutableArray<LockId>.Empty;

    /// <summary>Of these, the locks that it holds until what it calls is done.</summary>
    private ImmutableArray<LockId> _waitingCallee = ImmutableArray<LockId>.Empty;

    /// <summary>Stands for a constant null where null means that there is no constant.</summary>
    private static readonly object Null = new();

    private AbstractValue Invoke(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (AtomicOperations.Classify(Facts.Known, method) is var atomic and not AtomicOperation.None && !call.Arguments.IsEmpty)
            return InvokeAtomic(call, atomic);

        int start = _pending.Count;
        var receiver = Evaluate(call.Instance);
        Push(receiver);
        if (method.MethodKind == MethodKind.DelegateInvoke && call.Instance is IParameterReferenceOperation { Parameter: var work } && SymbolEqualityComparer.Default.Equals(work.ContainingSymbol, body.Symbol))
        {
            Collector?.DelegateCall(work.Ordinal, HeldLocks(), OwnLocks(), call.Syntax);
            if (!Facts.Known.IsTaskLike(method.ReturnType))
                Collector?.WaitsFor(call.Syntax);
        }

        var callee = Collector is null ? null : type.Summarize(method.OriginalDefinition);
        var heldForDelegates = callee?.HeldForDelegates;
        ImmutableArray<LockId>? runsInTurn = Collector is not null && callee is null && receiver.Path is { } executor && SerialExecutors.RunsInTurn(method.ContainingType) ? ImmutableArray.Create(LockId.Of(executor)) : null;
        int firstArgument = _pending.Count;
        List<(IOperation Target, Reference Reference)> byReference = [];
        foreach (var argument in call.Arguments)
        {
            if (heldForDelegates is not null && argument.Parameter is { } parameter && heldForDelegates.TryGetValue(parameter.Ordinal, out var held))
            {
                _heldByCallee = held.Select(id => Rebase(id, method, receiver.Path)).ToImmutableArray();
                if (callee!.WaitsForDelegates.TryGetValue(parameter.Ordinal, out var waiting))
                    _waitingCallee = waiting.Select(id => Rebase(id, method, receiver.Path)).ToImmutableArray();
            }
            else if (runsInTurn is not null)
            {
                _heldByCallee = runsInTurn.Value;
            }

            var value = EvaluateArgument(argument, byReference);
            _heldByCallee = _waitingCallee = ImmutableArray<LockId>.Empty;
            // Whoever is handed a collection for an asynchronous operation reads what is in it.
            if (Facts.Known.IsTaskLike(method.ReturnType) && ContentsOf(value, Unconverted(argument.Value).Type) is { } handed)
                value = AbstractValue.Combine(value, Read(handed, argument.Value.Syntax, AbstractValue.Unknown)) with { Path = value.Path };
            Push(value);
        }

        if (method.MethodKind == MethodKind.DelegateInvoke)
            Raise(call);
        if (Facts.Known.IsTaskLike(method.ReturnType))
        {
            HandOver(call, firstArgument);
            HandToken(call.Syntax, firstArgument);
        }

        var given = type.Summarize(method.OriginalDefinition) is { Stored.IsEmpty: false } ? Given(call, firstArgument) : null;
        var set = byReference.Count == 1 ? SetTo(call, firstArgument) : null;
        receiver = _pending[start];
        // An extension method's receiver is its first argument, as is the lock object of Monitor's methods.
        var first = call.Instance is not null || firstArgument == _pending.Count ? receiver : _pending[firstArgument];
        var arguments = PopFrom(firstArgument);
        PopFrom(start);

        Guarded(method, receiver, call.Instance, call.Syntax);
        _boundBefore = BoundBefore(call, receiver);
        var result = Result(call, receiver, first, arguments, given);
        _boundBefore = ImmutableArray<StaleRead>.Empty;
        foreach (var (target, reference) in byReference)
        {
            if (set is not null)
                Store(target, reference, call, set, WriteKind.Assign);
            else
                // Whoever gets the location itself can look at it when it writes: that write is never stale.
                Store(target, reference, call, Handed(target, result) ?? result.Derived() with { ElementOf = result.ElementOf }, WriteKind.Atomic);
        }

        return result;
    }

    // var n = _session.Count; await SaveAsync(_session); _session.Count = n + 1: whoever is handed the object may have changed what is in it, and this task knows that.
    private void HandOver(IInvocationOperation call, int firstArgument)
    {
        // What stands in the arguments of an event afterwards, its handlers have put there.
        foreach (var argument in call.Arguments)
        {
            if (Unconverted(argument.Value) is ILocalReferenceOperation { Local: var given, Type.Name: var type } && type.EndsWith("Args", StringComparison.Ordinal))
                _state[given] = _state[given] with { Marks = BitSet.Empty, Whole = BitSet.Empty, Awaited = BitSet.Empty, Chosen = BitSet.Empty };
        }

        for (int i = firstArgument; i < _pending.Count; i++)
        {
            if (_pending[i].Path is not { IsVariable: true } path)
                continue;
            var inside = BitSet.Empty;
            foreach (int bit in _state.AllMarks)
            {
                if (Marks[bit].Token.Location is var location && location.IsWithin(path) && !location.Equals(path))
                    inside = inside.With(bit);
            }

            if (!inside.IsEmpty)
                _state.MapValues(known => known.Marks.Overlaps(inside) ? known with { Awaited = known.Awaited.Union(known.Marks.Intersect(inside)) } : known);
        }
    }

    // _cts?.Cancel(); _cts = new(); await LoadAsync(_cts.Token): who comes next cancels what this one waits for.
    private void HandToken(SyntaxNode call, int firstArgument)
    {
        if (Collector is null)
            return;
        for (int i = firstArgument; i < _pending.Count; i++)
        {
            if (_pending[i].SlotOf is not { } slot)
                continue;
            foreach (int bit in _state.Published)
            {
                if (Marks[bit].Token is { Location: var put, Syntax: var syntax } && put.Equals(slot) && Collector.HasEnded(slot, syntax))
                    Collector.IsCancelledByNext(call);
            }
        }
    }

    // SetProperty(ref _isBusy, true), SetAndRaise(IsBusyProperty, ref _isBusy, true), RaiseAndSetIfChanged(ref _isBusy, true): an assignment that tells of itself.
    private AbstractValue? SetTo(IInvocationOperation call, int firstArgument)
    {
        if (!call.TargetMethod.Name.StartsWith("Set", StringComparison.Ordinal) && !call.TargetMethod.Name.StartsWith("RaiseAndSet", StringComparison.Ordinal))
            return null;
        for (int i = 0; i + 1 < call.Arguments.Length; i++)
        {
            if (call.Arguments[i].Parameter is { RefKind: RefKind.Ref } target)
                return call.Arguments[i + 1].Parameter is { RefKind: RefKind.None } value && SymbolEqualityComparer.Default.Equals(target.Type, value.Type) ? _pending[firstArgument + i + 1] : null;
        }

        return null;
    }

    // TryLock(out var releaser), TryEnter(ref taken): what the call hands back besides its result.
    private AbstractValue? Handed(IOperation target, AbstractValue result) => result.Lock is not { Kind: LockFactKind.Outcome, Site: not null } fact ? null
        : Facts.Known.IsDisposable(target.Type) ? new AbstractValue { Lock = fact with { Kind = LockFactKind.Attempt } }
        : target.Type?.SpecialType == SpecialType.System_Boolean ? new AbstractValue { Lock = fact }
        : null;

    private AbstractValue EvaluateArgument(IArgumentOperation argument, List<(IOperation, Reference)> byReference)
    {
        var passed = argument.Parameter?.RefKind ?? RefKind.None;
        if (passed is not (RefKind.Ref or RefKind.Out))
            return Evaluate(argument.Value);

        var reference = Resolve(argument.Value);
        byReference.Add((argument.Value, reference));
        if (passed == RefKind.Out)
            return reference.Receiver.Part();
        return reference.Location is { IsVariable: true } location && !reference.IsImmutable ? Read(location, argument.Value) : Current(argument.Value);
    }

    private Dictionary<int, AbstractValue>? Given(IMethodSymbol setter, AbstractValue value) =>
        type.Summarize(setter.OriginalDefinition) is { Stored.IsEmpty: false } ? new() { [setter.Parameters.Length - 1] = value } : null;

    private Dictionary<int, AbstractValue> Given(IInvocationOperation call, int firstArgument)
    {
        var given = new Dictionary<int, AbstractValue>();
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            if (call.Arguments[i].Parameter is { } parameter)
                given[parameter.Ordinal] = _pending[firstArgument + i];
        }

        return given;
    }

    private AbstractValue Result(IInvocationOperation call, AbstractValue receiver, AbstractValue first, AbstractValue arguments, Dictionary<int, AbstractValue>? given)
    {
        var method = call.TargetMethod;
        if (IsPassThrough(method))
        {
            var task = call.Instance is null ? first : receiver;
            return task with { Path = null, StoredTask = task.StoredTask ?? task.Path };
        }

        CollectSignal(call, receiver);
        if (Facts.Locks.Classify(call) is { } operation)
            return InvokeLock(operation, call, receiver, first);
        if (receiver.Lock is { Kind: LockFactKind.Releaser or LockFactKind.Attempt, Lock: var scope } releaser && method.Name is "Dispose" or "DisposeAsync")
        {
            // An attempt that failed may be disposed of as well.
            if (releaser.Kind == LockFactKind.Releaser || _state.IsHeld(scope))
                Release(scope, call.Syntax);
            return AbstractValue.Unknown;
        }

        if (method is { Name: "SetSynchronizationContext", ContainingType.Name: "SynchronizationContext" })
            WriteThreadState(Context, call.Syntax, isEmpty: false);

        // Blocking on the task of an acquisition acquires as awaiting it does.
        if (method.Name is "GetResult" or "Wait")
        {
            WaitsFor(call.Instance);
            if (receiver.Lock is { } acquisition)
                return new AbstractValue { Lock = AcquireAwaited(acquisition, isDiscarded: call.Parent is IExpressionStatementOperation) };
        }

        if (method.Name == "MoveNext" && !receiver.Enumerating.IsEmpty)
        {
            Outlive(receiver, isGroup: false);
            return AbstractValue.Unknown;
        }

        if (call.Instance is not null && ElementUses.IsEndOfLife(method) && receiver.ElementOf is { } ended)
            Collector?.EndsLife(ended);

        if (CollectionOf(call, first) is { } contents)
            return InvokeCollection(call, contents, first, arguments);
        if (call.Instance is { } own && Collections.IsMutable(own.Type) && Collections.Classify(method) is not CollectionAccess.Read)
            PutInto(own, arguments);

        // What comes out of an awaited call depends on what went in whole; out of any other call, on all that went in.
        var result = Facts.Known.IsTaskLike(method.ReturnType)
            ? new AbstractValue { Marks = arguments.Whole, Whole = arguments.Whole, Faint = PartsOf(arguments), IsNew = true }
            : ElementUses.IsSearch(method) ? receiver.Part()
            : AbstractValue.Combine(receiver.Part(), arguments.Derived()) is { IsUnknown: false } answer && IsObject(method.ReturnType) ? answer with { IsAnswer = true }
            : AbstractValue.Combine(receiver.Part(), arguments.Derived());
        if (method.Name is "Equals" or "ReferenceEquals")
            result = result with { IsVersionCheck = IsVersionCheck(AbstractValue.Combine(receiver, arguments), arguments, isEquality: true) };
        if (method.Name == "IsNullOrEmpty" || (method.Name == "IsNullOrWhiteSpace" && method.ContainingType.SpecialType == SpecialType.System_String))
            result = result with { NullWhen = true };
        // The compiler asks so for "x ??= y" where x is a Nullable<T>.
        if (method is { Name: "get_HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T })
            result = result with { NullWhen = false };
        if (method.Name == "GetEnumerator" && first.ViewOf is { } viewed)
            return Enumerate(viewed, call.Syntax);
        if (first is { ViewOf: not null } or { ElementsOf: not null } && ElementUses.IsQuery(method))
            result = Query(method, first.ViewOf, first.ElementsOf ?? first.ViewOf, result);
        else if (ElementUses.IsGroupWait(method) && call.Arguments is [var group] && first.ElementsOf is { } elements)
            result = result with { Enumerating = Read(elements, group.Value.Syntax, AbstractValue.Unknown).Marks };
        return InvokePair(call, receiver, first, CallHelper(method, receiver, result, call.Syntax, given));
    }

    // An object that lives on its own, and is not just a value, or a collection of what was asked.
    private static bool IsObject(ITypeSymbol type) =>
        type is INamedTypeSymbol { IsReferenceType: true, IsRecord: false, TypeKind: TypeKind.Class, SpecialType: SpecialType.None } && !Collections.IsMutable(type)
        && type.ContainingNamespace?.ToDisplayString().StartsWith("System", StringComparison.Ordinal) != true;

    // Adapters of a task: awaiting what they return is awaiting the task.
    private bool IsPassThrough(IMethodSymbol method) =>
        (method.Name is "ConfigureAwait" or "AsTask" or "Preserve" or "GetAwaiter" or "WaitAsync" or "Unwrap"
            && Facts.Known.IsTaskLike(method.ContainingType) && !method.IsStatic)
        || TaskAdapters.IsShortForm(method);

    // ---- atomic operations ----

    private AbstractValue InvokeAtomic(IInvocationOperation call, AtomicOperation atomic)
    {
        int start = _pending.Count;
        var target = call.Arguments[0].Value;
        var reference = Resolve(target);
        Push(reference.Receiver);
        int first = _pending.Count;
        foreach (var argument in call.Arguments.Skip(1))
            Push(Evaluate(argument.Value));
        var values = _pending.GetRange(first, _pending.Count - first);
        PopFrom(start);
        if (reference.Location is not { IsVariable: true } location)
            return AbstractValue.Unknown;

        switch (atomic)
        {
            case AtomicOperation.Read:
                return Read(location, target.Syntax, AbstractValue.Unknown, isFenced: true) with { Path = location };
            case AtomicOperation.Write:
                Write(location, call.Syntax, values[0], WriteKind.Assign, isFenced: true);
                return AbstractValue.Unknown;
            case AtomicOperation.Exchange:
                return Exchange(location, call.Syntax, values[0], isDiscarded: call.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation });
            case AtomicOperation.CompareExchange:
                return CompareExchange(location, call.Syntax, values);
            case AtomicOperation.Increment:
                // The first one in finds 1; the others have to go back.
                Write(location, call.Syntax, AbstractValue.Unknown, WriteKind.Atomic, isFenced: true);
                return new AbstractValue { Lock = Found(LockId.Claim(location), 1, acquiredWhen: true) };
            case AtomicOperation.Decrement:
                if (_state.Find(LockId.Claim(location)) is { IsClaim: true })
                    _state.Release(LockId.Claim(location));
                goto default;
            default:
                // What it returns is this task's own: a number that nobody else gets.
                Write(location, call.Syntax, AbstractValue.Unknown, WriteKind.Atomic, isFenced: true);
                return AbstractValue.Unknown;
        }
    }

    private AbstractValue Exchange(SharedLocation location, SyntaxNode syntax, AbstractValue value, bool isDiscarded)
    {
        var gate = LockId.Claim(location);
        if (_state.Find(gate) is { IsClaim: true } claimed && value.HasConstant && IsReset(claimed.ClaimedValue, value.Constant))
            _state.Release(gate);
        // Who does not look at what was there before just writes.
        Write(location, syntax, value, isDiscarded ? WriteKind.Assign : WriteKind.Atomic, isFenced: true);
        Overwrite(location, value);
        return !value.HasConstant || value.IsNullConstant
            ? AbstractValue.Unknown
            : new AbstractValue { Lock = Found(gate, value.Constant, acquiredWhen: false) };
    }

    // A bool that was found tells by itself whether the gate was open; anything else has to be compared.
    private static LockFact Found(LockId gate, object? compared, bool acquiredWhen) => compared is bool found
        ? new LockFact(LockFactKind.Outcome, gate, compared, found == acquiredWhen)
        : new LockFact(LockFactKind.FoundValue, gate, compared, acquiredWhen);

    private AbstractValue CompareExchange(SharedLocation location, SyntaxNode syntax, List<AbstractValue> values)
    {
        Write(location, syntax, values[0], WriteKind.Atomic, isFenced: true);
        var found = Read(location, syntax, AbstractValue.Unknown);
        return values is [_, { HasConstant: true, Constant: var expected }]
            ? found with { Lock = Found(LockId.Claim(location), expected, acquiredWhen: true) with { Claimed = values[0].Constant } }
            : found;
    }

    // ---- locks ----

    private AbstractValue InvokeLock(LockOperation operation, IInvocationOperation call, AbstractValue receiver, AbstractValue lockObject)
    {
        var id = (operation.Traits.IsPresumed ? null : LockOf(call, receiver)) ?? (operation is { Lock: null, Kind: not LockOperationKind.Scope }
            // Static methods that take no lock object: their type is the lock.
            ? new LockId(Location: null, call.TargetMethod.ContainingType.ToDisplayString() + Brackets(KeyOf(operation)))
            : Identify(operation.Lock, call, lockObject, KeyOf(operation), ofThis: operation.Traits.IsPresumed) with { IsPresumed = operation.Traits.IsPresumed });
        if (operation.Kind == LockOperationKind.Release)
        {
            Release(id, call.Syntax);
            return AbstractValue.Unknown;
        }

        if (operation.IsAwaited && !operation.Traits.IsPresumed)
            Collector?.Pending.Start(call, id, operation.Traits);
        return Acquire(operation, id, call.Syntax);
    }

    private AbstractValue Acquire(LockOperation operation, LockId id, SyntaxNode syntax)
    {
        Collector?.Takes(id);
        var site = new Acquisition(syntax, operation.Traits);
        if (!operation.IsAwaited)
            Attempts(id, site);

        var kind = (operation.Kind, operation.IsAwaited) switch
        {
            (LockOperationKind.Acquire, true) => LockFactKind.AcquireTask,
            (LockOperationKind.TryAcquire, true) => LockFactKind.TryAcquireTask,
            (LockOperationKind.Scope, true) => LockFactKind.ScopeTask,
            (LockOperationKind.TryScope, true) => LockFactKind.AttemptTask,
            (LockOperationKind.TryAcquire, false) => LockFactKind.Outcome,
            (LockOperationKind.TryScope, false) => LockFactKind.Attempt,
            _ => LockFactKind.Releaser,
        };
        if (operation is { IsAwaited: false, Kind: LockOperationKind.Acquire or LockOperationKind.Scope })
            Acquire(id, site);
        // Monitor.Enter(_gate, ref taken), WaitOne(): what says whether it is held says that it is.
        return operation is { Kind: LockOperationKind.Acquire, IsAwaited: false }
            ? new AbstractValue { Lock = new LockFact(LockFactKind.Outcome, id) { Site = site } }
            : new AbstractValue { Lock = new LockFact(kind, id) { Site = site } };
    }

    /// <summary>Two methods that are named for a lock. Of the type's own, what the one acquires says which lock is meant.</summary>
    private AbstractValue InvokePair(IInvocationOperation call, AbstractValue receiver, AbstractValue first, AbstractValue result)
    {
        if (Facts.Locks.ClassifyPair(call) is not var (operation, counterpart))
            return result;
        var acquire = operation.Kind == LockOperationKind.Release ? counterpart : call.TargetMethod;
        return type.Summarize(acquire.OriginalDefinition) is { } summary && (summary.ReturnedLock is not null || !summary.Acquired.IsEmpty)
            ? result
            : result with { Lock = InvokeLock(operation, call, receiver, first).Lock };
    }

    /// <summary>A method of the type with a lock's name hands on a lock of the type: that is the one which is held.</summary>
    private LockId? LockOf(IInvocationOperation call, AbstractValue receiver)
    {
        var method = call.TargetMethod.OriginalDefinition;
        return type.Summarize(method) is { } summary
            && (summary.ReturnedLock?.Lock ?? (summary.Acquired is [{ IsClaim: false } only] ? only.Lock : summary.Released is [var released] ? released : null)) is { Location: not null } id
            ? Rebase(id, method, receiver.Path)
            : null;
    }

    private void Attempts(LockId id, Acquisition by)
    {
        if (Collector is null || by.Traits.IsPresumed)
            return;
        var inside = _state.Trail.Inside(id);
        // Held on every path, or acquired on one that always comes here.
        bool certain = inside is { } entered && (_state.Find(id) is { IsClaim: false } || control.BranchesOver(_block.Ordinal).All(branch => branch == entered.Block || control.BranchesOver(entered.Block).Contains(branch)));
        Collector.Acquires(new AcquireFact(body, by.Syntax, id, by.Traits, OwnLocks())
        {
            Already = certain ? inside?.By : null,
            AfterLeaving = _state.Trail.HasLeft(id),
            IsOptional = IsOptional(),
        });
    }

    /// <summary>Whether a flag that the caller passes, or a question for the holder, decides that the lock is acquired.</summary>
    private bool IsOptional()
    {
        foreach (int branch in control.BranchesOver(_block.Ordinal))
        {
            foreach (var asked in body.Graph.Blocks[branch].BranchValue?.DescendantsAndSelf() ?? [])
            {
                if (asked is IParameterReferenceOperation { Type.SpecialType: SpecialType.System_Boolean }
                    or IPropertyReferenceOperation { Property.ContainingType.Name: "AsyncLocal" or "ThreadLocal" or "SemaphoreSlim" or "ReaderWriterLockSlim" or "SpinLock" or "Thread" or "Environment" }
                    or IPropertyReferenceOperation { Property.Name: "IsHeld" or "IsLockHeld" or "IsReadLockHeld" or "IsWriteLockHeld" or "IsHeldByCurrentThread" or "CurrentCount" or "CurrentId" }
                    or IInvocationOperation { TargetMethod.Name: "IsEntered" })
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>What is called here has run to its end when this operation is done.</summary>
    private void WaitsFor(IOperation? task)
    {
        if (Collector is null || task is null || Started(task) is not { } call)
            return;
        Collector.WaitsFor(call.Syntax);
        if (call.TargetMethod is { Name: "WhenAll", IsStatic: true })
        {
            foreach (var started in call.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()).OfType<IInvocationOperation>())
                Collector.WaitsFor(started.Syntax);
        }
    }

    /// <summary>The call whose task this is, adapters aside.</summary>
    private IInvocationOperation? Started(IOperation task)
    {
        task = Unconverted(task);
        while (task is IInvocationOperation adapter && IsPassThrough(adapter.TargetMethod))
            task = Unconverted(adapter.Instance ?? adapter.Arguments[0].Value);
        return task as IInvocationOperation;
    }

    private LockFact? AcquireAwaited(LockFact? fact, bool isDiscarded)
    {
        switch (fact?.Kind)
        {
            case LockFactKind.AcquireTask:
                Attempts(fact);
                Acquire(fact.Lock, fact.Site);
                return null;
            case LockFactKind.TryAcquireTask when isDiscarded:
                // Nobody looks whether it was acquired: that is rule 201's business, here it counts as meant.
                Attempts(fact);
                Acquire(fact.Lock, fact.Site);
                return null;
            case LockFactKind.TryAcquireTask:
                Attempts(fact);
                return fact with { Kind = LockFactKind.Outcome };
            case LockFactKind.ScopeTask:
                Attempts(fact);
                Acquire(fact.Lock, fact.Site);
                return fact with { Kind = LockFactKind.Releaser };
            case LockFactKind.AttemptTask:
                Attempts(fact);
                return fact with { Kind = LockFactKind.Attempt };
            default:
                return fact;
        }
    }

    private void Attempts(LockFact fact)
    {
        if (fact.Site is { } site)
            Attempts(fact.Lock, site);
    }

    private void Acquire(LockId id, Acquisition? by)
    {
        // A lock that this call has for itself keeps nobody out, and says nothing of others.
        if (id.Location?.IsCapturedVariable != true)
            Collector?.Acquired();
        Collector?.Takes(id);
        if (IsLimiter(id))
            return;
        // One level tells whether a release is the last; more would grow with each round of a loop.
        var outer = _state.Find(id) is { IsClaim: false, Outer: null } held && held.By?.Syntax != by?.Syntax && (held.By is null || by?.Traits.IsReentrant == true) ? held : null;
        _state.Acquire(new HeldLock(id, outer?.Covered ?? BitSet.Empty) { By = by, Outer = outer });
        if (by is not null)
            _state.Trail = _state.Trail.Enter(id, by, _block.Ordinal);
    }

    private void Release(LockId id, SyntaxNode syntax, bool byHelper = false)
    {
        // What a helper releases, it may release on some of its ways only.
        Collector?.Released(new ReleaseFact(body, syntax, id, WasHeld: _state.Find(id) is { IsTakenOver: false }, !byHelper && IsUnconditional()));
        foreach (var escaping in _state.Escaping)
        {
            if (escaping.Lock == id)
                Collector?.EscapedTask(escaping);
        }

        if (_state.Find(id) is { Outer: { } outer })
            _state.Acquire(outer);
        else
            _state.Release(id);
        _state.Trail = _state.Trail.Leave(id);
    }

    // A semaphore that lets several in, or starts empty to be used as a signal, excludes nobody.
    private bool IsLimiter(LockId id) => Facts.Semaphores.InitialCount(id.Location?.Target) is { } count && count != 1;

    private LockId Identify(IOperation? operand, IInvocationOperation call, AbstractValue lockObject, string? key = null, bool ofThis = false)
    {
        operand ??= call;
        var location = lockObject.Path is { } path && (path.IsVariable || ofThis) ? path : Resolved(Unconverted(operand)) switch
        {
            ILocalReferenceOperation local => Variable(local.Local),
            IParameterReferenceOperation parameter => Variable(parameter.Parameter),
            _ => null,
        };
        if (location is null)
            return new LockId(Location: null, operand.Syntax + Brackets(key));
        return LockId.Of(key is null ? location : location.Contents(key));
    }

    private static string? KeyOf(LockOperation operation) => KeyText(operation.Key) is { } key && operation.Part is { } part ? $"{part}, {key}" : operation.Part ?? KeyText(operation.Key);

    private static string Brackets(string? key) => key is null ? "" : $"[{key}]";

    /// <summary>A variable gets another value: locks that were named by the old one are still held, but the name means others now.</summary>
    private void Renamed(SharedLocation variable)
    {
        if (_state.Held.Count == 0)
            return;
        // The compiler's own variables, as the flag of a lock statement, have no name.
        string? name = variable.IsCapturedVariable ? variable.Root?.Name : null;
        foreach (var held in _state.Held.ToArray())
        {
            if (!held.IsClaim && held.Lock.Location is { } location && (location.IsWithin(variable) || (name is { Length: > 0 } && Mentions(location.Element, name))))
                _state.Forget(held.Lock);
        }
    }

    private static bool Mentions(string? key, string name)
    {
        for (int at = key?.IndexOf(name, StringComparison.Ordinal) ?? -1; at >= 0; at = key!.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || !SyntaxFacts.IsIdentifierPartCharacter(key![at - 1])) && (at + name.Length == key!.Length || !SyntaxFacts.IsIdentifierPartCharacter(key[at + name.Length])))
                return true;
        }

        return false;
    }

    // ---- collections ----

    private static SharedLocation? CollectionOf(IInvocationOperation call, AbstractValue receiver) =>
        call.Instance is { } instance
            ? ContentsOf(receiver, instance.Type)
            // LINQ and the like.
            : call.TargetMethod.IsExtensionMethod && call.Arguments is [{ Value: var source }, ..] ? ContentsOf(receiver, Unconverted(source).Type) : null;

    private AbstractValue InvokeCollection(IInvocationOperation call, SharedLocation contents, AbstractValue collection, AbstractValue arguments)
    {
        var method = call.TargetMethod;
        var access = call.Instance is null ? CollectionAccess.Read : Collections.Classify(method);
        if (Collections.HasKey(method) && call.Instance is not null)
            contents = contents.Contents(KeyText(call.Arguments[0].Value));
        switch (access)
        {
            case CollectionAccess.Add:
                Write(contents, call.Syntax, arguments, WriteKind.Add, change: CollectionChange.Adds);
                return AbstractValue.Unknown;
            case CollectionAccess.Take:
                Write(contents, call.Syntax, arguments, WriteKind.Take, change: CollectionChange.Removes);
                return new AbstractValue { ElementOf = contents.Contents() };
            case CollectionAccess.Overwrite:
                // Removing or adding by value is right whatever has happened; what it was decided by does not matter either.
                Write(contents, call.Syntax, AbstractValue.Unknown, WriteKind.Overwrite, change: Collections.ChangeOf(method));
                return new AbstractValue { ElementOf = contents.Contents() };
            default:
                // A copy of the contents is made from the collection too.
                // Where something is now depends on what is there now, whatever led to what is looked for.
                var read = Read(contents, call.Syntax, ElementUses.IsSearch(method) ? collection.Part() : AbstractValue.Combine(collection.Part(), arguments.Part()));
                return method.Name == "GetEnumerator"
                    ? read with { Enumerating = read.Whole }
                    : ElementUses.IsQuery(method)
                    ? Query(method, contents, contents, read)
                    : read with { ElementOf = contents.Contents() };
        }
    }

    // ---- elements, views and enumerations ----

    private static AbstractValue Query(IMethodSymbol method, SharedLocation? view, SharedLocation? elements, AbstractValue result) =>
        ElementUses.IsDeferred(method) ? result with { ViewOf = view, ElementsOf = elements } : result with { ElementsOf = elements };

    private AbstractValue Enumerate(SharedLocation contents, SyntaxNode syntax)
    {
        var read = Read(contents, syntax, AbstractValue.Unknown);
        return read with { Enumerating = read.Whole };
    }

    private static AbstractValue Shown(IOperation operation, SharedLocation contents, AbstractValue value) => operation switch
    {
        // Who is handed the keys gets nothing of what they stand for.
        IPropertyReferenceOperation { Property: { IsIndexer: false, Name: "Keys" } } => value with { Whole = BitSet.Empty, ViewOf = contents, ElementsOf = contents },
        IPropertyReferenceOperation { Property: { IsIndexer: false, Name: "Values" } } => value with { ViewOf = contents, ElementsOf = contents },
        IPropertyReferenceOperation { Property.IsIndexer: false } => value,
        _ => value with { ElementOf = contents.Contents() },
    };

    private SharedLocation? Enumerated(AbstractValue enumerator)
    {
        foreach (int bit in enumerator.Enumerating)
            return Marks[bit].Token.Location;
        return null;
    }

    /// <summary>An enumeration, or a group of elements, that is still in use after a suspension.</summary>
    private void Outlive(AbstractValue value, bool isGroup)
    {
        if (Collector is null)
            return;
        foreach (int bit in value.Enumerating)
        {
            if (Marks[bit] is { Since: { } since, Token: var token })
                Collector.Enumeration(new EnumerationFact(body, token, since, isGroup));
        }
    }

    // ---- the type's own methods ----

    private AbstractValue CallHelper(IMethodSymbol method, AbstractValue receiver, AbstractValue result, SyntaxNode syntax, Dictionary<int, AbstractValue>? given = null)
    {
        method = method.OriginalDefinition;
        if (type.Summarize(method) is not { } summary)
            return result;

        Collector?.Call(new CallFact(body, method, syntax, HeldLocks(), OnNewObject: receiver.IsNew, Escapes: false) 
        {
            Receiver = receiver.Path,
            Own = OwnLocks(),
            Left = _state.Trail.Left,
            HeldUntilDone = LastingLocks(),
            Checked = Checked(method, receiver.Path),
            IsHandedOn = !body.Symbol.IsAsync && IsReturned(syntax, wrapped: Facts.Known.IsValueTask(body.Symbol.ReturnType)),
        });
        // Who returns no task has run to its end.
        if (!Facts.Known.IsTaskLike(method.ReturnType) && method is not { IsAsync: true, ReturnsVoid: true })
            Collector?.WaitsFor(syntax);
        bool suspends = method.IsAsync && summary.MaySuspend;
        foreach (var location in suspends ? summary.Returned.Except(summary.ReturnedFresh) : summary.Returned)
        {
            if (Rebase(location, method, receiver.Path) is { } seen)
                result = AbstractValue.Combine(result, Read(seen, syntax, AbstractValue.Unknown)) with { IsNew = result.IsNew };
        }

        if (summary.ReturnedNullWhen is { } nullWhen && !result.Marks.IsEmpty)
            result = result with { NullWhen = nullWhen };
        if (summary.ReturnedLock is { } outcome)
        {
            var returned = Rebase(outcome.Lock, method, receiver.Path);
            Collector?.Takes(returned);
            result = result with { Lock = outcome with { Lock = returned, Site = outcome.Site is { } site ? site with { Syntax = syntax } : null } };
        }
        else if (HandsOver(method, summary) is { } handed)
            result = result with { Lock = new LockFact(method.IsAsync ? LockFactKind.ScopeTask : LockFactKind.Releaser, Rebase(handed.Lock, method, receiver.Path)) { Site = handed.By is { } by ? by with { Syntax = syntax } : null } };

        if (given is not null)
            Store(summary, method, receiver.Path, given);
        // A method that suspends makes its later writes at some time before its task completes: they are asked for after the await.
        ReportWrites(summary, method, receiver.Path, atOnce: true);
        ApplyWrites(summary, method, receiver.Path, atOnce: true);
        if (suspends)
            return result with { Started = new StartedCall(method, receiver.Path, syntax) };
        ApplyEffects(summary, method, receiver.Path, syntax);
        return summary.ReturnedCall is { } started ? result with { Started = started with { Receiver = started.Receiver is { } own ? Rebase(own, method, receiver.Path) : null } } : result;
    }

    // if (_busy) return; await RunAsync(): what has just been looked at, as the method sees it.
    private ImmutableArray<CallersCheck> Checked(IMethodSymbol method, SharedLocation? receiver) =>
        method.DeclaredAccessibility != Accessibility.Private || receiver is { IsVariable: true } ? ImmutableArray<CallersCheck>.Empty : Checked();

    private ImmutableArray<CallersCheck> Checked()
    {
        var found = ImmutableArray.CreateBuilder<CallersCheck>();
        foreach (var (_, guard) in GuardsHere())
        {
            if (guard.IsLoop)
                continue;
            foreach (int bit in guard.Marks)
            {
                if (Marks[bit] is { IsStale: false, Token.Location: { IsContents: false } location })
                    found.Add(new CallersCheck(location, guard.Outcome));
            }
        }

        return found.ToImmutable();
    }

    // As it is: whoever waits for the one waits for the other.
    private static bool IsReturned(SyntaxNode call, bool wrapped)
    {
        while (true)
        {
            // SaveAsync().AsTask(), new ValueTask(SaveAsync()): the same work under another type.
            var outer = call.Parent switch
            {
                ParenthesizedExpressionSyntax or ConditionalExpressionSyntax or SwitchExpressionArmSyntax or SwitchExpressionSyntax or CastExpressionSyntax => call.Parent,
                MemberAccessExpressionSyntax { Name.Identifier.Text: "AsTask" or "Preserve", Parent: InvocationExpressionSyntax adapted } => adapted,
                ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: BaseObjectCreationExpressionSyntax wrapper } } when wrapped => wrapper,
                _ => null,
            };
            if (outer is null)
                break;
            call = outer;
        }

        return call.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax or LambdaExpressionSyntax;
    }

    /// <summary>What a method of the type has done by the time that it has been awaited. Returns what its result was read from then.</summary>
    private AbstractValue Complete(StartedCall? started)
    {
        var fresh = AbstractValue.Unknown;
        if (started is null || type.Summarize(started.Method) is not { } summary)
            return fresh;

        Collector?.WaitsLater(started.Syntax, HeldLocks());
        ReportWrites(summary, started.Method, started.Receiver, atOnce: false);
        ApplyEffects(summary, started.Method, started.Receiver, started.Syntax);
        foreach (var location in summary.ReturnedFresh)
        {
            if (Rebase(location, started.Method, started.Receiver) is { } seen)
                fresh = AbstractValue.Combine(fresh, Read(seen, started.Syntax, AbstractValue.Unknown));
        }

        return fresh;
    }

    /// <summary>
    /// if (_c is null) await ConnectAsync(): the check is here, the write that relies on it is in the method. A write that the method makes
    /// at once relies on a check that was stale before the call.
    /// </summary>
    private void ReportWrites(MemberSummary summary, IMethodSymbol method, SharedLocation? receiver, bool atOnce)
    {
        if (Collector is null)
            return;
        foreach (var write in summary.Written)
        {
            if (write.AfterSuspension == atOnce || write.IsSafeForCallers || write.Kind == WriteKind.Atomic
                || Rebase(write.Location, method, receiver) is not { } location || IsRechecked(location))
                continue;
            var guards = StaleGuards(location, AbstractValue.Unknown);
            if (!guards.IsEmpty)
                Collector.LateWrite(ForCaller(write, location) with { StaleGuards = guards });
        }
    }

    /// <summary>await StoreAsync(_n + 1): the value is read here, and written in the method.</summary>
    private void Store(MemberSummary summary, IMethodSymbol method, SharedLocation? receiver, Dictionary<int, AbstractValue> given)
    {
        if (Collector is null)
            return;
        var covered = _state.Covered;
        foreach (var stored in summary.Stored)
        {
            if (Rebase(stored.Location, method, receiver) is not { } location)
                continue;
            var stale = new List<StaleRead>();
            var fresh = new List<ReadToken>();
            var handedOn = new List<ParameterUse>();
            foreach (var use in stored.Parameters)
            {
                if (!given.TryGetValue(use.Ordinal, out var value))
                    continue;
                foreach (var own in ParametersIn(value.Marks))
                    handedOn.Add(own with { Since = own.Since ?? use.Since });
                foreach (int bit in value.Marks)
                {
                    var mark = Marks[bit];
                    if (mark.Token.Location.Overlaps(location) && (mark.Since ?? (covered.Contains(bit) ? null : use.Since)) is { } since)
                        stale.Add(new StaleRead(mark.Token, since, value.Awaited.Contains(bit)));
                    else if (mark.Token.Location.Overlaps(location))
                        fresh.Add(mark.Token);
                }
            }

            if (handedOn.Count > 0)
                Collector.Stored(ForCaller(stored, location) with { Parameters = handedOn.ToImmutableArray(), IsUnconditional = stored.IsUnconditional && IsUnconditional() });
            if (stale.Count > 0)
                Collector.LateWrite(ForCaller(stored, location) with { StaleData = stale.ToImmutableArray(), FreshReads = stored.FreshReads.AddRange(fresh) });
        }
    }

    // The same write, seen from a call: nothing that the method itself knows of it says anything here.
    private WriteFact ForCaller(WriteFact write, SharedLocation location) => write with
    {
        Caller = body,
        Location = location,
        Parameters = ImmutableArray<ParameterUse>.Empty,
        StaleData = ImmutableArray<StaleRead>.Empty,
        StaleGuards = ImmutableArray<StaleGuard>.Empty,
        StaleUses = ImmutableArray<StaleRead>.Empty,
        StaleDecisions = ImmutableArray<StaleRead>.Empty,
        StaleNumbers = ImmutableArray<StaleRead>.Empty,
        StalePublications = ImmutableArray<StaleRead>.Empty,
        Slight = write.Slight is null ? null : SlightFacts.None with { SetsElement = write.Slight.SetsElement },
    };

    private void ApplyWrites(MemberSummary summary, IMethodSymbol method, SharedLocation? receiver, bool atOnce)
    {
        foreach (var write in summary.Written)
        {
            if (write.AfterSuspension == atOnce || Rebase(write.Location, method, receiver) is not { } location)
                continue;
            Collector?.CalledWrite(ForCaller(write, location) with
            {
                Caller = null,
                AfterSuspension = write.AfterSuspension || _state.HasSuspended,
                IsUnconditional = write.IsUnconditional && IsUnconditional(),
                IsSafeForCallers = write.IsSafeForCallers || IsRechecked(location) || _state.Held.Any(static held => held.IsClaim),
            });
            if (location.IsContents && write.Change is CollectionChange.Adds or CollectionChange.SetsElement)
                Fill(location, write.Syntax);
            // What every call does is as good as done here; what only some do may have claimed a flag, but nothing more can be said.
            var value = write is { IsUnconditional: true, WritesConstant: true } ? new AbstractValue { HasConstant = true, Constant = write.Constant } : AbstractValue.Unknown;
            Claim(location, value, write.IsUnconditional ? write.Kind : WriteKind.Atomic);
            if (write is { IsUnconditional: true, Replaces: true })
                Overwrite(location, value);
        }
    }

    private void ApplyEffects(MemberSummary summary, IMethodSymbol method, SharedLocation? receiver, SyntaxNode syntax)
    {
        ApplyWrites(summary, method, receiver, atOnce: false);
        foreach (var location in summary.Published)
        {
            if (Rebase(location, method, receiver) is { } published)
                PublishedBy(syntax, published);
        }

        foreach (var location in summary.Ended)
        {
            if (Rebase(location, method, receiver) is { } slot)
                Collector?.Ends(slot, syntax);
        }

        foreach (var id in summary.Released)
            Release(Rebase(id, method, receiver), syntax, byHelper: true);
        // A gate that it leaves closed behind itself: whoever finds it closed does not come back from it.
        foreach (var gate in summary.Acquired.Where(static held => held.IsClaim))
            _state.Acquire(gate with { Lock = Rebase(gate.Lock, method, receiver), Covered = FreshMarks(_state) });
        foreach (var held in summary.Acquired.Where(static held => !held.IsClaim))
            Acquire(Rebase(held.Lock, method, receiver), held.By is { } by ? by with { Syntax = syntax } : null);
    }

    // What it returns is the releaser of the one lock that it leaves held.
    private HeldLock? HandsOver(IMethodSymbol method, MemberSummary summary) =>
        summary.Acquired is [{ IsClaim: false } only] && Facts.Known.IsDisposable(Facts.Known.IsTaskLike(method.ReturnType) ? KnownTypes.AwaitedResult(method.ReturnType) : method.ReturnType) ? only : null;

    private static LockId Rebase(LockId id, IMethodSymbol method, SharedLocation? receiver) => id.SeenBy(method, receiver) ?? id;

    /// <summary>A location as the caller sees it: what the method calls <c>this</c> is the object it was called on.</summary>
    private static SharedLocation? Rebase(SharedLocation location, IMethodSymbol method, SharedLocation? receiver) => location.SeenBy(method, receiver);
}
