using AsyncRace.Analyzers.Configuration;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>What a value is bound to that was current when it was made.</summary>
internal enum LoopBinding
{
    EventLoop,
    SynchronizationContext,
    Dispatcher,
    Thread,

    /// <summary>Something that only the author of the attribute, or of the option, knows.</summary>
    Unknown,
}

/// <summary>The members that give the loop, context, dispatcher or thread that is current, or something bound to it.</summary>
internal sealed class LoopBoundMembers(AnalysisOptions options)
{
    /// <summary>Code that uses none of these names, nor any that the team has added, is bound to nothing.</summary>
    private static readonly HashSet<string> s_names =
    [
        "SynchronizationContext", "FromCurrentSynchronizationContext", "Progress", "AsyncOperationManager", "CurrentDispatcher", "GetForCurrentThread",
        "DispatcherTimer", "DispatcherSynchronizationContext", "WindowsFormsSynchronizationContext", "JoinableTaskContext", "AsyncLoop", "CurrentThread", "CurrentManagedThreadId",
    ];

    /// <summary>Whether the team has named members of its own.</summary>
    internal bool AreExtended => !options.LoopBoundMembers.IsEmpty;

    /// <summary>The names that are known to all.</summary>
    internal static IEnumerable<string> Names => s_names;

    internal bool IsName(string text) => s_names.Contains(text) || options.LoopBoundMembers.Any(member => member.Last == text);

    /// <summary>What the value of a property, field or method, or an object made by a constructor, is bound to; null where it is bound to nothing.</summary>
    internal LoopBinding? Of(ISymbol member)
    {
        if (options.IsLoopBound(member))
            return LoopBinding.Unknown;
        if (IsMarked(member))
            return member.ContainingAssembly?.Name == "AsyncRace.Threading" ? LoopBinding.EventLoop : LoopBinding.Unknown;
        return member switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => OfConstructor(constructor),
            { IsStatic: true, ContainingType: { } type } => OfStatic(type.Name, member.Name),
            _ => null,
        };
    }

    private static LoopBinding? OfStatic(string type, string member) => (type, member) switch
    {
        ("AsyncLoop", "Current") => LoopBinding.EventLoop,
        ("SynchronizationContext", "Current") or ("TaskScheduler", "FromCurrentSynchronizationContext")
            or ("AsyncOperationManager", "CreateOperation" or "SynchronizationContext") => LoopBinding.SynchronizationContext,
        ("Dispatcher", "CurrentDispatcher") or (_, "GetForCurrentThread") => LoopBinding.Dispatcher,
        ("Thread", "CurrentThread") or ("Environment", "CurrentManagedThreadId") => LoopBinding.Thread,
        _ => null,
    };

    private static LoopBinding? OfConstructor(IMethodSymbol constructor) => constructor.ContainingType.Name switch
    {
        "Progress" when constructor.ContainingType is { Arity: 1, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => LoopBinding.SynchronizationContext,
        "WindowsFormsSynchronizationContext" => LoopBinding.SynchronizationContext,
        // Whoever names the dispatcher, or the thread, does not take the one that happens to be there.
        "DispatcherTimer" or "DispatcherSynchronizationContext" when !constructor.Parameters.Any(static p => p.Type.Name == "Dispatcher") => LoopBinding.Dispatcher,
        "JoinableTaskContext" when constructor.Parameters.IsEmpty => LoopBinding.Thread,
        _ => null,
    };

    private static bool IsMarked(ISymbol member) =>
        Confinement.HasAttribute(member, "LoopBoundAttribute")
        || (member is IMethodSymbol { MethodKind: MethodKind.Constructor } && Confinement.HasAttribute(member.ContainingType, "LoopBoundAttribute"));
}
