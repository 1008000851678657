using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>What a call does to a lock.</summary>
internal enum LockOperationKind
{
    /// <summary>The lock is held when the call returns, or when what it returns has been awaited.</summary>
    Acquire,

    /// <summary>The result, or the awaited result, is a bool that says whether the lock is held.</summary>
    TryAcquire,

    /// <summary>The result, or the awaited result, is a releaser: the lock is held until it is disposed of.</summary>
    Scope,

    Release,
}

/// <param name="IsAwaited">Whether the call returns an awaitable, and the acquisition happens when that is awaited.</param>
/// <param name="Lock">The operand that is the lock object: a receiver, or the argument of <c>Monitor</c>'s methods.</param>
internal readonly record struct LockOperation(LockOperationKind Kind, IOperation? Lock, bool IsAwaited);
