using AsyncRace.Analyzers.Configuration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>
/// Recognises locks: the framework's by name, all others by shape, so that a library's or a team's own lock is understood without a
/// reference to it. A name alone is never enough: the types of what goes in and comes out have to fit.
/// </summary>
internal sealed class LockShapes(KnownTypes known, OptionsByFile options)
{
    internal LockOperation? Classify(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var type = method.ContainingType;
        if (type is null)
            return null;
        if (OfTeam(call, method) is { } named)
            return named;
        if (IsFrameworkLock(type))
            return Framework(call, type.Name, method);
        if (IsScopeMethod(method))
            return new LockOperation(LockOperationKind.Scope, Receiver(call), IsAwaited: !known.IsDisposable(method.ReturnType) || known.IsTaskLike(method.ReturnType));
        return IsLockLike(type) ? ByName(call, method) : null;
    }

    /// <summary>A lock that the team has named: asyncrace_lock_types.</summary>
    private LockOperation? OfTeam(IInvocationOperation call, IMethodSymbol method)
    {
        foreach (var type in options.Of(call.Syntax.SyntaxTree).LockTypes)
        {
            if (method.Name != type.Acquire && method.Name != type.Release)
                continue;
            if (!IsOrDerivesFrom(method.ContainingType, type.Type) && !IsOrDerivesFrom(call.Instance?.Type, type.Type))
                continue;
            return method.Name == type.Release
                ? new LockOperation(LockOperationKind.Release, Receiver(call), IsAwaited: false)
                : Acquisition(call, method, isScope: type.Release is null);
        }

        return null;
    }

    private static bool IsOrDerivesFrom(ITypeSymbol? type, SymbolName name)
    {
        for (var parent = type; parent is not null; parent = parent.BaseType)
        {
            if (name.Matches(parent))
                return true;
        }

        return type?.AllInterfaces.Any(name.Matches) == true;
    }

    private static bool IsFrameworkLock(INamedTypeSymbol type) =>
        type.Name is "SemaphoreSlim" or "Monitor" or "Lock" or "Mutex" or "Semaphore" or "WaitHandle" or "ReaderWriterLockSlim" or "SpinLock"
        && type.ContainingNamespace is { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private LockOperation? Framework(IInvocationOperation call, string type, IMethodSymbol method) => (type, method.Name) switch
    {
        ("Monitor", "Enter") => new LockOperation(LockOperationKind.Acquire, Argument(call), IsAwaited: false),
        ("Monitor", "TryEnter") when method.ReturnsVoid is false => new LockOperation(LockOperationKind.TryAcquire, Argument(call), IsAwaited: false),
        ("Monitor", "Exit") => new LockOperation(LockOperationKind.Release, Argument(call), IsAwaited: false),
        // Waiting for a handle is only an acquisition where the handle is a lock.
        ("WaitHandle", "WaitOne") when call.Instance?.Type?.Name is "Mutex" or "Semaphore" => ByName(call, method),
        ("WaitHandle" or "Monitor", _) => null,
        (_, "EnterScope") => new LockOperation(LockOperationKind.Scope, Receiver(call), IsAwaited: false),
        _ => ByName(call, method),
    };

    private LockOperation? ByName(IInvocationOperation call, IMethodSymbol method)
    {
        string name = method.Name;
        if (name is "Release" or "Exit" or "Unlock" or "ReleaseMutex" or "ExitWriteLock" or "ExitReadLock" or "ExitUpgradeableReadLock")
            return new LockOperation(LockOperationKind.Release, Receiver(call), IsAwaited: false);
        return IsAcquireName(name) ? Acquisition(call, method, isScope: false) : null;
    }

    private LockOperation Acquisition(IInvocationOperation call, IMethodSymbol method, bool isScope)
    {
        bool awaited = known.IsTaskLike(method.ReturnType);
        var result = awaited ? KnownTypes.AwaitedResult(method.ReturnType) : method.ReturnType;
        if (isScope)
            return new LockOperation(LockOperationKind.Scope, Receiver(call), awaited);
        bool conditional = result?.SpecialType == SpecialType.System_Boolean && !WaitsForever(call);
        return new LockOperation(conditional ? LockOperationKind.TryAcquire : LockOperationKind.Acquire, Receiver(call), awaited);
    }

    private static bool IsAcquireName(string name)
    {
        if (name.EndsWith("Async", StringComparison.Ordinal))
            name = name.Substring(0, name.Length - "Async".Length);
        if (name.StartsWith("Try", StringComparison.Ordinal))
            name = name.Substring("Try".Length);
        return name is "Wait" or "WaitOne" or "Enter" or "Acquire" or "Lock" or "EnterWriteLock" or "EnterReadLock" or "EnterUpgradeableReadLock";
    }

    /// <summary>A scope: a method with a lock's name that returns, perhaps to be awaited, something to dispose of.</summary>
    private bool IsScopeMethod(IMethodSymbol method)
    {
        string name = method.Name;
        if (name.EndsWith("Async", StringComparison.Ordinal))
            name = name.Substring(0, name.Length - "Async".Length);

        // "Lock" anywhere names a lock. "Enter" and "Acquire" also name connections and leases: only the bare word does.
        bool named = (name.IndexOf("Lock", StringComparison.Ordinal) >= 0 && name.IndexOf("Unlock", StringComparison.Ordinal) < 0 && name.IndexOf("Block", StringComparison.Ordinal) < 0)
            || name is "Enter" or "Acquire" or "EnterScope" or "Wait" or "EnterExclusive" or "AcquireExclusive";
        if (!named || method.ReturnsVoid)
            return false;
        return known.IsTaskLike(method.ReturnType) || !known.IsDisposable(method.ReturnType)
            ? known.IsDisposable(KnownTypes.AwaitedResult(method.ReturnType)) && !known.IsTaskLike(KnownTypes.AwaitedResult(method.ReturnType))
            : true;
    }

    private static bool IsLockLike(INamedTypeSymbol type) =>
        type.Name.EndsWith("Lock", StringComparison.Ordinal) || type.Name.EndsWith("Semaphore", StringComparison.Ordinal)
        || type.Name.EndsWith("Mutex", StringComparison.Ordinal) || type.Name.EndsWith("SemaphoreSlim", StringComparison.Ordinal);

    /// <summary>A time limit of -1 is none: the result is always true, and need not be looked at.</summary>
    private static bool WaitsForever(IInvocationOperation call) => call.Arguments.Any(static argument =>
        argument.Value.ConstantValue is { HasValue: true, Value: -1 }
        || argument.Value is IFieldReferenceOperation { Field: { Name: "InfiniteTimeSpan", ContainingType.Name: "Timeout" } });

    // An extension method's receiver is its first argument.
    private static IOperation? Receiver(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod ? Argument(call) : null);

    private static IOperation? Argument(IInvocationOperation call) => call.Arguments.IsEmpty ? null : call.Arguments[0].Value;
}
