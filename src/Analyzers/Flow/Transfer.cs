using System.Collections.Immutable;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// What each operation does to the abstract state. Operands are evaluated in the order in which the program evaluates them; those that
/// wait for the rest of their expression lie on <see cref="_pending"/>, because a suspension in the rest makes them stale as well:
/// in <c>x + await F()</c>, <c>x</c> is read before.
/// </summary>
internal sealed partial class Transfer(Body body, TypeContext type, ControlDependence control, Action<FlowState> mayThrow)
{
    private static readonly List<(int, Guard)> s_noGuards = [];

    private readonly List<AbstractValue> _pending = [];
    private readonly Dictionary<CaptureId, IOperation> _captured = [];
    private readonly bool _isAsyncIterator = body.Symbol is { IsAsync: true } method && method.ReturnType.Name is "IAsyncEnumerable" or "IAsyncEnumerator";
    private BasicBlock _block = body.Graph.Blocks[0];
    private FlowState _state = new();

    internal MarkTable Marks { get; } = new();

    /// <summary>Set for the pass after the fixpoint.</summary>
    internal FactCollector? Collector { get; set; }

    private CompilationFacts Facts => type.Facts;

    internal void Enter(BasicBlock block, FlowState state)
    {
        _block = block;
        _state = state;
        _pending.Clear();
        // A loop's condition goes on to say what was found when it was left.
        state.DropGuards((branch, guard) => branch >= 0 && !guard.IsLoop && control.IsDecided(branch, block.Ordinal));
    }

    internal void Execute(IOperation operation) => Evaluate(operation);

    /// <summary>The state on entry: the locks that all callers hold, and the values that they hand in.</summary>
    internal FlowState Start()
    {
        var state = new FlowState();
        var given = BitSet.Empty;
        bool isCalled = type.IsCalled(body), includeMembers = type.Facts.Options.Of(body.Syntax.SyntaxTree).IncludeParameters;
        if (isCalled || includeMembers)
        {
            foreach (var parameter in body.Symbol.Parameters)
            {
                if (parameter.RefKind != RefKind.None || !IsOwnParameter(parameter))
                    continue;
                var mark = isCalled ? BitSet.Empty.With(Marks.Fresh(Marks.Token(body.Syntax, Variable(parameter)))) : BitSet.Empty;
                given = given.Union(mark);
                state[parameter] = new AbstractValue { Marks = mark, Whole = mark, Path = includeMembers && HasMembers(parameter.Type) ? Variable(parameter) : null };
            }
        }

        foreach (var held in type.TakenOver(body))
            state.Acquire(new HeldLock(held, given) { IsTakenOver = true });
        foreach (var held in type.HeldOnEntry(body))
            state.Acquire(new HeldLock(held, given));
        foreach (var held in type.HeldAtStart(body))
            state.Acquire(new HeldLock(held, given) { AtStartOnly = true });
        int branch = CallersBranch;
        foreach (var check in type.CheckedOnEntry(body))
        {
            int mark = Marks.Fresh(Marks.Token(body.Syntax, check.Location));
            state.CoverRead(mark);
            state.SetGuard(branch--, new Guard(BitSet.Empty.With(mark), check.Outcome, IsVersionCheck: false, body.Syntax, IsLoop: false));
        }

        return state;
    }

    /// <summary>Stands for the branches that led to this body's call: no block of its own has this number.</summary>
    private const int CallersBranch = -1;

    private bool IsOwnParameter(IParameterSymbol parameter) =>
        !IsField(parameter) && !type.IsShared(parameter) && !body.IsInitializer && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, body.Symbol);

    /// <summary>The reads that a returned bool tells of although it is a constant on each way: those of the branches that led to it.</summary>
    internal BitSet DecidedBy(AbstractValue returned)
    {
        var found = BitSet.Empty;
        if (returned is not { HasConstant: true, Constant: bool } || _state.HasSuspended)
            return found;
        foreach (var (_, guard) in GuardsHere())
            found = found.Union(guard.Marks);

        return found;
    }

    // Of a collection it is the contents that matter, and whose those are nobody tells. The rest has no state, or none that is shared.
    private static bool HasMembers(ITypeSymbol type) =>
        type is INamedTypeSymbol { IsReferenceType: true, TypeKind: TypeKind.Class or TypeKind.Interface, SpecialType: SpecialType.None } && !Collections.IsMutable(type);

    /// <summary>Whether it is reached through an object that the body was handed, and that others may have been handed too.</summary>
    private bool IsOfParameter(SharedLocation location) => location is { Root: IParameterSymbol parameter, Members.IsEmpty: false } && IsOwnParameter(parameter);

    internal AbstractValue EvaluateBranch(IOperation value)
    {
        var condition = Evaluate(value);
        if (_block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return)
        {
            Escape(condition);
            ReturnTask(value);
        }

        return condition;
    }

    /// <summary>The state on one way out of a branch: the condition guards what follows, and may tell whether a lock was acquired.</summary>
    internal FlowState Branch(FlowState taken, BasicBlock block, AbstractValue condition, bool outcome)
    {
        var syntax = WholeCondition(block.BranchValue!.Syntax);
        if (syntax is CommonForEachStatementSyntax)
            // Whether there is a next element decides nothing that could be stale: a changed collection throws (rule 003).
            taken.DropGuard(block.Ordinal);
        else
            taken.SetGuard(block.Ordinal, new Guard(Claimed(condition, outcome, condition.Marks.Union(condition.Chosen)), Outcome(condition, outcome, block.BranchValue.Syntax), condition.IsVersionCheck, syntax, IsLoopCondition(syntax)) { AskedOf = condition.AskedOf });

        if (!taken.Decided.IsEmpty)
        {
            foreach (int bit in condition.Marks)
            {
                if (!Marks[bit].IsStale)
                    Undecide(taken, Marks[bit].Token.Location);
            }
        }

        if (condition.Lock is { Kind: LockFactKind.Outcome } fact && fact.AcquiredWhen == outcome && taken.Find(fact.Lock) is null)
        {
            // An exchange, and an attempt that does not wait, leave nobody any time since what was read last.
            bool atOnce = fact.Compared is not null || fact.Site?.Traits.Patience == LockPatience.None;
            taken.Acquire(new HeldLock(fact.Lock, atOnce ? FreshMarks(taken) : BitSet.Empty, fact.Claimed ?? fact.Compared) { By = fact.Site });
            if (fact.Site is { } site)
                taken.Trail = taken.Trail.Enter(fact.Lock, site, block.Ordinal);
        }
        else if (condition.Lock is { Kind: LockFactKind.Outcome, Site: { } attempt } failed && failed.AcquiredWhen != outcome && taken.Find(failed.Lock)?.By?.Syntax == attempt.Syntax)
        {
            // lock (_gate) { … } releases under if (taken): on the other way out it was never acquired.
            taken.Release(failed.Lock);
            taken.Trail = taken.Trail.Forget(failed.Lock);
        }

        return taken;
    }

    // if (mine = Interlocked.CompareExchange(…) is null): what that found is this call's own from then on, whenever it is asked about.
    private BitSet Claimed(AbstractValue condition, bool outcome, BitSet marks)
    {
        if (condition.Lock is not { Kind: LockFactKind.Outcome, Lock: { IsClaim: true, Location: { } claimed } } fact || fact.AcquiredWhen != outcome)
            return marks;
        foreach (int bit in marks)
        {
            if (Marks[bit].Token.Location.Equals(claimed))
                marks = marks.Without(bit);
        }

        return marks;
    }

    private static GuardOutcome Outcome(AbstractValue condition, bool outcome, SyntaxNode asked) =>
        (condition.NullWhen ?? NullWhenEach(asked, outcome)) is not { } nullWhen ? GuardOutcome.Other : nullWhen == outcome ? GuardOutcome.Unset : GuardOutcome.Set;

    // a is null || b is null, of types that do not bind, is one branch in the graph: behind it neither is null.
    private static bool? NullWhenEach(SyntaxNode asked, bool outcome)
    {
        if (asked is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.LogicalAndExpression } several || several.IsKind(SyntaxKind.LogicalOrExpression) == outcome)
            return null;
        return NullWhen(several.Left) is { } nullWhen && NullWhen(several.Right) == nullWhen ? nullWhen : null;

        bool? NullWhen(ExpressionSyntax part) => part switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } test when test.Left.IsKind(SyntaxKind.NullLiteralExpression) || test.Right.IsKind(SyntaxKind.NullLiteralExpression) => test.IsKind(SyntaxKind.EqualsExpression),
            IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression } } => true,
            IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression } } } => false,
            ParenthesizedExpressionSyntax { Expression: var inner } => NullWhen(inner),
            _ => NullWhenEach(part, outcome),
        };
    }

    private static SyntaxNode WholeCondition(SyntaxNode part)
    {
        while (part.Parent is ParenthesizedExpressionSyntax
            or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression }
            or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression })
        {
            part = part.Parent;
        }

        return part;
    }

    private static bool IsConditionOfStatement(SyntaxNode condition) =>
        IsLoopCondition(condition) || condition is SwitchLabelSyntax || condition.Parent is IfStatementSyntax or SwitchLabelSyntax or SwitchStatementSyntax or WhenClauseSyntax { Parent: SwitchLabelSyntax };

    private static bool IsLoopCondition(SyntaxNode condition) => condition.Parent switch
    {
        WhileStatementSyntax loop => loop.Condition == condition,
        DoStatementSyntax loop => loop.Condition == condition,
        ForStatementSyntax loop => loop.Condition == condition,
        _ => false,
    };

    private AbstractValue Evaluate(IOperation? operation)
    {
        if (operation is null)
            return AbstractValue.Unknown;
        if (operation.ConstantValue is { HasValue: true } constant)
            return AbstractValue.Of(constant.Value);

        switch (operation)
        {
            case ILocalReferenceOperation reference:
                Collector?.Reference(reference);
                return type.IsShared(reference.Local) ? Read(Variable(reference.Local), reference) : _state[reference.Local];
            case IParameterReferenceOperation reference:
                return IsLocation(reference.Parameter) ? Read(Variable(reference.Parameter), reference) : _state[reference.Parameter];
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return AbstractValue.This;
            case IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation:
                return EvaluateReference(operation);
            case IEventReferenceOperation reference:
                return EvaluateEvent(reference);
            case IFlowCaptureReferenceOperation reference:
                Collector?.Pending.Reference(reference);
                return _state[reference.Id];
            case IFlowCaptureOperation capture:
                return Capture(capture);
            case ISimpleAssignmentOperation assignment:
                return Assign(assignment);
            case ICompoundAssignmentOperation assignment:
                return Update(assignment.Target, assignment.Value, assignment);
            case IIncrementOrDecrementOperation increment:
                return Update(increment.Target, value: null, increment);
            case IDeconstructionAssignmentOperation deconstruction:
                return Deconstruct(deconstruction);
            case IEventAssignmentOperation { Adds: true } subscription:
                Subscribe(subscription.EventReference, subscription.HandlerValue);
                return EvaluateChildren(operation);
            // What is taken off an event is handed to nobody.
            case IEventAssignmentOperation { Adds: false, HandlerValue: var handler } unsubscription when Unconverted(handler) is IDelegateCreationOperation:
                return Evaluate(unsubscription.EventReference);
            case IInvocationOperation call:
                return Invoke(call);
            case IInvalidOperation { Syntax: InvocationExpressionSyntax { Expression: var called } } call:
                return InvokeUnresolved(call, called);
            // A member of an answer that does not bind either.
            case IInvalidOperation { Syntax: MemberAccessExpressionSyntax, ChildOperations.Count: 1 } member when member.ChildOperations.First() is ILocalReferenceOperation { Local: var answered } && _state[answered].IsAnswer:
                return AbstractValue.Unknown;
            // _order.Id is not the order.
            case IInvalidOperation { Syntax: MemberAccessExpressionSyntax or MemberBindingExpressionSyntax }:
                return EvaluateChildren(operation) with { Whole = BitSet.Empty };
            case IInvalidOperation { Syntax: BaseObjectCreationExpressionSyntax } creation:
                var made = EvaluateChildren(creation);
                HandOn(creation);
                return made;
            case IAwaitOperation wait:
                return Await(wait);
            case IReturnOperation { Kind: OperationKind.YieldReturn } yielded:
                return Yield(yielded);
            case IBinaryOperation binary:
                return Compare(binary);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Negate(Tested(Evaluate(not.Operand)));
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.True or UnaryOperatorKind.False } test:
                return test.OperatorKind == UnaryOperatorKind.True ? Tested(Evaluate(test.Operand)) : Negate(Tested(Evaluate(test.Operand)));
            case IIsNullOperation isNull:
                return TestNull(Evaluate(isNull.Operand), nullWhen: true);
            case IIsPatternOperation pattern:
                return Match(pattern);
            case IConversionOperation conversion:
                return conversion.OperatorMethod is null ? Evaluate(conversion.Operand)
                    : conversion.Type?.SpecialType == SpecialType.System_Boolean ? Tested(Evaluate(conversion.Operand))
                    : Evaluate(conversion.Operand).Derived();
            case IIsTypeOperation isType:
                return TestNull(Evaluate(isType.ValueOperand), nullWhen: false);
            case IParenthesizedOperation parenthesized:
                return Evaluate(parenthesized.Operand);
            case IDefaultValueOperation { Type.IsReferenceType: true }:
                return AbstractValue.Null;
            case IObjectCreationOperation or IArrayCreationOperation or IAnonymousObjectCreationOperation:
                return EvaluateChildren(operation) with { IsNew = true };
            case IDelegateCreationOperation { Target: IMethodReferenceOperation reference }:
                var target = Evaluate(reference.Instance);
                // What runs one delegate after the other calls it, as far as anyone can tell, when it is its turn.
                Collector?.Call(new CallFact(body, reference.Method.OriginalDefinition, reference.Syntax, HeldLocks().Union(_heldByCallee).ToImmutableArray(), OnNewObject: false, Escapes: _heldByCallee.IsEmpty)
                {
                    HeldByCallee = _waitingCallee,
                    HeldUntilDone = _heldByCallee,
                    IsHandedOn = true,
                    Checked = Checked(reference.Method.OriginalDefinition, target.Path),
                });
                Guarded(reference.Method, target, reference.Instance, reference.Syntax);
                return target.Part();
            case IFlowAnonymousFunctionOperation lambda:
                Collector?.Call(new CallFact(body, lambda.Symbol, lambda.Syntax, HeldLocks().Union(_heldByCallee).ToImmutableArray(), OnNewObject: false, Escapes: false) { HeldByCallee = _waitingCallee, Checked = Checked() });
                return AbstractValue.Unknown;
            case INameOfOperation or ITypeOfOperation or ISizeOfOperation:
                return AbstractValue.Unknown;
            case IArgumentOperation argument:
                return Evaluate(argument.Value);
            default:
                // Unknown kinds (newer C# on a newer compiler) are opaque: visit what is in them, assume reads.
                return EvaluateChildren(operation);
        }
    }

    private AbstractValue EvaluateChildren(IOperation operation)
    {
        int start = _pending.Count;
        foreach (var child in operation.ChildOperations)
            _pending.Add(Evaluate(child));
        return PopFrom(start);
    }

    private AbstractValue PopFrom(int start)
    {
        var all = AbstractValue.Unknown;
        for (int i = start; i < _pending.Count; i++)
            all = AbstractValue.Combine(all, _pending[i]);
        _pending.RemoveRange(start, _pending.Count - start);
        return all;
    }

    private void Push(AbstractValue value) => _pending.Add(value);

    private AbstractValue Pop()
    {
        var value = _pending[_pending.Count - 1];
        _pending.RemoveAt(_pending.Count - 1);
        return value;
    }

    private AbstractValue Capture(IFlowCaptureOperation capture)
    {
        // It may turn out to be the target of an assignment (x ??= …): remember what it stands for.
        _captured[capture.Id] = Resolved(capture.Value);
        var value = Evaluate(capture.Value);
        // x with { … } writes the members of a copy.
        if (capture.Value.Syntax.Parent is WithExpressionSyntax)
            value = Copied(value, capture.Value.Type);
        // What ?:, ?? and && compute is captured on each of their branches: the branch decided which value it is.
        var (choosing, isOtherwise) = Choosing();
        _state[capture.Id] = choosing.IsEmpty ? value : value with { Chosen = value.Chosen.Union(choosing), IsChosenOtherwise = value.IsChosenOtherwise || isOtherwise };
        return AbstractValue.Unknown;
    }

    private IOperation Resolved(IOperation operation) =>
        operation is IFlowCaptureReferenceOperation reference && _captured.TryGetValue(reference.Id, out var value) ? value : operation;

    private AbstractValue Await(IAwaitOperation wait)
    {
        var operand = Evaluate(wait.Operation);
        CollectAwaitedSignal(wait, operand);
        // _n++; await SendAsync(_n): who has just moved the count on sends a number that nobody else gets.
        var handed = HandedTo(wait.Operation, operand);
        _state.Consumed = _state.Consumed.Union(handed.Except(Counted(handed)));
        Push(operand);
        bool suspends = !Facts.CompletedAwaits.IsComplete(wait.Operation, CompletesAtOnce);
        if (suspends)
            Suspend(wait.Syntax);
        operand = Pop();
        if (suspends)
            DecideBy(ChosenTask(wait.Operation, operand), Marks.Suspension(wait.Syntax));
        Outlive(operand, isGroup: true);
        WaitsFor(wait.Operation);
        var lockFact = AcquireAwaited(operand.Lock, isDiscarded: wait.Parent is IExpressionStatementOperation);
        var fresh = Complete(operand.Started);
        var result = AbstractValue.Combine(operand.Derived(), fresh);
        // Awaiting a task that was read gives its result; awaiting a call, known or not, gives whatever the call made of its arguments.
        if (Unconverted(wait.Operation) is IInvocationOperation or IInvalidOperation)
            result = result with { Awaited = result.Marks };
        if (!operand.Faint.IsEmpty)
            result = result with { Faint = operand.Faint, Awaited = result.Awaited.Union(operand.Faint) };
        return result with { Lock = lockFact, StoredTask = operand.StoredTask ?? (wait.Operation is IInvocationOperation ? null : operand.Path) };
    }

    // What one of the type's own methods has read itself, and returns, was not handed to it.
    private BitSet HandedTo(IOperation awaited, AbstractValue task)
    {
        var handed = task.Whole;
        var call = Started(awaited)?.Syntax;
        foreach (int bit in handed)
        {
            if (Marks[bit].Token.Syntax == call)
                handed = handed.Without(bit);
        }

        return handed;
    }

    private bool CompletesAtOnce(IMethodSymbol method) => method.IsAsync && type.Summarize(method) is { MaySuspend: false };

    private AbstractValue Yield(IReturnOperation yielded)
    {
        Escape(Evaluate(yielded.ReturnedValue));
        if (_isAsyncIterator)
            Suspend(yielded.Syntax);
        return AbstractValue.Unknown;
    }

    private void Suspend(SyntaxNode syntax)
    {
        var suspension = Marks.Suspension(syntax);
        // Who has only started this goes on now, and releases what it held.
        foreach (var held in _state.Held.Where(static held => held.AtStartOnly).ToArray())
            _state.Release(held.Lock);
        var covered = _state.Covered;
        for (int i = 0; i < _pending.Count; i++)
            _pending[i] = _pending[i].Suspend(Marks, suspension, covered);
        _state.Suspend(Marks, suspension);
        Decide(suspension);
        SuspendThread(syntax);
        Collector?.Suspends();
        CollectKept();
        mayThrow(_state);
    }

    // if (_callback is null) await EnableAsync(); _callback = mine: that others have run since depends on what was read, the write does not.
    private void Decide(Suspension suspension)
    {
        foreach (var (_, guard) in GuardsHere())
        {
            if (guard.IsLoop || !IsConditionOfStatement(guard.Condition))
                continue;
            DecideBy(guard.Marks, suspension);
        }
    }

    private void DecideBy(BitSet marks, Suspension suspension)
    {
        foreach (int bit in marks)
        {
            if (Marks[bit].Since == suspension)
                _state.Decided = _state.Decided.With(bit);
        }
    }

    // await EnableAsync(), which returns _callback is null ? EnableCoreAsync() : Task.CompletedTask: what was read there decided what is waited for.
    private BitSet ChosenTask(IOperation awaited, AbstractValue task)
    {
        var chosen = task.Chosen;
        if (Started(awaited) is not { TargetMethod: { IsAsync: false } method } call || type.Summarize(method.OriginalDefinition) is null)
            return chosen;
        foreach (int bit in task.Marks)
        {
            if (Marks[bit].Token.Syntax == call.Syntax)
                chosen = chosen.With(bit);
        }

        return chosen;
    }

    // What is looked at again, or written, was not decided by an old look any more.
    private void Undecide(FlowState state, SharedLocation location)
    {
        foreach (int bit in state.Decided)
        {
            if (Marks[bit].Token.Location.Overlaps(location))
                state.Decided = state.Decided.Without(bit);
        }
    }

    private AbstractValue Compare(IBinaryOperation binary)
    {
        Push(Evaluate(binary.LeftOperand));
        var right = Evaluate(binary.RightOperand);
        var left = Pop();
        var both = AbstractValue.Combine(left, right);
        // What comes of a comparison tells something of the values, but is none of them.
        if (binary.Type?.SpecialType == SpecialType.System_Boolean)
            both = both with { Whole = BitSet.Empty };
        if ((left.HasConstant ? left : right) is { HasConstant: true, Constant: 0 or 1 or 0L or 1L })
            both = both.Without(Counted(both.Marks));
        if (binary.OperatorKind is not (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals))
        {
            // if (_highest < mine) _highest = mine: what is there now against what was made of what was there.
            if (binary.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual)
                both = both with { IsVersionCheck = IsVersionCheck(left, right, isEquality: false) };
            // An increment that finds more than one was not the first; an exchange for one that finds more than zero was not, either.
            return binary.OperatorKind != BinaryOperatorKind.GreaterThan || left.Lock is not { Kind: LockFactKind.FoundValue } count ? both
                : Equals(count.Compared, right.Constant) ? TestConstant(both, count, right.Constant, equal: false)
                : count.Compared is int taken && right.Constant is int least && taken == least + 1 ? TestConstant(both, count, taken, equal: true)
                : both;
        }

        bool equal = binary.OperatorKind == BinaryOperatorKind.Equals;
        var (value, constant) = left.HasConstant ? (right, left) : (left, right);
        if (constant.HasConstant)
            return TestConstant(both, value.Lock, constant.Constant, equal);
        return both with { IsVersionCheck = IsVersionCheck(left, right, isEquality: true) };
    }

    // _n++; if (_n > 1) …: this call has counted itself, so that the next one to come finds another number. Only one of them finds the first.
    private BitSet Counted(BitSet marks)
    {
        var counted = BitSet.Empty;
        foreach (int bit in marks)
        {
            if (Marks[bit] is not { IsStale: false, Token.Location: var location })
                continue;
            foreach (int own in _state.Counted)
            {
                if (Marks[own].Token.Location.Equals(location))
                    counted = counted.With(bit);
            }
        }

        return counted;
    }

    private static AbstractValue TestConstant(AbstractValue test, LockFact? fact, object? constant, bool equal) => test with
    {
        NullWhen = constant is null ? equal : null,
        Lock = fact switch
        {
            { Kind: LockFactKind.FoundValue } => fact with
            {
                Kind = LockFactKind.Outcome,
                AcquiredWhen = Equals(fact.Compared, constant) == fact.AcquiredWhen == equal,
                Compared = fact.Compared ?? Null,
            },
            { Kind: LockFactKind.Attempt } when constant is null => fact with { Kind = LockFactKind.Outcome, AcquiredWhen = !equal },
            { Kind: LockFactKind.Outcome } when constant is bool value => fact with { AcquiredWhen = fact.AcquiredWhen == (value == equal) },
            _ => null,
        },
    };

    // The present value of a location is compared with what was read there before a suspension; or with what the caller has read, and handed in.
    private bool IsVersionCheck(AbstractValue left, AbstractValue right, bool isEquality)
    {
        foreach (int a in left.Marks)
        {
            foreach (int b in right.Marks)
            {
                if (Marks[a].IsStale != Marks[b].IsStale
                    && (Marks[a].Token.Location.Equals(Marks[b].Token.Location) || (isEquality && IsHandedIn(Marks[a].IsStale ? a : b, left, right))))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsHandedIn(int bit, AbstractValue left, AbstractValue right) =>
        (left.Whole.Contains(bit) || right.Whole.Contains(bit)) && Marks[bit].Token.Location is { Members.IsEmpty: true, Root: IParameterSymbol parameter } && IsOwnParameter(parameter);

    private static AbstractValue Negate(AbstractValue value) => value.Derived() with
    {
        NullWhen = !value.NullWhen,
        IsVersionCheck = value.IsVersionCheck,
        AskedOf = value.AskedOf,
        Lock = value.Lock is { Kind: LockFactKind.Outcome } fact ? fact with { AcquiredWhen = !fact.AcquiredWhen } : null,
    };

    /// <summary>An attempt taken for a bool says whether the lock was acquired.</summary>
    private static AbstractValue Tested(AbstractValue attempt) => attempt.Lock is { Kind: LockFactKind.Attempt } fact
        ? attempt.Derived() with { Lock = fact with { Kind = LockFactKind.Outcome } }
        : attempt;

    private static AbstractValue TestNull(AbstractValue value, bool nullWhen) =>
        TestConstant(value.Derived(), value.Lock, constant: null, equal: nullWhen);

    private AbstractValue Match(IIsPatternOperation pattern)
    {
        var value = Evaluate(pattern.Value);
        foreach (var declared in pattern.Pattern.DescendantsAndSelf())
        {
            if (declared is IDeclarationPatternOperation { DeclaredSymbol: { } variable })
                _state[variable] = ReferenceEquals(declared, pattern.Pattern) ? value : value.Part();
            else if (declared is IRecursivePatternOperation { DeclaredSymbol: { } whole })
                _state[whole] = ReferenceEquals(declared, pattern.Pattern) ? value : value.Part();
        }

        return MatchPattern(value, pattern.Pattern);
    }

    private static AbstractValue MatchPattern(AbstractValue value, IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true } constant } => TestConstant(value.Derived(), value.Lock, constant.Value, equal: true),
        INegatedPatternOperation negated => Negate(MatchPattern(value, negated.Pattern)),
        // A value that matches a type or a shape is not null; one that does not match may still be something else.
        IDeclarationPatternOperation or IRecursivePatternOperation or ITypePatternOperation => TestNull(value, nullWhen: false),
        _ => value.Derived(),
    };

    private static SharedLocation Variable(ISymbol variable) => new(variable, ImmutableArray<ISymbol>.Empty);

    private bool IsLocation(IParameterSymbol parameter) => IsField(parameter) || type.IsShared(parameter);

    // A primary constructor's parameter that a member uses is a field.
    private bool IsField(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
        && !SymbolEqualityComparer.Default.Equals(constructor, body.Member);

    /// <summary>The locks that this body itself has acquired and holds: not what its callers hold, who may not wait for it.</summary>
    private ImmutableArray<LockId> OwnLocks() =>
        _state.Held.Where(static held => held is { IsClaim: false, By: not null }).Select(static held => held.Lock).ToImmutableArray();

    /// <summary>The locks that are still held when what is called here is done, if this body, or its callers, wait for it.</summary>
    private ImmutableArray<LockId> LastingLocks() =>
        _state.Held.Where(static held => !held.AtStartOnly).Select(static held => held.Lock).ToImmutableArray();

    /// <param name="withClaims">A claimed flag keeps other calls out just as a lock does, but says nothing of threads.</param>
    private ImmutableArray<LockId> HeldLocks(bool withClaims = true) =>
        _state.Held.Where(held => withClaims || !held.IsClaim).Select(static held => held.Lock).ToImmutableArray();

    private BitSet FreshMarks(FlowState state)
    {
        var fresh = BitSet.Empty;
        var marks = state.AllMarks;
        foreach (var value in _pending)
            marks = marks.Union(value.Marks);
        foreach (int mark in marks)
        {
            if (!Marks[mark].IsStale)
                fresh = fresh.With(mark);
        }

        return fresh;
    }

    /// <summary>The conditions that this block depends on, by the block that ends with each.</summary>
    private List<(int Branch, Guard Guard)> GuardsHere()
    {
        var guards = _state.Guards;
        if (guards.Count == 0)
            return s_noGuards;
        List<(int, Guard)>? here = null;
        foreach (int branch in control.BranchesOver(_block.Ordinal))
        {
            if (guards.TryGetValue(branch, out var guard))
                (here ??= []).Add((branch, guard));
        }

        return here ?? s_noGuards;
    }

    // The marks of the conditions inside an expression that decide which value it has. The statements around it only decide whether it is computed.
    private (BitSet Marks, bool IsOtherwise) Choosing()
    {
        var marks = BitSet.Empty;
        bool isOtherwise = false;
        foreach (var (_, guard) in GuardsHere())
        {
            if (IsConditionOfStatement(guard.Condition))
                continue;
            marks = marks.Union(guard.Marks);
            isOtherwise |= guard.Outcome == GuardOutcome.Other;
        }

        return (marks, isOtherwise);
    }
}
