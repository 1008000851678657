using System.Collections.Immutable;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow;

/// <summary>Reads and writes: which location an operation means, and what reading or writing it does to the state.</summary>
internal sealed partial class Transfer
{
    /// <summary>What an operation refers to, after its receiver and index have been evaluated.</summary>
    private readonly record struct Reference(SharedLocation? Location, AbstractValue Receiver, bool IsImmutable);

    private AbstractValue EvaluateReference(IOperation operation)
    {
        int start = _pending.Count;
        var reference = Resolve(operation);
        ReadThreadState(operation);
        var receiver = AbstractValue.Combine(reference.Receiver, PopFrom(start)).Part();
        if (reference.Location is { IsVariable: true } location)
        {
            UseSlot(location, operation.Syntax);
            var value = reference.IsImmutable ? receiver with { Path = location } : Read(location, operation, receiver);
            return location.IsContents ? Shown(operation, location, value) : value;
        }

        if (operation is IPropertyReferenceOperation { Property: { Name: "Task", ContainingType.Name: "TaskCompletionSource" } } && reference.Receiver.Path is { } source)
            return receiver with { StoredTask = source };
        // var job = _queue.Start(); … if (job.Status == Status.Done): that is the job's, whatever has become of the queue.
        if (reference.Receiver.IsAnswer && reference.Location is null)
            return AbstractValue.Unknown;
        if (reference.Receiver.SlotOf is { } own && operation is IPropertyReferenceOperation { Property.Name: var asked })
            return asked == "IsCancellationRequested" ? receiver with { AskedOf = own } : receiver with { SlotOf = own };
        if (operation is IPropertyReferenceOperation { Property.Name: "Current" } && Enumerated(reference.Receiver) is { } contents)
            return receiver with { ElementOf = contents };
        if (operation is IPropertyReferenceOperation { Property: { Name: "HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } })
            return reference.Receiver.Derived() with { NullWhen = false };
        // The parts of a dictionary's entry belong to it as the entry does.
        if (operation is IPropertyReferenceOperation { Property: { Name: "Value" or "Key", ContainingType.Name: "KeyValuePair" } })
            return receiver with { ElementOf = reference.Receiver.ElementOf };
        if (operation is IPropertyReferenceOperation { Property.Name: "Acquired" or "IsAcquired" or "Success" or "Succeeded" or "EnteredSemaphore", Type.SpecialType: SpecialType.System_Boolean } && reference.Receiver.Lock is { Kind: LockFactKind.Attempt })
            return Tested(reference.Receiver);
        if (operation is IPropertyReferenceOperation { Property.Name: "Result", Instance: { } waitedFor })
            WaitsFor(waitedFor);
        if (operation is IPropertyReferenceOperation { Property.Name: "Result" } && reference.Receiver.Lock is { } acquisition)
            return new AbstractValue { Lock = AcquireAwaited(acquisition, isDiscarded: false) };
        return operation is IPropertyReferenceOperation { Property.GetMethod: { } getter } property
            ? CallHelper(getter, reference.Receiver, receiver, operation.Syntax)
            : receiver;
    }

    /// <summary>Evaluates a reference's receiver and index, and tells which shared location it means, if any.</summary>
    private Reference Resolve(IOperation operation)
    {
        switch (operation)
        {
            case IFieldReferenceOperation { Field: var field } reference:
                var owner = Evaluate(reference.Instance);
                Guarded(field, owner, reference.Instance, operation.Syntax);
                return new Reference(
                    IsThreadLocal(field) ? null : MemberOf(owner, field),
                    owner,
                    IsImmutable: field.IsReadOnly || field.IsConst);

            case IPropertyReferenceOperation { Property.IsIndexer: true } indexer:
                var collection = Evaluate(indexer.Instance);
                Push(collection);
                var key = Arguments(indexer.Arguments);
                Pop();
                Guarded(indexer.Property, collection, indexer.Instance, operation.Syntax);
                return new Reference(Element(collection, indexer.Instance?.Type, indexer.Arguments is [var only] ? only.Value : null), AbstractValue.Combine(collection, key), IsImmutable: false);

            case IPropertyReferenceOperation { Property: var property } reference:
                var instance = Evaluate(reference.Instance);
                Guarded(property, instance, reference.Instance, operation.Syntax);
                return Facts.Properties.Of(property, body.Member.ContainingType) is { } storage
                    ? new Reference(MemberOf(instance, storage), instance, IsImmutable: storage is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null or { IsInitOnly: true } })
                    // The length of an array never changes.
                    : new Reference(reference.Instance?.Type is IArrayTypeSymbol ? null : ContentsOf(instance, reference.Instance?.Type), instance, IsImmutable: false);

            case IArrayElementReferenceOperation element:
                var array = Evaluate(element.ArrayReference);
                Push(array);
                var index = Indices(element.Indices);
                Pop();
                return new Reference(Element(array, element.ArrayReference.Type, element.Indices is [var single] ? single : null), AbstractValue.Combine(array, index), IsImmutable: false);

            // out var x: what x held in an earlier round goes in nowhere.
            case IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared }:
                return Resolve(declared);

            case ILocalReferenceOperation { Local: var local }:
                return new Reference(type.IsShared(local) ? Variable(local) : null, AbstractValue.Unknown, IsImmutable: false);

            case IParameterReferenceOperation { Parameter: var parameter }:
                return new Reference(IsLocation(parameter) ? Variable(parameter) : null, AbstractValue.Unknown, IsImmutable: false);

            case IFlowCaptureReferenceOperation when Resolved(operation) is var captured && captured is not IFlowCaptureReferenceOperation:
                return ResolveCaptured(captured);

            default:
                return new Reference(null, Evaluate(operation), IsImmutable: false);
        }
    }

    // The capture evaluated the receiver already, before the branch; only its name is needed now.
    private Reference ResolveCaptured(IOperation captured)
    {
        int start = _pending.Count;
        var collector = Collector;
        Collector = null;
        var reference = Resolve(captured);
        Collector = collector;
        PopFrom(start);
        return reference;
    }

    private static SharedLocation? MemberOf(AbstractValue owner, ISymbol member) =>
        member.IsStatic || owner.Path is not null ? SharedLocation.Member(owner.Path, member) : null;

    // Properties of a collection (Count, Keys) read its contents.
    private static SharedLocation? ContentsOf(AbstractValue collection, ITypeSymbol? collectionType) =>
        collection.Path is { IsVariable: true, IsContents: false } path && Collections.IsMutable(collectionType) ? path.Contents() : null;

    private static SharedLocation? Element(AbstractValue collection, ITypeSymbol? collectionType, IOperation? key) =>
        ContentsOf(collection, collectionType) is { } contents ? contents.Contents(KeyText(key)) : null;

    // Keys are the same if they are spelled the same, with or without this, or are the same constant.
    private static string? KeyText(IOperation? key) =>
        key is null ? null
        : key.ConstantValue is { HasValue: true, Value: var constant } ? constant?.ToString()
        : IsMemberOfThisByName(Unconverted(key)) ? SharedLocation.ThisPrefix + key.Syntax : key.Syntax.ToString();

    // _key, _session.Key: members of this object that are named without it.
    private static bool IsMemberOfThisByName(IOperation key)
    {
        while (key is IMemberReferenceOperation { Instance: { } instance })
            key = instance;
        return key is IInstanceReferenceOperation { IsImplicit: true };
    }

    private bool IsThreadLocal(IFieldSymbol field) =>
        field.IsStatic && Facts.Known.ThreadStatic is { } attribute && field.GetAttributes().Any(a => KnownTypes.Is(a.AttributeClass, attribute));

    private AbstractValue Arguments(ImmutableArray<IArgumentOperation> arguments)
    {
        int start = _pending.Count;
        foreach (var argument in arguments)
            Push(Evaluate(argument.Value));
        return PopFrom(start);
    }

    private AbstractValue Indices(ImmutableArray<IOperation> indices)
    {
        int start = _pending.Count;
        foreach (var index in indices)
            Push(Evaluate(index));
        return PopFrom(start);
    }

    private AbstractValue Read(SharedLocation location, IOperation operation) => Read(location, operation, AbstractValue.Unknown);

    private AbstractValue Read(SharedLocation location, IOperation operation, AbstractValue receiver) =>
        Read(location, operation.Syntax, receiver) with { Path = location.IsContents ? null : location, ReadFrom = location, SlotOf = IsJustPut(location) ? location : null };

    // _cts = new(); var token = _cts.Token;
    private bool IsJustPut(SharedLocation location)
    {
        if (_state.Published.IsEmpty || !OwnSlots.IsToken(location.Type))
            return false;
        foreach (int bit in _state.Published)
        {
            if (!Marks[bit].IsStale && Marks[bit].Token.Location.Equals(location))
                return true;
        }

        return false;
    }

    private AbstractValue Read(SharedLocation location, SyntaxNode syntax, AbstractValue receiver, bool isFenced = false)
    {
        Collector?.Read(new ReadFact(body, syntax, location, HeldLocks(withClaims: false), isFenced));
        var token = Marks.Token(syntax, location);
        _state.CoverRead(Marks.Fresh(token));
        int mark = Marks.Fresh(token);
        return new AbstractValue { Marks = receiver.Marks.With(mark), Whole = BitSet.Empty.With(mark) };
    }

    private AbstractValue Assign(ISimpleAssignmentOperation assignment)
    {
        int start = _pending.Count;
        var target = Resolve(assignment.Target);
        Push(target.Receiver);
        var value = Evaluate(assignment.Value);
        var receiver = _pending[start];
        var bound = BoundBefore(assignment, receiver);
        PopFrom(start);
        Subscribe(assignment.Target, assignment.Value);
        _boundBefore = bound;
        Store(assignment.Target, target, assignment, IsAtPosition(assignment.Target) && !receiver.Marks.IsEmpty ? AbstractValue.Combine(value, receiver) : value, WriteKind.Assign);
        _boundBefore = ImmutableArray<StaleRead>.Empty;
        return target.Location is not { IsContents: false } slot ? value
            : value.IsNew && OwnSlots.IsToken(slot.Type) ? value with { SlotOf = slot }
            // task = _task ??= RunAsync(): whoever comes next finds it there, and waits for it as well.
            : Facts.Known.IsTaskLike(slot.Type) && _state.Find(LockId.Claim(slot)) is not null ? value with { StoredTask = slot }
            : value;
    }

    // _list[at] = x: where an element is depends on the others. A dictionary's key means the same whatever else is there.
    private static bool IsAtPosition(IOperation target) =>
        target is IArrayElementReferenceOperation or IPropertyReferenceOperation { Property: { IsIndexer: true, OriginalDefinition.Parameters: [{ Type.SpecialType: SpecialType.System_Int32 }] } };

    // The target is read before the value is computed: `_t += await F()` loses what is written meanwhile.
    private AbstractValue Update(IOperation target, IOperation? value, IOperation operation)
    {
        int start = _pending.Count;
        var reference = Resolve(target);
        Push(reference.Receiver);
        Push(reference.Location is { IsVariable: true } location && !reference.IsImmutable ? Read(location, target) : Current(target));
        Push(Evaluate(value));
        var updated = PopFrom(start);
        Store(target, reference, operation, updated, WriteKind.Update);
        if (reference.Location is { IsVariable: true, IsContents: false } counter)
            Count(counter, operation);
        return updated;
    }

    private void Count(SharedLocation counter, IOperation operation)
    {
        int mark = Marks.Fresh(Marks.Token(operation.Syntax, counter));
        _state.Counted = _state.Counted.With(mark);
        if (operation is IIncrementOrDecrementOperation && operation.Parent is not IExpressionStatementOperation)
        {
            _state.CoverRead(mark);
            _state.Numbers = _state.Numbers.With(mark);
        }
    }

    private AbstractValue Current(IOperation target) => Resolved(target) switch
    {
        ILocalReferenceOperation reference => _state[reference.Local],
        IParameterReferenceOperation reference => _state[reference.Parameter],
        _ => AbstractValue.Unknown,
    };

    private AbstractValue Deconstruct(IDeconstructionAssignmentOperation deconstruction)
    {
        var targets = Elements(deconstruction.Target);
        int start = _pending.Count;
        var references = targets.Select(target => Resolve(target)).ToArray();
        foreach (var reference in references)
            Push(reference.Receiver);

        // Element by element where the value is a tuple too: in (x, y) = (x + 1, await F()) only x is stale.
        var values = Unconverted(deconstruction.Value) is ITupleOperation tuple && tuple.Elements.Length == targets.Length
            ? tuple.Elements
            : ImmutableArray.Create(deconstruction.Value);
        int first = _pending.Count;
        foreach (var value in values)
            Push(Evaluate(value));
        var evaluated = _pending.GetRange(first, values.Length);
        PopFrom(start);

        for (int i = 0; i < targets.Length; i++)
            Store(targets[i], references[i], targets[i], evaluated.Count == targets.Length ? evaluated[i] : evaluated[0].Part(), WriteKind.Assign);
        return AbstractValue.Unknown;
    }

    private static ImmutableArray<IOperation> Elements(IOperation target) => target switch
    {
        ITupleOperation tuple => tuple.Elements.SelectMany(static e => Elements(e)).ToImmutableArray(),
        IDeclarationExpressionOperation declaration => Elements(declaration.Expression),
        _ => ImmutableArray.Create(target),
    };

    private static IOperation Unconverted(IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } conversion)
            operation = conversion.Operand;
        return operation;
    }

    private void Store(IOperation target, Reference reference, IOperation operation, AbstractValue value, WriteKind kind)
    {
        WriteThreadState(target, operation.Syntax, value);
        if (reference.Location is { IsVariable: true } location)
        {
            // An index that was computed before a suspension may mean another element by now.
            if (location.IsContents && kind == WriteKind.Assign)
                kind = location.Element is null ? WriteKind.Overwrite : WriteKind.Assign;
            Write(location, operation.Syntax, value, kind);
            return;
        }

        switch (Resolved(target))
        {
            case ILocalReferenceOperation local:
                Renamed(Variable(local.Local));
                _state[local.Local] = Copied(value, local.Type);
                break;
            case IParameterReferenceOperation parameter:
                Renamed(Variable(parameter.Parameter));
                _state[parameter.Parameter] = Copied(value, parameter.Type);
                break;
            case IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared }:
                Renamed(Variable(declared.Local));
                _state[declared.Local] = Copied(value, declared.Type);
                break;
            // An initializer, or a member of an object of one's own: what is in it is in the whole.
            case IMemberReferenceOperation { Instance: { } instance } when reference.Location is null && !value.Marks.IsEmpty && PutInto(instance, value):
                break;
            case IPropertyReferenceOperation { Property.SetMethod: { } setter } property:
                CallHelper(setter, reference.Receiver, AbstractValue.Unknown, operation.Syntax, Given(setter, value));
                break;
        }
    }

    /// <summary>An object that this task has for itself gets a part: what the part derives from, the object derives from. Returns whether it is such an object.</summary>
    private bool PutInto(IOperation instance, AbstractValue part)
    {
        switch (Unconverted(instance))
        {
            case IFlowCaptureReferenceOperation { Id: var id } when _state[id] is { Path: null } made:
                _state[id] = With(made);
                return true;
            case ILocalReferenceOperation { Local: var local } when _state[local] is { IsNew: true } made:
                _state[local] = With(made);
                return true;
            default:
                return false;
        }

        AbstractValue With(AbstractValue whole) => whole with
        {
            Marks = whole.Marks.Union(part.Marks),
            Awaited = whole.Awaited.Union(part.Awaited),
            Chosen = whole.Chosen.Union(part.Chosen),
            IsChosenOtherwise = whole.IsChosenOtherwise || part.IsChosenOtherwise,
        };
    }

    // A struct in a variable of one's own is a copy: writing its members writes nothing that others see.
    private static AbstractValue Copied(AbstractValue value, ITypeSymbol? type) =>
        value.Path is not null && type is { IsValueType: true } ? value with { Path = null } : value;

    private void Write(
        SharedLocation location, SyntaxNode syntax, AbstractValue value, WriteKind kind, bool isFenced = false, CollectionChange change = CollectionChange.None)
    {
        if (location.Element is not null && change == CollectionChange.None)
            change = CollectionChange.SetsElement;
        if (!location.IsContents && kind == WriteKind.Assign)
            Renamed(location);
        Collector?.Write(Describe(location, syntax, value, kind, isFenced, change));
        if (location.IsContents && change is CollectionChange.Adds or CollectionChange.SetsElement)
            Fill(location, syntax);
        var check = kind == WriteKind.Assign && value.IsNew && !location.IsContents && Collections.IsMutable(location.Type) ? FoundUnset(location) : null;
        Undecide(_state, location);
        Claim(location, value, kind);
        if (kind == WriteKind.Assign && !location.IsContents)
            Answer(location);
        // Emptied, a collection begins anew as well: what was in it is with whoever has taken it out.
        if (kind == WriteKind.Assign || (kind == WriteKind.Overwrite && IsClear(syntax)))
            Overwrite(location, value);
        Publish(location, syntax, value, kind);
        if (check is not null)
            BeginFilling(location, syntax, check);
    }

    // ---- published before it is filled ----

    /// <summary>What each collection that is being filled was found unset by.</summary>
    private readonly Dictionary<int, ReadToken> _foundUnset = [];

    private ReadToken? FoundUnset(SharedLocation location)
    {
        foreach (var (_, guard) in GuardsHere())
        {
            if (guard.Outcome != GuardOutcome.Unset)
                continue;
            foreach (int bit in guard.Marks)
            {
                if (Marks[bit] is { IsStale: false, Token: var token } && token.Location.Equals(location))
                    return token;
            }
        }

        return null;
    }

    private void BeginFilling(SharedLocation location, SyntaxNode syntax, ReadToken check)
    {
        if (IsOfParameter(location))
            return;
        int mark = Marks.Fresh(Marks.Token(syntax, location.Contents()));
        _foundUnset[mark] = check;
        // That the slot is taken keeps others from filling it, not from using it.
        _state.CoverRead(mark, except: LockId.Claim(location));
        _state.Filling = _state.Filling.With(mark);
    }

    private void Fill(SharedLocation contents, SyntaxNode syntax)
    {
        if (Collector is null)
            return;
        foreach (int bit in _state.Filling)
        {
            if (Marks[bit] is { Since: { } since, Token: var token } && token.Location.SamePath(contents) && _foundUnset.TryGetValue(Marks.Fresh(token), out var check))
                Collector.HalfFilled(new HalfFilledFact(body, token.Syntax, check.Location, check, since, syntax));
        }
    }

    private WriteFact Describe(SharedLocation location, SyntaxNode syntax, AbstractValue value, WriteKind kind, bool isFenced, CollectionChange change)
    {
        var write = new WriteFact(body, syntax, location, kind)
        {
            Change = change,
            IsOfParameter = IsOfParameter(location),
            IsClear = IsClear(syntax),
            Held = HeldLocks(withClaims: false),
            WritesNull = value.IsNullConstant,
            WritesConstant = value.HasConstant,
            Constant = value.Constant,
            IsUnconditional = IsUnconditional(),
            IsInHandler = IsInHandler(),
            AfterSuspension = _state.HasSuspended,
            FreshReads = FreshReads(value.Marks, location),
            IsFenced = isFenced,
        };
        bool claimed = _state.Held.Any(static held => held.IsClaim);
        // Whatever a try has asked under the lock, its handlers and its end are reached all the same.
        bool rechecked = IsRechecked(location) || IsChosenAfresh(value, location) || (kind == WriteKind.Assign && (IsInHandler() || IsIn(ControlFlowRegionKind.Finally)) && IsLookedAtUnderLock(location));
        write = write with { IsClaimed = claimed, IsOfInitialization = _state.Held.Any(static held => held is { IsClaim: true, ClaimedValue: null }), IsSafeForCallers = rechecked || claimed || (kind == WriteKind.Assign && IsTakenOver(location)) };
        if (kind == WriteKind.Atomic || rechecked)
            return write;

        // What was there is put back in the end: something, here or in what is called, has changed it for the length of the try.
        bool setsElement = kind == WriteKind.Assign && Collections.IsReplacedWithElement(syntax) && !write.FreshReads.IsEmpty;
        bool restores = value.ReadFrom is { } from && from.Equals(location) && IsIn(ControlFlowRegionKind.Finally) && control.BranchesOver(_block.Ordinal).Count == 0;
        return write with
        {
            StoredTask = value.StoredTask,
            Parameters = ParametersIn(value.Marks),
            StaleData = restores || (kind == WriteKind.Assign && Collections.IsReplacedWithItsOwn(syntax, location.Type) && !write.FreshReads.IsEmpty) ? ImmutableArray<StaleRead>.Empty : StaleReads(value.Marks, location, value.Awaited),
            StaleGuards = setsElement ? ImmutableArray<StaleGuard>.Empty : StaleGuards(location, value),
            // What is there now has been dealt with under the lock that it is emptied under.
            StaleUses = MovesOn(syntax, value, kind) && !(IsClear(syntax) && IsLookedAtUnderLock(location)) ? StaleReads(_state.Consumed, location) : ImmutableArray<StaleRead>.Empty,
            StaleDecisions = StaleReads(_state.Decided, location),
            StaleNumbers = kind == WriteKind.Update && IsInHandler() ? StaleReads(_state.Numbers, location) : ImmutableArray<StaleRead>.Empty,
            // What a loop finds ended in its next round, and clears before it puts a new one there, it has looked at; so has who completes under a lock what is there, and clears it.
            StalePublications = value.IsNullConstant && !IsComparedAfresh(location) && !IsAskedAfresh(location) && !IsLookedAtUnderLock(location) ? StaleReads(_state.Published, location).Where(put => !IsRenewedByALoop(put.Read.Syntax, syntax) && !OwnSlots.IsClearedByWhoPut(put.Read.Syntax, syntax)).ToImmutableArray() : ImmutableArray<StaleRead>.Empty,
            Slight = DescribeSlight(location, syntax, value, kind, change, restores),
        };
    }

    // var batch = _pending; _pending = new(), under one lock: whatever was asked before, it is all that is there now that is taken.
    private bool IsTakenOver(SharedLocation location)
    {
        if (!IsLookedAtUnderLock(location))
            return false;
        foreach (int bit in _state.AllMarks)
        {
            if (Marks[bit] is { IsStale: false, Token: var token } && token.Location.Equals(location))
                return true;
        }

        return false;
    }

    // It was read since a lock was acquired that is still held.
    private bool IsLookedAtUnderLock(SharedLocation location)
    {
        foreach (var held in _state.Held)
        {
            foreach (int mark in held.IsClaim ? BitSet.Empty : held.Covered)
            {
                if (Marks[mark].Token.Location.Overlaps(location))
                    return true;
            }
        }

        return false;
    }

    private static bool IsRenewedByALoop(SyntaxNode put, SyntaxNode clear) => clear.SpanStart < put.SpanStart && LoopOf(clear) is { } loop && loop.Span.Contains(put.Span);

    private static SyntaxNode? LoopOf(SyntaxNode syntax) =>
        syntax.Ancestors().TakeWhile(static outer => outer is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).FirstOrDefault(static outer => outer is WhileStatementSyntax or ForStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax);

    // After its value has been used: on to the next number, or back to empty.
    private static bool MovesOn(SyntaxNode syntax, AbstractValue value, WriteKind kind) => kind switch
    {
        WriteKind.Update => true,
        WriteKind.Assign => value.IsNew || value is { HasConstant: true, Constant: int or long or uint or ulong or short or ushort },
        WriteKind.Overwrite => IsClear(syntax),
        _ => false,
    };

    private static bool IsClear(SyntaxNode syntax) =>
        syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Clear" } or MemberBindingExpressionSyntax { Name.Identifier.Text: "Clear" } };

    // A handler runs only if something was thrown.
    private bool IsUnconditional() => control.BranchesOver(_block.Ordinal).Count == 0 && !IsInHandler();

    private bool IsInHandler() => IsIn(ControlFlowRegionKind.Catch) || IsIn(ControlFlowRegionKind.FilterAndHandler);

    private bool IsIn(ControlFlowRegionKind kind)
    {
        for (var region = _block.EnclosingRegion; region is not null and not { Kind: ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
        {
            if (region.Kind == kind)
                return true;
        }

        return false;
    }

    private ImmutableArray<ParameterUse> ParametersIn(BitSet marks)
    {
        var uses = ImmutableArray.CreateBuilder<ParameterUse>();
        foreach (int bit in marks)
        {
            if (Marks[bit] is { Token.Location: { Members.IsEmpty: true, Root: IParameterSymbol parameter }, Since: var since } && IsOwnParameter(parameter))
                uses.Add(new ParameterUse(parameter.Ordinal, since));
        }

        return uses.ToImmutable();
    }

    private ImmutableArray<ReadToken> FreshReads(BitSet marks, SharedLocation location)
    {
        var reads = ImmutableArray.CreateBuilder<ReadToken>();
        foreach (int bit in marks)
        {
            if (Marks[bit] is { IsStale: false, Token: var token } && token.Location.Overlaps(location))
                reads.Add(token);
        }

        return reads.ToImmutable();
    }

    // x = x ?? found: the choice looked at the location again. In x = x ?? await F(), the same look is stale where F was awaited.
    private bool IsChosenAfresh(AbstractValue value, SharedLocation location)
    {
        var fresh = FreshReads(value.Chosen, location);
        return !fresh.IsEmpty && StaleReads(value.Chosen, location) is var stale && fresh.Any(read => !stale.Any(other => other.Read == read));
    }

    private bool HasFresh(BitSet marks, SharedLocation location)
    {
        foreach (int bit in marks)
        {
            if (Marks[bit] is { IsStale: false, Token: var token } && token.Location.Overlaps(location))
                return true;
        }

        return false;
    }

    private ImmutableArray<StaleRead> StaleReads(BitSet marks, SharedLocation location, BitSet awaited = default)
    {
        var reads = ImmutableArray.CreateBuilder<StaleRead>();
        foreach (int bit in marks)
        {
            if (Marks[bit] is { Since: { } since, Token: var token } && token.Location.Overlaps(location))
                reads.Add(new StaleRead(token, since, awaited.Contains(bit)));
        }

        return reads.ToImmutable();
    }

    private ImmutableArray<StaleGuard> StaleGuards(SharedLocation location, AbstractValue value)
    {
        var stale = ImmutableArray.CreateBuilder<StaleGuard>();
        foreach (var (branch, guard) in GuardsHere())
        {
            foreach (var read in StaleReads(guard.Marks, location))
                // A branch further down, or at the end of this block, was decided in the round before: it is asked again in this one, too.
                stale.Add(new StaleGuard(read.Read, read.Since, guard.Outcome, guard.IsLoop || branch >= _block.Ordinal));
        }

        // x = x ?? await F(): the value was chosen by a test that is stale, although the assignment itself always happens. What goes into a collection beside
        // the rest is as good as any other: var item = pool.Count > 0 ? pool.Pop() : new(); await F(); pool.Push(item);
        foreach (var read in location.IsContents ? ImmutableArray<StaleRead>.Empty : StaleReads(value.Chosen, location))
            stale.Add(new StaleGuard(read.Read, read.Since, MayBeUnset(location) && !value.IsChosenOtherwise ? GuardOutcome.Unset : GuardOutcome.Other, IsLoop: false, IsChoice: value.IsChosenOtherwise));
        return stale.ToImmutable();
    }

    private static bool MayBeUnset(SharedLocation location) => location.Type is { IsValueType: false } or { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };

    /// <summary>Whether a condition that this write depends on looked at the location again after the last suspension.</summary>
    private bool IsRechecked(SharedLocation location)
    {
        foreach (var (_, guard) in GuardsHere())
        {
            if (guard.IsVersionCheck)
                return true;

            bool fresh = false, stale = false;
            foreach (int bit in guard.Marks)
            {
                if (Marks[bit] is var mark && mark.Token.Location.Overlaps(location))
                {
                    // if (_list[at] == old) _list[at] = mine: however old the index, this is what is there now.
                    if (!mark.IsStale && location.Element is not null && mark.Token.Location.Equals(location))
                        return true;
                    fresh |= !mark.IsStale;
                    stale |= mark.IsStale;
                }
            }

            if (fresh && !stale)
                return true;
        }

        return false;
    }

    /// <summary>
    /// A write to what a fresh guard has tested claims it: another task that comes to the same guard finds it taken. The guard, and all
    /// that the same condition tested, can no longer go stale. A flag or slot that is set in this way keeps all others out until it is reset.
    /// </summary>
    private void Claim(SharedLocation location, AbstractValue value, WriteKind kind)
    {
        var claim = LockId.Claim(location);
        if (_state.Find(claim) is { IsClaim: true } claimed)
        {
            if (kind == WriteKind.Assign && value.HasConstant && IsReset(claimed.ClaimedValue, value.Constant))
                _state.Release(claim);
            return;
        }

        bool exclusive = false;
        foreach (int branch in control.BranchesOver(_block.Ordinal).Concat(_state.Guards.Keys.Where(static branch => branch <= CallersBranch)).ToArray())
        {
            // Whoever finds it null, and sets it to null, has taken nothing that the next one would miss.
            if (!_state.Guards.TryGetValue(branch, out var guard) || !HasFresh(guard.Marks, location) || (guard.Outcome == GuardOutcome.Unset && kind == WriteKind.Assign && value.IsNullConstant))
                continue;
            Settle(guard.Condition);
            exclusive |= !guard.IsLoop && !location.IsContents && kind == WriteKind.Assign
                && (value.HasConstant ? !value.IsNullConstant : guard.Outcome == GuardOutcome.Unset);
        }

        // while (_busy) await Task.Delay(10); _busy = true: the loop has just been left because its condition no longer held.
        exclusive |= kind == WriteKind.Assign && _state.Guards.Values.Any(guard =>
            guard.IsLoop && (value.Constant is bool || (guard.Outcome == GuardOutcome.Unset && !value.IsNullConstant)) && HasFresh(guard.Marks, location));
        if (exclusive)
            _state.Acquire(new HeldLock(claim, FreshMarks(_state), value.HasConstant ? value.Constant : null));
    }

    // if (_busy) return; await _gate.WaitAsync(); _busy = true; … _busy = false: what a stale check has led to is the first of the two. The second changes what this one has put there.
    private void Answer(SharedLocation location)
    {
        foreach (var (branch, guard) in _state.Guards.Select(static guard => (guard.Key, guard.Value)).ToArray())
        {
            var open = guard.Marks;
            foreach (int bit in open)
            {
                if (Marks[bit].IsStale && Marks[bit].Token.Location.Equals(location))
                    open = open.Without(bit);
            }

            if (!open.Equals(guard.Marks))
                _state.SetGuard(branch, guard with { Marks = open });
        }
    }

    // The claimed condition goes stale no more; and where it looked again at what an earlier one had tested, that one has been answered with it.
    private void Settle(SyntaxNode condition)
    {
        var looked = BitSet.Empty;
        foreach (var claimed in _state.Guards.Where(guard => guard.Value.Condition == condition).ToArray())
        {
            looked = looked.Union(claimed.Value.Marks);
            _state.DropGuard(claimed.Key);
        }

        foreach (var earlier in _state.Guards.ToArray())
        {
            var open = earlier.Value.Marks;
            foreach (int bit in open)
            {
                if (Marks[bit].IsStale && HasFresh(looked, Marks[bit].Token.Location))
                    open = open.Without(bit);
            }

            if (!open.Equals(earlier.Value.Marks))
                _state.SetGuard(earlier.Key, earlier.Value with { Marks = open });
        }
    }

    // Back to what lets others in: null or zero, or the other bool. Going on to another state of one's own is none.
    private static bool IsReset(object? claimed, object? value) => value switch
    {
        null => true,
        bool flag => claimed is not bool was || was != flag,
        int number => number == 0 && !Equals(claimed, value),
        _ => false,
    };

    /// <summary>What was read from the location before is no longer what is there, and this task knows it: the value has been taken over.</summary>
    private void Overwrite(SharedLocation location, AbstractValue value)
    {
        var replaced = BitSet.Empty;
        bool derives = false;
        foreach (int bit in _state.AllMarks.Union(value.Marks))
        {
            if (Marks[bit] is { IsStale: false, Token: var token } && token.Location.Equals(location))
            {
                replaced = replaced.With(bit);
                derives |= value.Marks.Contains(bit);
            }
        }

        bool forget = !derives && !replaced.IsEmpty;
        if (forget)
            _state.Consumed = _state.Consumed.Except(replaced);
        // was = _busy; _busy = true; if (was) return: whoever found it free has it now.
        var claimed = forget && value is { HasConstant: true, Constant: bool } ? Found(LockId.Claim(location), value.Constant, acquiredWhen: false) : null;
        _state.MapValues(known => Renew(forget ? Forget(known) : known));

        AbstractValue Forget(AbstractValue known) =>
            claimed is not null && known.Lock is null && known.Whole.Overlaps(replaced) ? Forgotten(known, replaced) with { Lock = claimed } : Forgotten(known, replaced);

        AbstractValue Renew(AbstractValue known) =>
            !location.IsContents && known.Path is { } path && path.IsWithin(location) ? known with { Path = null } : known;
    }

    // Publish, await, clear: see docs/semantics.md.
    private void Publish(SharedLocation location, SyntaxNode syntax, AbstractValue value, WriteKind kind)
    {
        if (location.IsContents || kind is not (WriteKind.Assign or WriteKind.Atomic))
            return;

        Unpublish(location);
        if (value.IsNew)
            PublishedBy(syntax, location);
        Escape(value, OwnSlots.IsToken(location.Type) ? location : null);
    }

    private void Unpublish(SharedLocation location)
    {
        foreach (int bit in _state.Published)
        {
            if (Marks[bit].Token.Location.Equals(location))
                _state.Published = _state.Published.Without(bit);
        }
    }

    /// <summary>_cts = new(); … await …; if (_cts.IsCancellationRequested): by now that may be the token of a later call.</summary>
    private void UseSlot(SharedLocation location, SyntaxNode syntax)
    {
        if (Collector is null || !OwnSlots.IsToken(location.Type) || OwnSlots.UsedMember(syntax) is not { } member)
            return;
        if (OwnSlots.IsEnd(member))
            Collector.Ends(location, syntax);
        if (_state.Published.IsEmpty || !OwnSlots.IsOwnAffair(member) || IsComparedAfresh(location) || IsAskedAfresh(location))
            return;
        // A loop that waits again and again waits for whatever is there to be waited for: a pulse.
        if (member == "Task" && LoopOf(syntax) is not null)
            return;
        // A loop that asks, and renews what it has found ended, asks for whatever is there.
        if (StaleReads(_state.Published, location) is { IsEmpty: false } own && own.All(put => put.Read.Syntax.SpanStart < syntax.SpanStart && !OwnSlots.IsOnlyFilled(put.Read.Syntax)))
            Collector.UseAsOwn(new WriteFact(body, syntax, location, WriteKind.None) { StalePublications = own });
    }

    // Whether it is there at all says nothing of whose it is.
    private bool IsComparedAfresh(SharedLocation location)
    {
        foreach (var (_, guard) in GuardsHere())
        {
            if (guard.IsVersionCheck || (guard.Outcome == GuardOutcome.Other && HasFresh(guard.Marks, location)))
                return true;
        }

        return false;
    }

    // if (mine.IsCancellationRequested) return: where everyone ends his predecessor, who has not been ended is still the one that is there.
    private bool IsAskedAfresh(SharedLocation location)
    {
        if (Collector is null || !StaleReads(_state.Published, location).All(put => Collector.HasEnded(location, put.Read.Syntax)))
            return false;
        foreach (var (_, guard) in GuardsHere())
        {
            if (location.Equals(guard.AskedOf))
                return true;
        }

        return false;
    }

    private void PublishedBy(SyntaxNode syntax, SharedLocation location)
    {
        var token = Marks.Token(syntax, location);
        _state.CoverRead(Marks.Fresh(token));
        _state.Published = _state.Published.With(Marks.Fresh(token));
    }

    /// <summary>An object that others get to know is no longer this task's own.</summary>
    /// <param name="slot">Where they get to know it, if that is what one operation is cancelled by.</param>
    private void Escape(AbstractValue value, SharedLocation? slot = null)
    {
        if (value.IsNew)
            _state.MapValues(known => known.IsNew && known == value ? known with { IsNew = false, SlotOf = ReferenceEquals(known, value) ? slot : null } : known);
    }
}
