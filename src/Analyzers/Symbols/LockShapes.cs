using AsyncRace.Analyzers.Configuration;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>
/// Recognises locks: the framework's by name, all others by shape, so that a library's or a team's own lock is understood without a
/// reference to it. A name alone is never enough: the types of what goes in and comes out have to fit.
/// </summary>
internal sealed class LockShapes(KnownTypes known, OptionsByFile options, SemaphoreCounts counts)
{
    private readonly LockPairs _pairs = new(known);

    internal LockOperation? Classify(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var type = method.ContainingType;
        if (type is null)
            return null;
        var operation = OfTeam(call, method) is { } named ? named
            : IsOpenGate(call) ? Gate(call)
            : IsFrameworkLock(type) ? Framework(call, type.Name, method)
            // A task that is waited for gives its result, which somebody else may dispose of.
            : !known.IsTaskLike(Receiver(call)?.Type) && IsScopeMethod(method) ? Scope(call, method)
            : IsLockLike(type) ? ByName(call, method)
            : null;
        return operation is not { } found ? null : found with
        {
            Traits = new LockTraits(ModeOf(method.Name), IsMonitor(type) || IsThreadOwned(found.Lock?.Type ?? type), IsMonitor(type) || IsReentrant(found.Lock?.Type ?? type), PatienceOf(call, method)) { IsPresumed = IsOpenGate(call) },
            Key = KeyOf(call, method),
        };
    }

    /// <summary>
    /// A lock that two methods are named for. Nothing but that is known of it, which is enough to say that others may be kept out, and too little to
    /// call anyone's use of it wrong: the rules about locks do not see it.
    /// </summary>
    internal (LockOperation Operation, IMethodSymbol Counterpart)? ClassifyPair(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (_pairs.Of(call) is not { } pair)
            return null;
        var operation = pair.Name.IsRelease ? new LockOperation(LockOperationKind.Release, Receiver(call), IsAwaited: false) : Acquisition(call, method, isScope: false);
        return (operation with
        {
            Traits = new LockTraits(pair.Name.Part is null ? ModeOf(pair.Name.Lock) : LockMode.Exclusive, IsThreadOwned: false, IsReentrant: true, PatienceOf(call, method)) { IsPresumed = true },
            Key = LockPairs.KeyOf(call, pair.Counterpart)?.Value,
            Part = pair.Name.Part,
        }, pair.Counterpart);
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

    /// <summary>The method of a lock that acquires it and returns a scope; null where it has none.</summary>
    internal string? ScopedForm(ITypeSymbol? type, bool awaited)
    {
        foreach (var member in type?.GetMembers() ?? ImmutableArray<ISymbol>.Empty)
        {
            if (member is IMethodSymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public } method
                && ModeOf(method.Name) == LockMode.Exclusive
                && !method.Name.StartsWith("Try", StringComparison.Ordinal)
                && (known.IsDisposable(method.ReturnType) && !known.IsTaskLike(method.ReturnType)) != awaited
                && method.Parameters.All(static parameter => parameter is { Type.Name: "CancellationToken", HasExplicitDefaultValue: true })
                && IsScopeMethod(method))
            {
                return method.Name;
            }
        }

        return null;
    }

    private static bool IsFrameworkLock(ITypeSymbol? type) =>
        type?.Name is "SemaphoreSlim" or "Monitor" or "Lock" or "Mutex" or "Semaphore" or "WaitHandle" or "ReaderWriterLockSlim" or "SpinLock"
        && type.ContainingNamespace is { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    // private readonly AutoResetEvent _mutex = new(true): let in first, and again by whoever is done.
    private bool IsOpenGate(IInvocationOperation call) =>
        call.TargetMethod is { Name: "WaitOne" or "Set", ContainingType.Name: "WaitHandle" or "EventWaitHandle" }
        && call.Instance is IFieldReferenceOperation { Field: { Type.Name: "AutoResetEvent" } gate } && counts.IsOpenAtFirst(gate);

    private LockOperation Gate(IInvocationOperation call) =>
        call.TargetMethod.Name == "Set" ? new LockOperation(LockOperationKind.Release, call.Instance, IsAwaited: false) : Acquisition(call, call.TargetMethod, isScope: false);

    private LockOperation? Framework(IInvocationOperation call, string type, IMethodSymbol method) => (type, method.Name) switch
    {
        ("Monitor", "Enter") => new LockOperation(LockOperationKind.Acquire, Argument(call), IsAwaited: false),
        ("Monitor", "TryEnter") => new LockOperation(LockOperationKind.TryAcquire, Argument(call), IsAwaited: false),
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
        if (IsReleaseName(name))
            return new LockOperation(LockOperationKind.Release, Receiver(call), IsAwaited: false);
        return IsAcquireName(name) ? Acquisition(call, method, isScope: false) : null;
    }

    private LockOperation Acquisition(IInvocationOperation call, IMethodSymbol method, bool isScope)
    {
        bool awaited = known.IsTaskLike(method.ReturnType);
        var result = awaited ? KnownTypes.AwaitedResult(method.ReturnType) : method.ReturnType;
        if (isScope)
            return new LockOperation(LockOperationKind.Scope, Receiver(call), awaited);
        bool conditional = (result?.SpecialType == SpecialType.System_Boolean && !WaitsForever(call)) || (method.ReturnsVoid && method.Name.StartsWith("Try", StringComparison.Ordinal));
        return new LockOperation(conditional ? LockOperationKind.TryAcquire : LockOperationKind.Acquire, Receiver(call), awaited);
    }

    internal static bool IsReleaseName(string name) => name is "Release" or "Exit" or "Unlock" or "ReleaseMutex" or "ExitWriteLock" or "ExitReadLock" or "ExitUpgradeableReadLock";

    internal static bool IsAcquireName(string name)
    {
        name = WithoutTry(WithoutAsync(name));
        return name is "Wait" or "WaitOne" or "Enter" or "Acquire" or "Lock" or "EnterWriteLock" or "EnterReadLock" or "EnterUpgradeableReadLock";
    }

    private LockOperation Scope(IInvocationOperation call, IMethodSymbol method)
    {
        bool awaited = !known.IsDisposable(method.ReturnType) || known.IsTaskLike(method.ReturnType);
        // One that throws when its time is up, or that is null or false then, is told by its name: TryLockAsync, LockOrNullAsync.
        return new LockOperation(IsAttemptName(method.Name) ? LockOperationKind.TryScope : LockOperationKind.Scope, Receiver(call), awaited);
    }

    internal static bool IsAttemptName(string name)
    {
        name = WithoutAsync(name);
        return name.StartsWith("Try", StringComparison.Ordinal) || name.EndsWith("OrNull", StringComparison.Ordinal) || name.StartsWith("Conditional", StringComparison.Ordinal);
    }

    /// <summary>A scope: a method with a lock's name that returns, perhaps to be awaited, something to dispose of.</summary>
    private bool IsScopeMethod(IMethodSymbol method)
    {
        if (!IsScopeName(method.Name) || method.ReturnsVoid)
            return false;
        return known.IsTaskLike(method.ReturnType) || !known.IsDisposable(method.ReturnType)
            ? known.IsDisposable(KnownTypes.AwaitedResult(method.ReturnType)) && !known.IsTaskLike(KnownTypes.AwaitedResult(method.ReturnType))
            : true;
    }

    internal static bool IsScopeName(string name)
    {
        name = WithoutAsync(name);
        // "Lock" anywhere names a lock. "Enter" and "Acquire" also name connections and leases: only the bare word does.
        return (name.IndexOf("Lock", StringComparison.Ordinal) >= 0 && name.IndexOf("Unlock", StringComparison.Ordinal) < 0 && name.IndexOf("Block", StringComparison.Ordinal) < 0)
            || WithoutTry(name) is "Enter" or "Acquire" or "EnterScope" or "Wait" or "EnterExclusive" or "AcquireExclusive";
    }

    private static bool IsLockLike(INamedTypeSymbol type) => IsLockName(type.Name);

    private static bool IsLockName(string name) =>
        name.EndsWith("Lock", StringComparison.Ordinal) || name.EndsWith("Semaphore", StringComparison.Ordinal)
        || name.EndsWith("Mutex", StringComparison.Ordinal) || name.EndsWith("SemaphoreSlim", StringComparison.Ordinal);

    private static LockMode ModeOf(string name) =>
        name.IndexOf("Upgrade", StringComparison.Ordinal) >= 0 ? LockMode.Upgradeable
        : name.IndexOf("Write", StringComparison.Ordinal) >= 0 ? LockMode.Write
        : name.IndexOf("Read", StringComparison.Ordinal) >= 0 ? LockMode.Read
        : LockMode.Exclusive;

    // What is not a lock of the framework was made to be awaited, or is not known.
    private static bool IsThreadOwned(ITypeSymbol? type) =>
        IsFrameworkLock(type) && type!.Name is "Lock" or "Mutex" or "ReaderWriterLockSlim" or "SpinLock";

    // What is called a lock can be entered once, as far as anyone knows; of other types with such a method nobody knows.
    private static bool IsReentrant(ITypeSymbol? type) =>
        (IsFrameworkLock(type) && type!.Name is "Lock" or "Mutex" or "ReaderWriterLockSlim")
        || (!IsFrameworkLock(type) && !IsLockName(type?.Name ?? "") && type?.Name.EndsWith("Locker", StringComparison.Ordinal) != true)
        || type?.GetMembers().Any(static member => member is IFieldSymbol { Type.Name: "AsyncLocal" or "ThreadLocal" }) == true
        || type?.Name.IndexOf("Reentrant", StringComparison.Ordinal) >= 0
        || type?.Name.IndexOf("Recursive", StringComparison.Ordinal) >= 0
        // Two libraries' locks know their holder.
        || (type?.Name is "AsyncLock" && type.ContainingNamespace is { Name: "AsyncLock", ContainingNamespace.Name: "NeoSmart" })
        || (type?.Name is "AsyncReaderWriterLock" && type.ContainingNamespace is { Name: "Threading", ContainingNamespace.Name: "VisualStudio" });

    // It locks an object of any type.
    private static bool IsMonitor(ITypeSymbol type) => IsFrameworkLock(type) && type.Name == "Monitor";

    private static LockPatience PatienceOf(IInvocationOperation call, IMethodSymbol method)
    {
        if (WaitsForever(call))
            return LockPatience.Forever;
        bool isTry = method.Name.StartsWith("Try", StringComparison.Ordinal);
        foreach (var argument in call.Arguments)
        {
            // The token of a source of one's own is there to end the wait.
            if (argument.Value is IPropertyReferenceOperation { Property: { Name: "Token", ContainingType.Name: "CancellationTokenSource" }, Instance: ILocalReferenceOperation })
                return LockPatience.Limited;
            if (argument.Parameter?.Type is not { } type || !(type.SpecialType == SpecialType.System_Int32 || type.Name == "TimeSpan"))
                continue;
            if (argument.Value.ConstantValue is { HasValue: true, Value: 0 } || argument.Value is IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.Name: "TimeSpan" } })
                return LockPatience.None;
            // Of the framework's, a number is a time; of others it may be anything.
            if (type.Name == "TimeSpan" || isTry || IsFrameworkLock(method.ContainingType))
                return LockPatience.Limited;
        }

        return isTry ? LockPatience.None : LockPatience.Forever;
    }

    private static IOperation? KeyOf(IInvocationOperation call, IMethodSymbol method)
    {
        if (IsFrameworkLock(method.ContainingType))
            return null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { RefKind: RefKind.None } parameter || (method.IsExtensionMethod && parameter.Ordinal == 0 && call.Instance is null))
                continue;
            if (IsKey(parameter))
                return argument.Value;
        }

        return null;
    }

    /// <summary>Whether it says which lock: it is neither a time, nor a token, nor a flag.</summary>
    internal static bool IsKey(IParameterSymbol parameter) => !(
        parameter.Type.Name is "CancellationToken" or "TimeSpan" || parameter.Type.SpecialType == SpecialType.System_Boolean || parameter.Type.TypeKind is TypeKind.Delegate or TypeKind.Enum
        || parameter.HasExplicitDefaultValue
        || (parameter.Type.SpecialType == SpecialType.System_Int32 && parameter.OriginalDefinition.Type is not ITypeParameterSymbol));

    /// <summary>A time limit of -1 is none: the result is always true, and need not be looked at.</summary>
    private static bool WaitsForever(IInvocationOperation call) => (call.Arguments.IsEmpty && call.TargetMethod.Name == "WaitOne") || call.Arguments.Any(static argument =>
        argument.Value.ConstantValue is { HasValue: true, Value: -1 }
        || argument.Value is IFieldReferenceOperation { Field: { Name: "InfiniteTimeSpan", ContainingType.Name: "Timeout" } });

    private static string WithoutAsync(string name) =>
        name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Async".Length) : name;

    private static string WithoutTry(string name) =>
        name.StartsWith("Try", StringComparison.Ordinal) ? name.Substring("Try".Length) : name;

    // An extension method's receiver is its first argument.
    private static IOperation? Receiver(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod ? Argument(call) : null);

    private static IOperation? Argument(IInvocationOperation call) => call.Arguments.IsEmpty ? null : call.Arguments[0].Value;
}
