using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>What a call does to an event or a condition.</summary>
internal enum SignalOperationKind
{
    /// <summary>Waits until a manual-reset event is set.</summary>
    WaitForEvent,

    ResetEvent,

    /// <summary>Gives the condition's lock up, waits to be notified, takes the lock again.</summary>
    WaitForCondition,

    /// <summary>As <see cref="WaitForCondition"/>, again and again until a predicate holds.</summary>
    WaitForPredicate,

    Notify,
}

/// <summary>Recognises events and conditions by shape: the framework's, the companion types, and those of any library, without a reference to it.</summary>
internal static class SignalShapes
{
    internal static SignalOperationKind? Classify(IMethodSymbol method)
    {
        // An extension method's name says nothing of what it does to the event.
        if (method.IsStatic || method.ContainingType is not { } type)
            return null;
        return method.Name switch
        {
            "WaitUntilAsync" or "TryWaitUntilAsync" when IsCondition(type) => SignalOperationKind.WaitForPredicate,
            "WaitAsync" or "TryWaitAsync" or "Wait" or "TryWait" when IsCondition(type) => SignalOperationKind.WaitForCondition,
            "Notify" or "NotifyAll" or "NotifyOne" or "Pulse" or "PulseAll" when IsCondition(type) => SignalOperationKind.Notify,
            "Reset" when method.Parameters.IsEmpty && IsManualResetEvent(type) => SignalOperationKind.ResetEvent,
            _ => null,
        };
    }

    internal static SignalOperationKind? Classify(IInvocationOperation call) =>
        Classify(call.TargetMethod)
        // WaitOne and Reset are declared by bases of ManualResetEvent.
        ?? (call.Instance?.Type is { } type && IsManualResetEvent(type)
            ? call.TargetMethod.Name switch
            {
                "WaitAsync" or "TryWaitAsync" or "Wait" or "TryWait" or "WaitOne" => SignalOperationKind.WaitForEvent,
                "Reset" when call.Arguments.IsEmpty => SignalOperationKind.ResetEvent,
                _ => null,
            }
            : null);

    /// <summary>An event that stays set until it is reset, so that whoever resets it may undo a signal that nobody has seen.</summary>
    internal static bool IsManualResetEvent(ITypeSymbol type) =>
        type.Name.IndexOf("ManualReset", StringComparison.Ordinal) >= 0
        || (type.Name is "AsyncEvent" or "AsyncSignal" or "AsyncManualEvent" && Has(type, "Set") && Has(type, "Reset") && (Has(type, "WaitAsync") || Has(type, "GetAwaiter")));

    // A lock of its own, or one that it was made over, in which one waits to be notified.
    private static bool IsCondition(INamedTypeSymbol type) =>
        (type.Name.IndexOf("Condition", StringComparison.Ordinal) >= 0 || type.Name is "AsyncMonitor")
        && Has(type, "WaitAsync") && (Has(type, "Notify") || Has(type, "NotifyAll") || Has(type, "Pulse") || Has(type, "PulseAll"));

    private static bool Has(ITypeSymbol type, string method) => type.GetMembers(method).Any(static member => member is IMethodSymbol { IsStatic: false });
}
