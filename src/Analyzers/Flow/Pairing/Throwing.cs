using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>
/// How likely a call throws in earnest. By the letter nearly everything can: what matters is whether its author had to reckon with it.
/// </summary>
internal sealed class Throwing(CompilationFacts facts, Func<IMethodSymbol, Likelihood?> ofOwn)
{
    internal Likelihood Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.Name.StartsWith("ThrowIf", StringComparison.Ordinal))
            return Likelihood.Likely;
        if (IsHarmless(method) || facts.Locks.Classify(call) is { Kind: LockOperationKind.Release })
            return Likelihood.Never;
        if (ofOwn(method.OriginalDefinition) is { } own)
            return own;
        // The exception of an asynchronous call comes out when it is awaited.
        return facts.Known.IsTaskLike(method.ReturnType) ? Likelihood.Hardly : Likelihood.Possibly;
    }

    internal Likelihood Of(IAwaitOperation wait)
    {
        var awaited = wait.Operation;
        while (awaited is IInvocationOperation adapter && TaskAdapters.ConfiguredTask(adapter) is { } configured)
            awaited = PairingTransfer.Unconverted(configured);
        if (facts.CompletedAwaits.IsComplete(awaited, static _ => false))
            return Likelihood.Never;
        return awaited is IInvocationOperation { TargetMethod: { Name: "Yield" or "Delay" or "WhenAny" } method } call && facts.Known.IsTask(method.ContainingType) && !IsCancelable(call)
            ? Likelihood.Never
            : Likelihood.Likely;
    }

    /// <summary>Whether it is given a token that can be cancelled.</summary>
    internal static bool IsCancelable(IInvocationOperation call) => call.Arguments.Any(static argument =>
        argument is { ArgumentKind: not ArgumentKind.DefaultValue, Value: var value }
        && value.Type?.Name == "CancellationToken"
        && value is not (IDefaultValueOperation or IPropertyReferenceOperation { Property.Name: "None" } or IObjectCreationOperation));

    // Collections, atomics, text, time, traces: what they throw is a mistake in the code that calls them.
    private static bool IsHarmless(IMethodSymbol method)
    {
        if (method.Name is "Dispose" or "GetAwaiter" or "ConfigureAwait" or "ToString" or "Equals" or "GetHashCode" or "AsTask" or "GetType" or "GetEnumerator" or "MoveNext"
            or "Add" or "TryAdd" or "TryGetValue" or "TryRemove" or "ContainsKey" or "Contains" or "Clear" or "Enqueue" or "TryDequeue" or "Push" or "TryPop" or "TryPeek"
            or "TrySetResult" or "TrySetException" or "TrySetCanceled" or "TryComplete" or "Cancel" or "Pulse" or "PulseAll" or "Set" or "Reset")
        {
            return true;
        }

        if (method.Name.StartsWith("Log", StringComparison.Ordinal) || method.Name is "Trace" or "Debug" or "Info" or "Warn" or "Warning" or "Error" or "Verbose" or "Information" or "WriteLine")
            return true;
        for (var space = method.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space.ContainingNamespace.IsGlobalNamespace)
            {
                return space.Name == "System"
                    && (method.ContainingNamespace.Name is "Collections" or "Generic" or "Concurrent" or "Immutable" or "Diagnostics" or "Linq"
                        || method.ContainingType.Name is "Interlocked" or "Volatile" or "Math" or "String" or "StringBuilder" or "DateTime" or "DateTimeOffset" or "TimeSpan" or "Guid"
                            or "Console" or "GC" or "Environment" or "Object" or "CancellationTokenSource" or "CancellationTokenRegistration" or "Nullable" or "Enum" or "TaskCompletionSource"
                            or "Array" or "Debug" or "Thread" or "Char" or "Task" or "Int32" or "Int64" or "BitConverter" or "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "MemoryExtensions");
            }
        }

        return false;
    }
}
