using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>Awaits that never suspend, because what they await is complete already (measured on .NET 10).</summary>
internal sealed class CompletedAwaits(KnownTypes known)
{
    /// <param name="operand">What is awaited.</param>
    /// <param name="completesAtOnce">Whether a call of this method, of the type under analysis, is known never to suspend.</param>
    internal bool IsComplete(IOperation operand, Func<IMethodSymbol, bool> completesAtOnce)
    {
        operand = Unwrap(operand);
        return operand switch
        {
            IInvocationOperation call => IsComplete(call, completesAtOnce),
            IPropertyReferenceOperation { Property: { Name: "CompletedTask", IsStatic: true } property } => known.IsTaskLike(property.ContainingType),
            IObjectCreationOperation { Constructor: { } constructor } creation =>
                known.IsValueTask(constructor.ContainingType) && !creation.Arguments.Any(a => known.IsTaskLike(a.Value.Type) || IsSource(a.Value.Type)),
            IDefaultValueOperation value => known.IsValueTask(value.Type),
            _ => false,
        };
    }

    private bool IsComplete(IInvocationOperation call, Func<IMethodSymbol, bool> completesAtOnce)
    {
        var method = call.TargetMethod;
        if (method.Name == "ConfigureAwait" && call.Instance is { } awaitable)
            // Only the options can force a suspension; a bool never does.
            return method.Parameters is [{ Type.SpecialType: SpecialType.System_Boolean }] && IsComplete(awaitable, completesAtOnce);
        if (TaskAdapters.IsShortForm(method) && TaskAdapters.ConfiguredTask(call) is { } configured)
            return IsComplete(configured, completesAtOnce);
        if (completesAtOnce(method.OriginalDefinition))
            return true;
        if (method.ContainingType is { Name: "SemaphoreSlim" } && method.Name == "WaitAsync")
            return method.Parameters.Length > 0 && IsZero(call.Arguments[0].Value);
        if (!known.IsTaskLike(method.ContainingType) || !method.IsStatic)
            return false;

        return method.Name switch
        {
            "FromResult" or "FromException" or "FromCanceled" => true,
            "Delay" => IsZero(call.Arguments[0].Value),
            "WhenAll" => call.Arguments.All(a => a.ArgumentKind == ArgumentKind.Explicit ? AllComplete(a.Value, completesAtOnce) : Elements(a.Value).All(e => IsComplete(e, completesAtOnce))),
            _ => false,
        };
    }

    // Arguments are gathered in an array or, for newer frameworks, in a span.
    private bool AllComplete(IOperation tasks, Func<IMethodSymbol, bool> completesAtOnce)
    {
        var operand = Unwrap(tasks);
        if (known.IsTaskLike(operand.Type))
            return IsComplete(operand, completesAtOnce);
        IReadOnlyCollection<IOperation> elements = operand is IArrayCreationOperation array ? (IReadOnlyCollection<IOperation>?)array.Initializer?.ElementValues ?? [] : operand.ChildOperations.ToArray();
        return elements.Count > 0
            ? elements.All(element => known.IsTaskLike(Unwrap(element).Type) && IsComplete(element, completesAtOnce))
            : operand is IArrayCreationOperation;
    }

    // Arguments of their own for a parameter array, or for a parameter span.
    private static IEnumerable<IOperation> Elements(IOperation collection) => Unwrap(collection) switch
    {
        IArrayCreationOperation array => array.Initializer?.ElementValues ?? ImmutableArray<IOperation>.Empty,
        var other => other.ChildOperations,
    };

    private static bool IsZero(IOperation time)
    {
        time = Unwrap(time);
        return time.ConstantValue is { HasValue: true, Value: 0 }
            || time is IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.Name: "TimeSpan" } };
    }

    private static bool IsSource(ITypeSymbol? type) =>
        type is not null && (type.Name.StartsWith("IValueTaskSource", StringComparison.Ordinal)
            || type.AllInterfaces.Any(static i => i.Name.StartsWith("IValueTaskSource", StringComparison.Ordinal)));

    private static IOperation Unwrap(IOperation operation)
    {
        while (operation is IConversionOperation or IParenthesizedOperation)
            operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;
        return operation;
    }
}
