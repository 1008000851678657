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

    /// <summary>The result, or the awaited result, is a releaser that may be empty: it has to be asked whether the lock is held.</summary>
    TryScope,

    Release,
}

/// <summary>Whom an acquisition keeps out.</summary>
internal enum LockMode
{
    /// <summary>Everybody: the lock knows no other mode.</summary>
    Exclusive,

    /// <summary>Readers and writers.</summary>
    Write,

    /// <summary>Writers only.</summary>
    Read,

    /// <summary>Writers, and other readers that may become one.</summary>
    Upgradeable,
}

/// <summary>How long an acquisition waits for a lock that is taken.</summary>
internal enum LockPatience
{
    Forever,

    /// <summary>For a time that the call names.</summary>
    Limited,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>What matters of a lock, and of the way it is acquired, besides which lock it is.</summary>
/// <param name="IsThreadOwned">Whether the thread that acquired it has to release it.</param>
/// <param name="IsReentrant">Whether its holder can acquire it again.</param>
/// <param name="Patience">How long the call waits.</param>
internal readonly record struct LockTraits(LockMode Mode, bool IsThreadOwned, bool IsReentrant, LockPatience Patience)
{
    /// <summary>Whether nothing but names says that there is a lock: it may keep others out, but nobody is told how to use it.</summary>
    internal bool IsPresumed { get; init; }
}

/// <param name="IsAwaited">Whether the call returns an awaitable, and the acquisition happens when that is awaited.</param>
/// <param name="Lock">The operand that is the lock object: a receiver, or the argument of <c>Monitor</c>'s methods.</param>
internal readonly record struct LockOperation(LockOperationKind Kind, IOperation? Lock, bool IsAwaited)
{
    internal LockTraits Traits { get; init; }

    /// <summary>Which of the locks that the object keeps, where it keeps one for each key.</summary>
    internal IOperation? Key { get; init; }

    /// <summary>The same, where the method's name tells: <c>Append</c> of <c>AcquireAppendLock</c>.</summary>
    internal string? Part { get; init; }
}
