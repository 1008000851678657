using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>
/// Locks that are known by two methods of a type that are named for them: whatever the type is called, who has both <c>AcquireAppendLockAsync</c>
/// and <c>ReleaseAppendLock</c> keeps a lock.
/// </summary>
internal sealed class LockPairs(KnownTypes known)
{
    private readonly ConcurrentDictionary<ISymbol, ConcurrentDictionary<ISymbol, IMethodSymbol?>> _counterparts = new(SymbolEqualityComparer.Default);

    /// <summary>The name of the called method, if it is one of such a pair, and the other method; null for all others.</summary>
    internal (LockPairName Name, IMethodSymbol Counterpart)? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (LockPairName.Of(method.Name) is not { } name)
            return null;
        var type = (call.Instance?.Type as INamedTypeSymbol ?? method.ContainingType).OriginalDefinition;
        var counterpart = _counterparts.GetOrAdd(type, static _ => new(SymbolEqualityComparer.Default)).GetOrAdd(method.OriginalDefinition, symbol => Find(type, (IMethodSymbol)symbol, name));
        return counterpart is null ? null : (name, counterpart);
    }

    /// <summary>What says which lock, where both methods ask for that.</summary>
    internal static IArgumentOperation? KeyOf(IInvocationOperation call, IMethodSymbol counterpart) =>
        KeyOf(counterpart) is null || KeyOf(call.TargetMethod) is not { } key ? null : call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == key.Ordinal);

    private IMethodSymbol? Find(INamedTypeSymbol type, IMethodSymbol method, LockPairName name)
    {
        if (!Fits(method, name))
            return null;
        for (var declaring = type; declaring is not null && declaring.SpecialType != SpecialType.System_Object; declaring = declaring.BaseType)
        {
            if (FindIn(declaring, method, name) is { } found)
                return found;
        }

        return type.AllInterfaces.Select(contract => FindIn(contract, method, name)).FirstOrDefault(static found => found is not null);
    }

    private IMethodSymbol? FindIn(INamedTypeSymbol type, IMethodSymbol method, LockPairName name)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } other && other.IsStatic == method.IsStatic && other.IsExtensionMethod == method.IsExtensionMethod
                && LockPairName.Of(other.Name) is { } otherName && name.IsPairOf(otherName) && Fits(other, otherName))
            {
                return other;
            }
        }

        return null;
    }

    // What an acquisition returns says whether it was made, or nothing. Who locks a user or a document, and so says which, means something else.
    private bool Fits(IMethodSymbol method, LockPairName name)
    {
        if (name.IsVerb && KeyOf(method) is not null)
            return false;
        var result = known.IsTaskLike(method.ReturnType) ? KnownTypes.AwaitedResult(method.ReturnType) : method.ReturnType;
        return name.IsRelease || result is null or { SpecialType: SpecialType.System_Void or SpecialType.System_Boolean };
    }

    private static IParameterSymbol? KeyOf(IMethodSymbol method) => method.Parameters.FirstOrDefault(parameter => !(method.IsExtensionMethod && parameter.Ordinal == 0) && LockShapes.IsKey(parameter));
}
