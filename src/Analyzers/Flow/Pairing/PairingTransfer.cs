using System.Collections.Immutable;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>
/// What each operation does to a path. One that may come out in two ways that matter, such as a wait with a time limit, makes two of it.
/// </summary>
internal sealed partial class PairingTransfer(Body body, PairingContext context, Action<PairingPath> mayThrow)
{
    private readonly Throwing _throwing = new(context.Facts, context.LikelihoodOf);
    private readonly ConditionNames _conditions = new(body, context.Facts.Locks);
    private readonly Dictionary<CaptureId, IOperation> _captured = [];
    private readonly HashSet<ILocalSymbol> _created = new(SymbolEqualityComparer.Default);
    private BasicBlock _block = body.Graph.Blocks[0];

    /// <summary>Set for the pass after the fixpoint.</summary>
    internal PairingCollector? Collector { get; set; }

    internal ConditionNames Conditions => _conditions;

    /// <summary>Whether the lock, or the object that has it, is made in this body: then it matters to nobody what is held when the body ends.</summary>
    internal bool IsCreatedHere(LockKey key) => key.Location is { Root: ILocalSymbol local } && _created.Contains(local);

    private readonly record struct Result(PairingPath Path, PathValue Value);

    internal List<PairingPath> Execute(IOperation operation, BasicBlock block, List<PairingPath> paths)
    {
        _block = block;
        var after = new List<PairingPath>(paths.Count);
        foreach (var path in paths)
        {
            foreach (var result in Evaluate(operation, path))
                after.Add(result.Path);
        }

        return after;
    }

    internal List<(PairingPath, PathValue)> Evaluate(IOperation? branchValue, BasicBlock block, List<PairingPath> paths)
    {
        _block = block;
        var after = new List<(PairingPath, PathValue)>(paths.Count);
        foreach (var path in paths)
        {
            foreach (var result in Evaluate(branchValue, path))
                after.Add((result.Path, result.Value));
        }

        return after;
    }

    /// <summary>The path with the condition known to have come out like that; null where it cannot.</summary>
    internal PairingPath? Assume(PairingPath path, BasicBlock block, PathValue condition, bool outcome)
    {
        switch (condition.Kind)
        {
            case PathValueKind.Constant when condition.Value is bool value:
                return value == outcome ? path : null;
            case PathValueKind.Test when _conditions.Matters(condition.Text!):
                // Nobody waits any more for what is disposed of, and to release it would throw.
                if (outcome != condition.IsNegated && condition.Text!.IndexOf("dispos", StringComparison.OrdinalIgnoreCase) >= 0 && _conditions.IsOverReleaseAlone(block.BranchValue))
                    path = path.Locks.Aggregate(path, static (left, pair) => left.With(pair.Key, Hold.Unknown));
                return path.With(condition.Text!, PathValue.Constant(outcome != condition.IsNegated));
            default:
                Collector?.Opaque(block.Ordinal);
                return path;
        }
    }

    internal PairingPath Return(PairingPath path, PathValue value, IOperation returned)
    {
        // Nobody has looked whether the wait that is complete has been cancelled.
        foreach (var pair in path.Values)
        {
            if (pair.Value.IsPending && pair.Value != value && path[CompletedMark(pair.Value)].Kind == PathValueKind.Constant)
                Collector?.HandOut(pair.Value, value.Site ?? returned.Syntax);
        }

        var kept = value.Kind is PathValueKind.Unknown or PathValueKind.Test or PathValueKind.Lock ? PathValue.Unknown : value;
        if (value is { Kind: PathValueKind.Releaser, Lock: { } handedOn })
            path = LoseSight(path, handedOn);
        else if (value is { Kind: PathValueKind.Lock, Lock: { } lockObject } && path.Find(lockObject) is { Count: > 0 })
            path = LoseSight(path, lockObject);
        return path.Returning(kept, returned.Syntax.FirstAncestorOrSelf<SyntaxNode>(static n => n is Microsoft.CodeAnalysis.CSharp.Syntax.ReturnStatementSyntax) ?? returned.Syntax);
    }

    /// <summary>What is declared in a region is gone where control leaves it.</summary>
    internal static PairingPath LeaveCaptures(ControlFlowRegion region, PairingPath path) =>
        region.CaptureIds.IsEmpty && region.Locals.IsEmpty
            ? path
            : path.WithoutValues((key, _) => key is CaptureId id ? region.CaptureIds.Contains(id) : key is ILocalSymbol local && region.Locals.Contains(local, SymbolEqualityComparer.Default));

    private static List<Result> One(PairingPath path, PathValue value) => [new Result(path, value)];

    private List<Result> Evaluate(IOperation? operation, PairingPath path)
    {
        if (operation is null)
            return One(path, PathValue.Unknown);
        if (operation.ConstantValue is { HasValue: true } constant)
            return One(path, PathValue.Constant(constant.Value));

        switch (operation)
        {
            case IInstanceReferenceOperation:
                return One(path, PathValue.NotNull);
            case ILocalReferenceOperation or IParameterReferenceOperation:
                return One(path, Reference(operation, path));
            case IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation:
                return Member(operation, path);
            case IFlowCaptureReferenceOperation reference:
                return One(path, path[reference.Id]);
            case IFlowCaptureOperation capture:
                _captured[capture.Id] = capture.Value;
                // Which of the ways through a ?: this is, its value tells by its place.
                return Then(Evaluate(capture.Value, path), (after, value) => One(after.With(capture.Id, value.Kind == PathValueKind.Lock ? value with { Site = capture.Value.Syntax } : value), PathValue.Unknown));
            case IExpressionStatementOperation statement:
                return Then(Evaluate(statement.Operation, path), (after, value) => One(Discard(after, value), PathValue.Unknown));
            case ISimpleAssignmentOperation assignment:
                return Then(Evaluate(Receiver(assignment.Target), path), (receiver, _) =>
                    Then(Evaluate(assignment.Value, receiver), (after, value) => One(Assign(after, assignment.Target, value, assignment.Value), value)));
            case ICompoundAssignmentOperation assignment:
                return Then(Evaluate(assignment.Value, path), (after, _) => One(Forget(after, assignment.Target), PathValue.Unknown));
            case IIncrementOrDecrementOperation increment:
                return One(Forget(path, increment.Target), PathValue.Unknown);
            case IDeconstructionAssignmentOperation deconstruction:
                return Then(Evaluate(deconstruction.Value, path), (after, _) => One(deconstruction.Target.DescendantsAndSelf().Aggregate(after, Forget), PathValue.Unknown));
            case IInvocationOperation call:
                return Invoke(call, path);
            case IAwaitOperation wait:
                return Await(wait, path);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                return Compare(comparison, path);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not:
                return Then(Evaluate(not.Operand, path), static (after, value) => One(after, value.Negate()));
            case IIsNullOperation isNull:
                return Then(Evaluate(isNull.Operand, path), (after, value) => One(after, TestNull(after, value, isNull.Operand)));
            case IIsPatternOperation pattern:
                return Then(Evaluate(pattern.Value, path), (after, value) => One(Declare(after, pattern.Pattern), Match(after, value, pattern)));
            case IConversionOperation { OperatorMethod: null } conversion:
                return Evaluate(conversion.Operand, path);
            case IParenthesizedOperation parenthesized:
                return Evaluate(parenthesized.Operand, path);
            case IDefaultValueOperation { Type.IsReferenceType: true }:
                return One(path, PathValue.Constant(null));
            case IObjectCreationOperation creation:
                return Create(creation, path);
            case IFlowAnonymousFunctionOperation lambda:
                return One(HandOn(path, lambda.Symbol), PathValue.NotNull);
            case IDelegateCreationOperation { Target: IMethodReferenceOperation reference }:
                return Then(Evaluate(reference.Instance, path), (after, _) => One(HandOn(after, reference.Method), PathValue.NotNull));
            case IDelegateCreationOperation creation:
                return Evaluate(creation.Target, path);
            case INameOfOperation or ITypeOfOperation or ISizeOfOperation:
                return One(path, PathValue.Unknown);
            case IArgumentOperation argument:
                return Evaluate(argument.Value, path);
            case IBinaryOperation or IIsTypeOperation or IUnaryOperation:
                return Then(Children(operation, path, escapes: false), (after, _) => One(after, Named(operation)));
            default:
                return Then(Children(operation, path, escapes: true), static (after, _) => One(after, PathValue.Unknown));
        }
    }

    private static List<Result> Then(List<Result> results, Func<PairingPath, PathValue, List<Result>> next)
    {
        if (results.Count == 1)
            return next(results[0].Path, results[0].Value);
        var all = new List<Result>(results.Count);
        foreach (var result in results)
            all.AddRange(next(result.Path, result.Value));
        return all;
    }

    /// <param name="escapes">Whether the operation may keep what its operands are.</param>
    private List<Result> Children(IOperation operation, PairingPath path, bool escapes)
    {
        var results = One(path, PathValue.Unknown);
        foreach (var child in operation.ChildOperations)
            results = Then(results, (before, _) => Then(Evaluate(child, before), (after, value) => One(escapes ? Escape(after, value) : after, PathValue.Unknown)));
        return results;
    }

    // ---- variables ----

    private PathValue Reference(IOperation reference, PairingPath path)
    {
        ISymbol symbol = reference is ILocalReferenceOperation local ? local.Local : ((IParameterReferenceOperation)reference).Parameter;
        if (path[symbol] is { IsUnknown: false } known)
            return known;
        // The flag of a lock statement has no name.
        if (string.IsNullOrEmpty(symbol.Name))
            return PathValue.Unknown;
        return reference.Type?.SpecialType == SpecialType.System_Boolean ? Decided(path, symbol.Name) : LocationValue(reference, path);
    }

    private PathValue LocationValue(IOperation reference, PairingPath path) =>
        LocationOf(reference, path) is { IsVariable: true } location ? new PathValue(PathValueKind.Lock, Lock: new LockKey(LockId.Of(location))) : PathValue.Unknown;

    /// <summary>A condition by its name, or how it came out when the path met it last.</summary>
    private static PathValue Decided(PairingPath path, string text) => path[text] is { IsUnknown: false } decided ? decided : PathValue.Test(text);

    private PathValue Named(IOperation operation) =>
        operation.Type?.SpecialType == SpecialType.System_Boolean && ConditionNames.TextOf(operation) is var text && _conditions.Matters(text) ? PathValue.Test(text) : PathValue.Unknown;

    private SharedLocation? LocationOf(IOperation? operation, PairingPath path)
    {
        switch (operation)
        {
            case null:
                return null;
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return SharedLocation.This;
            case IFieldReferenceOperation field:
                return SharedLocation.Member(LocationOf(field.Instance, path), field.Field);
            case IPropertyReferenceOperation { Arguments.IsEmpty: true } property:
                return SharedLocation.Member(LocationOf(property.Instance, path), context.Facts.Properties.Of(property.Property) ?? property.Property);
            case IPropertyReferenceOperation { Arguments: [var index] } element:
                return LocationOf(element.Instance, path)?.Contents(index.Value.Syntax.ToString());
            case IArrayElementReferenceOperation { Indices: [var index] } element:
                return LocationOf(element.ArrayReference, path)?.Contents(index.Syntax.ToString());
            case ILocalReferenceOperation local:
                return path[local.Local] is { Kind: PathValueKind.Lock, Lock.Location: { } alias } ? alias : new SharedLocation(local.Local, ImmutableArray<ISymbol>.Empty);
            case IParameterReferenceOperation parameter:
                return path[parameter.Parameter] is { Kind: PathValueKind.Lock, Lock.Location: { } target } ? target : new SharedLocation(parameter.Parameter, ImmutableArray<ISymbol>.Empty);
            case IFlowCaptureReferenceOperation capture:
                return path[capture.Id] is { Kind: PathValueKind.Lock, Lock.Location: { } captured } ? captured : _captured.TryGetValue(capture.Id, out var value) && value is not IFlowCaptureReferenceOperation ? LocationOf(value, path) : null;
            case IConversionOperation { OperatorMethod: null } conversion:
                return LocationOf(conversion.Operand, path);
            case IParenthesizedOperation parenthesized:
                return LocationOf(parenthesized.Operand, path);
            default:
                return null;
        }
    }

    private List<Result> Member(IOperation operation, PairingPath path) => Then(Evaluate(Receiver(operation), path), (after, receiver) =>
    {
        if (receiver.IsPending && operation is IPropertyReferenceOperation { Property.Name: var name })
            return InspectTask(after, receiver, name, operation);
        // if (_sem.CurrentCount == 0) _sem.Release(): whoever asks the semaphore itself goes by another book.
        if (operation is IPropertyReferenceOperation { Property.Name: "CurrentCount" or "IsHeld" } && receiver.Lock is { } counted && operation.Parent is IBinaryOperation or IUnaryOperation or null)
            return One(Abandon(after, counted), PathValue.Unknown);
        if (operation.Type?.SpecialType != SpecialType.System_Boolean)
            return One(after, LocationValue(operation, after));
        // _lock.IsWriteLockHeld: that is what is being asked here.
        if (operation is IPropertyReferenceOperation { Property.Name: "IsReadLockHeld" or "IsWriteLockHeld" or "IsUpgradeableReadLockHeld" } asked && receiver.Lock is { } held)
        {
            var hold = after.HoldOf(held with { Mode = asked.Property.Name switch { "IsReadLockHeld" => LockMode.Read, "IsWriteLockHeld" => LockMode.Write, _ => LockMode.Upgradeable } });
            return One(after, hold.IsUnknown ? PathValue.Unknown : PathValue.Constant(hold.Count > 0));
        }

        return One(after, Decided(after, ConditionNames.TextOf(operation)));
    });

    private static IOperation? Receiver(IOperation target) => target switch
    {
        IFieldReferenceOperation field => field.Instance,
        IPropertyReferenceOperation property => property.Instance,
        IArrayElementReferenceOperation element => element.ArrayReference,
        _ => null,
    };

    private PairingPath Assign(PairingPath path, IOperation target, PathValue value, IOperation source)
    {
        if (target is IFlowCaptureReferenceOperation reference && _captured.TryGetValue(reference.Id, out var captured))
            target = captured;
        if (target is IDiscardOperation)
            return Discard(path, value);
        path = Forget(path, target);
        if (target is not ILocalReferenceOperation { Local: var local } && target is not IParameterReferenceOperation)
            return Escape(path, value);
        ISymbol variable = target is ILocalReferenceOperation ? ((ILocalReferenceOperation)target).Local : ((IParameterReferenceOperation)target).Parameter;
        if (_conditions.IsWrittenElsewhere(variable))
            return Escape(path, value);
        // By its syntax: code that does not compile yet makes objects too.
        if (variable is ILocalSymbol made && Unconverted(source).Syntax is BaseObjectCreationExpressionSyntax)
            _created.Add(made);
        if (variable is ILocalSymbol fresh && CreationOf(source) is { } creation)
        {
            _created.Add(fresh);
            // It starts empty: whoever waits for it waits for a signal.
            if (creation.Arguments is [{ Value.ConstantValue: { HasValue: true, Value: 0 } }, ..])
                path = path.With(new LockKey(LockId.Of(new SharedLocation(fresh, ImmutableArray<ISymbol>.Empty))), Hold.Unknown);
        }

        bool matters = value.Kind switch
        {
            PathValueKind.Unknown or PathValueKind.Test => false,
            PathValueKind.Constant or PathValueKind.NotNull => _conditions.IsTested(variable),
            _ => true,
        };
        return matters ? path.With(variable, value) : path;
    }

    // One with an initializer is put together before it is assigned.
    private IObjectCreationOperation? CreationOf(IOperation source) =>
        (Unconverted(source) is IFlowCaptureReferenceOperation reference && _captured.TryGetValue(reference.Id, out var captured) ? captured : Unconverted(source)) as IObjectCreationOperation;

    /// <summary>The variable has another value now: what was known of the old one, or named after it, is gone.</summary>
    private PairingPath Forget(PairingPath path, IOperation target)
    {
        if (target is IFlowCaptureReferenceOperation reference && _captured.TryGetValue(reference.Id, out var captured))
            target = captured;
        ISymbol? written = target switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IFieldReferenceOperation field => field.Field,
            IPropertyReferenceOperation property => property.Property,
            IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } => declared.Local,
            _ => null,
        };
        if (written is null)
            return path;

        path = path.WithoutValues((key, _) => ReferenceEquals(key, written) || (key is ISymbol symbol && SymbolEqualityComparer.Default.Equals(symbol, written)) || (key is string text && ConditionNames.Mentions(text, written.Name)));
        if (written is not ILocalSymbol variable)
            return path;
        foreach (var pair in path.Locks)
        {
            if (SymbolEqualityComparer.Default.Equals(pair.Key.Location?.Root, variable))
            {
                Collector?.LoseSight(pair.Key);
                path = path.WithoutLock(pair.Key);
            }
        }

        return path;
    }

    private PairingPath Declare(PairingPath path, IPatternOperation pattern)
    {
        foreach (var part in pattern.DescendantsAndSelf())
        {
            var declared = part switch
            {
                IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
                IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
                _ => null,
            };
            if (declared is not null)
                path = path.With(declared, PathValue.Unknown);
        }

        return path;
    }

    // ---- conditions ----

    private PathValue TestNull(PairingPath path, PathValue value, IOperation operand)
    {
        if (value.IsNull is { } isNull)
            return PathValue.Constant(isNull);
        return Decided(path, ConditionNames.NullTest(operand is IFlowCaptureReferenceOperation reference && _captured.TryGetValue(reference.Id, out var captured) ? captured : operand));
    }

    private List<Result> Compare(IBinaryOperation comparison, PairingPath path)
    {
        bool equal = comparison.OperatorKind == BinaryOperatorKind.Equals;
        return Then(Evaluate(comparison.LeftOperand, path), (left, leftValue) => Then(Evaluate(comparison.RightOperand, left), (after, rightValue) =>
        {
            var (value, operand, constant) = rightValue.Kind == PathValueKind.Constant ? (leftValue, comparison.LeftOperand, rightValue) : (rightValue, comparison.RightOperand, leftValue);
            if (constant.Kind != PathValueKind.Constant)
                return One(after, Named(comparison));
            if (value.Kind == PathValueKind.Constant)
                return One(after, PathValue.Constant(Equals(value.Value, constant.Value) == equal));
            if (constant.Value is null)
                return One(after, TestNull(after, value, operand) is var isNull && equal ? isNull : isNull.Negate());
            if (constant.Value is bool expected)
                return One(after, expected == equal ? value : value.Negate());
            // task.Status == TaskStatus.RanToCompletion
            if (Unconverted(operand) is IPropertyReferenceOperation { Property.Name: "Status", Instance: { } task } && PendingOf(task, after) is { } pending && Equals(constant.Value, 5))
                return InspectTask(after, pending, equal ? "IsCompletedSuccessfully" : "", comparison);
            string text = $"{ConditionNames.TextOf(operand)} == {constant.Value}";
            var test = Decided(after, text);
            return One(after, equal ? test : test.Negate());
        }));
    }

    private PathValue? PendingOf(IOperation task, PairingPath path) => Unconverted(task) switch
    {
        ILocalReferenceOperation local when path[local.Local] is { IsPending: true } pending => pending,
        IFlowCaptureReferenceOperation capture when path[capture.Id] is { IsPending: true } captured => captured,
        _ => null,
    };

    private PathValue Match(PairingPath path, PathValue value, IIsPatternOperation pattern)
    {
        var (shape, isNegated) = pattern.Pattern is INegatedPatternOperation negated ? (negated.Pattern, true) : (pattern.Pattern, false);
        var outcome = shape switch
        {
            IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } => TestNull(path, value, pattern.Value),
            IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool expected } } => expected ? value : value.Negate(),
            IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } } => Decided(path, $"{ConditionNames.TextOf(pattern.Value)} == {constant}"),
            // x is { }: not null.
            IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeconstructionSubpatterns.IsEmpty: true } => TestNull(path, value, pattern.Value).Negate(),
            _ when value.IsNull == true => PathValue.False,
            _ => Named(pattern),
        };
        return isNegated ? outcome.Negate() : outcome;
    }

    internal static IOperation Unconverted(IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null, Operand: var operand } || (operation is IParenthesizedOperation { Operand: var inner } && (operand = inner) is not null))
            operation = operand;
        return operation;
    }
}
