using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Configuration;

/// <summary>What a team has set for a part of its code: see docs/options.md.</summary>
internal sealed record AnalysisOptions
{
    /// <summary>What holds where nothing is set.</summary>
    internal static AnalysisOptions Default { get; } = new();

    /// <summary>How much evidence of concurrency a race needs.</summary>
    internal RequiredConfidence Confidence { get; init; } = RequiredConfidence.Medium;

    /// <summary>Types, their bases or attributes on them, whose instances one task owns.</summary>
    internal ImmutableArray<SymbolName> ConfinedTypes { get; init; } = ImmutableArray<SymbolName>.Empty;

    /// <summary>The team's own locks.</summary>
    internal ImmutableArray<LockType> LockTypes { get; init; } = ImmutableArray<LockType>.Empty;

    /// <summary>Members and types whose values belong to the loop or thread that was current when they were made.</summary>
    internal ImmutableArray<SymbolName> LoopBoundMembers { get; init; } = ImmutableArray<SymbolName>.Empty;

    /// <summary>Whether the members of an object that a method is handed are places that others can reach.</summary>
    internal bool IncludeParameters { get; init; }

    /// <summary>Members, and types with all their members, that run a delegate which they are handed one call at a time.</summary>
    internal ImmutableArray<SymbolName> SequentialCallbacks { get; init; } = ImmutableArray<SymbolName>.Empty;

    /// <summary>Which lock a repair adds.</summary>
    internal FixLock FixLock { get; init; } = FixLock.Auto;

    internal bool IsConfined(INamedTypeSymbol type) => IsAny(ConfinedTypes, type);

    internal bool IsLoopBound(ISymbol member) => IsAny(LoopBoundMembers, member);

    /// <summary>Whether a delegate that is handed to this member runs one call at a time.</summary>
    /// <param name="receiver">The type of the object, or for an extension method of its first argument; its bases and interfaces count, too.</param>
    internal bool RunsOneAtATime(ISymbol member, ITypeSymbol? receiver)
    {
        if (SequentialCallbacks.IsEmpty)
            return false;
        if (IsAny(SequentialCallbacks, member) || IsAny(SequentialCallbacks, member.ContainingType))
            return true;
        for (var type = receiver; type is not null; type = type.BaseType)
        {
            if (IsAny(SequentialCallbacks, type))
                return true;
        }

        return receiver is not null && receiver.AllInterfaces.Any(contract => IsAny(SequentialCallbacks, contract) || contract.GetMembers(member.Name).Any(declared => IsAny(SequentialCallbacks, declared)));
    }

    private static bool IsAny(ImmutableArray<SymbolName> names, ISymbol symbol)
    {
        foreach (var name in names)
        {
            if (name.Matches(symbol))
                return true;
        }

        return false;
    }
}

/// <summary><c>asyncrace_confidence</c>: how much evidence of concurrency a race needs.</summary>
internal enum RequiredConfidence
{
    /// <summary>Only races that something in sight says can happen.</summary>
    High,

    /// <summary>These, and those that nothing rules out, as information.</summary>
    Medium,

    /// <summary>All of them at the rule's severity.</summary>
    Low,
}

/// <summary><c>asyncrace_fix_lock</c>: which lock a repair adds.</summary>
internal enum FixLock
{
    /// <summary>The companion lock where the project references the companion types, else a semaphore.</summary>
    Auto,

    /// <summary>The companion lock, or none.</summary>
    Companion,

    /// <summary>A semaphore of the framework.</summary>
    Semaphore,
}
