using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>Methods that say how a task is awaited: awaiting what they return is awaiting the task.</summary>
internal static class TaskAdapters
{
    /// <summary>The task that a call configures: <c>ConfigureAwait</c>, or a project's own short form of it as an extension method; null for other calls.</summary>
    internal static IOperation? ConfiguredTask(IInvocationOperation call) =>
        call is { TargetMethod.Name: "ConfigureAwait", Instance: { } task } ? task
        : IsShortForm(call.TargetMethod) && call.Arguments is [{ Value: var extended }, ..] ? extended
        : null;

    /// <summary><c>LoadAsync().AnyContext()</c></summary>
    internal static bool IsShortForm(IMethodSymbol method) =>
        (method.ReducedFrom ?? method).IsExtensionMethod && method.ReturnType.Name is "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable"
        && method.ReturnType.ContainingNamespace.ToDisplayString() == "System.Runtime.CompilerServices";
}
