using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model.Signals;

/// <summary>
/// Tells whether code looks at the state that a signal is about: asks a condition of it, enumerates or empties a collection, takes over
/// what others have left. Whoever does so after a wait, or after a reset, misses nothing. What cannot be seen counts as looking.
/// </summary>
internal sealed class Lookout(Func<IMethodSymbol, Body?> bodyOf)
{
    private const int MaxDepth = 3;

    /// <summary>Whether the block ends in a condition on shared state. A cancellation token says nothing of the state.</summary>
    internal static bool AsksState(BasicBlock block) =>
        block is { ConditionKind: not ControlFlowConditionKind.None, BranchValue: { } condition } && condition is not IIsNullOperation { IsImplicit: true } && IsOfState(condition);

    /// <summary>Whether an operation looks at the state, or does something that may.</summary>
    internal bool Looks(IOperation operation, LockId signal, int depth = 0)
    {
        foreach (var part in operation.DescendantsAndSelf())
        {
            switch (part)
            {
                // Takes over what others have put there.
                case ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Type.IsReferenceType: true } or IPropertyReferenceOperation { Type.IsReferenceType: true } }:
                    return true;
                case IInvocationOperation { TargetMethod: { ContainingType.Name: "Interlocked", Name: "Exchange" or "CompareExchange" } }:
                    return true;
                case IInvocationOperation call when LooksByCall(call, signal, depth):
                    return true;
            }
        }

        return false;
    }

    private bool LooksByCall(IInvocationOperation call, LockId signal, int depth)
    {
        var method = call.TargetMethod;
        if (bodyOf(method.OriginalDefinition) is { } helper)
            return depth < MaxDepth && LooksIn(helper, signal, depth + 1);
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return true;
        // What it is handed, it may look at; and so may a method of the same object that is written elsewhere.
        if (method.DeclaringSyntaxReferences.Length > 0 && (call.Instance is IInstanceReferenceOperation || call.Arguments.Any(static argument => IsStored(argument.Value) && IsState(argument.Value.Type))))
            return true;
        if (call.Instance is not { Type: { } type } instance || SignalShapes.Classify(call) is not null || !IsStored(instance))
            return false;
        // A part of the program that is not in sight.
        if (instance.Type.DeclaringSyntaxReferences.Length > 0 && !type.Name.StartsWith("ILogger", StringComparison.Ordinal))
            return true;
        return IsCollection(type) && method.Name is not ("Add" or "TryAdd" or "Enqueue" or "Push" or "Insert" or "Write" or "TryWrite" or "AddLast" or "AddFirst");
    }

    private static bool IsState(ITypeSymbol? type) => type is { IsReferenceType: true } && (type.DeclaringSyntaxReferences.Length > 0 || IsCollection(type));

    private static bool IsCollection(ITypeSymbol type) =>
        type.ContainingNamespace?.ToDisplayString() is { } space && (space.StartsWith("System.Collections", StringComparison.Ordinal) || space == "System.Threading.Channels");

    private bool LooksIn(Body body, LockId signal, int depth)
    {
        foreach (var block in body.Graph.Blocks)
        {
            if (AsksState(block) || block.Operations.Any(operation => Looks(operation, signal, depth)) || (block.BranchValue is { } value && Looks(value, signal, depth)))
                return true;
        }

        return false;
    }

    internal static bool IsOfState(IOperation condition)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            switch (part)
            {
                case IFieldReferenceOperation { ConstantValue.HasValue: false } or IPropertyReferenceOperation or IParameterReferenceOperation or IInvocationOperation
                    when !IsCancellation(part):
                    return true;
                // What was read into a local, or captured on the way to the condition, may be state.
                case IFlowCaptureReferenceOperation or ILocalReferenceOperation when !IsCancellation(part):
                    return true;
            }
        }

        return false;
    }

    private static bool IsCancellation(IOperation operation) => operation switch
    {
        { Type.Name: "CancellationToken" or "CancellationTokenSource" } => true,
        IPropertyReferenceOperation { Property.ContainingType.Name: "CancellationToken" or "CancellationTokenSource" } => true,
        _ => false,
    };

    private static bool IsStored(IOperation instance) => instance switch
    {
        IFieldReferenceOperation or IPropertyReferenceOperation or IParameterReferenceOperation or ILocalReferenceOperation => true,
        IConversionOperation conversion => IsStored(conversion.Operand),
        IFlowCaptureReferenceOperation => true,
        _ => false,
    };
}
