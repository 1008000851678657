using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>The framework types that the engine asks for, looked up once per compilation. Absent ones are null and match nothing.</summary>
internal sealed class KnownTypes
{
    private KnownTypes(Compilation compilation, INamedTypeSymbol task)
    {
        Task = task;
        TaskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");
        ValueTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask");
        ValueTaskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");
        Interlocked = compilation.GetTypeByMetadataName("System.Threading.Interlocked");
        Volatile = compilation.GetTypeByMetadataName("System.Threading.Volatile");
        ImmutableInterlocked = compilation.GetTypeByMetadataName("System.Collections.Immutable.ImmutableInterlocked");
        ThreadStatic = compilation.GetTypeByMetadataName("System.ThreadStaticAttribute");
        Disposable = compilation.GetSpecialType(SpecialType.System_IDisposable);
        AsyncDisposable = compilation.GetTypeByMetadataName("System.IAsyncDisposable");
    }

    internal INamedTypeSymbol Task { get; }

    internal INamedTypeSymbol? TaskOfT { get; }

    internal INamedTypeSymbol? ValueTask { get; }

    internal INamedTypeSymbol? ValueTaskOfT { get; }

    internal INamedTypeSymbol? Interlocked { get; }

    internal INamedTypeSymbol? Volatile { get; }

    internal INamedTypeSymbol? ImmutableInterlocked { get; }

    internal INamedTypeSymbol? ThreadStatic { get; }

    internal INamedTypeSymbol Disposable { get; }

    internal INamedTypeSymbol? AsyncDisposable { get; }

    /// <summary>Null where the compilation knows no <c>Task</c>: then nothing in it can suspend.</summary>
    internal static KnownTypes? In(Compilation compilation) =>
        compilation.GetTypeByMetadataName("System.Threading.Tasks.Task") is { } task ? new KnownTypes(compilation, task) : null;

    internal bool IsTask(ITypeSymbol? type) => IsOneOf(type, Task, TaskOfT);

    internal bool IsValueTask(ITypeSymbol? type) => IsOneOf(type, ValueTask, ValueTaskOfT);

    internal bool IsTaskLike(ITypeSymbol? type) => IsTask(type) || IsValueTask(type);

    internal bool IsDisposable(ITypeSymbol? type) =>
        type is not null
        && (Implements(type, Disposable) || Implements(type, AsyncDisposable)
            || (type.IsRefLikeType && type.GetMembers("Dispose").Any(static m => m is IMethodSymbol { Parameters.IsEmpty: true })));

    /// <summary>What awaiting a value of this type gives; null where it cannot be awaited or gives nothing.</summary>
    internal static ITypeSymbol? AwaitedResult(ITypeSymbol? type)
    {
        if (type?.GetMembers("GetAwaiter").OfType<IMethodSymbol>().FirstOrDefault(static m => m.Parameters.IsEmpty) is not { } getAwaiter)
            return null;
        var getResult = getAwaiter.ReturnType.GetMembers("GetResult").OfType<IMethodSymbol>().FirstOrDefault(static m => m.Parameters.IsEmpty);
        return getResult is { ReturnsVoid: false } ? getResult.ReturnType : null;
    }

    internal static bool Is(ITypeSymbol? type, ITypeSymbol? known) =>
        known is not null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, known);

    private static bool IsOneOf(ITypeSymbol? type, ITypeSymbol? first, ITypeSymbol? second) => Is(type, first) || Is(type, second);

    private static bool Implements(ITypeSymbol type, ITypeSymbol? contract) =>
        contract is not null
        && (SymbolEqualityComparer.Default.Equals(type, contract) || type.AllInterfaces.Contains(contract, SymbolEqualityComparer.Default));
}
