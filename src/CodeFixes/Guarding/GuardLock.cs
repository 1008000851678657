using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>How a lock is taken.</summary>
internal enum LockKind
{
    /// <summary>By a releaser: <c>using (await x.LockAsync())</c>.</summary>
    Scoped,

    /// <summary>By <c>await x.WaitAsync()</c>, and a <c>Release</c> in a <c>finally</c>.</summary>
    Semaphore,

    /// <summary>By a <c>lock</c> statement.</summary>
    Monitor,
}

/// <summary>The lock that is to guard a group of locations.</summary>
/// <param name="Name">Its name in the code.</param>
/// <param name="Kind">How it is taken.</param>
/// <param name="Existing">The member that it is, where the type has it already; null for a new one.</param>
/// <param name="CanBlock">Whether synchronous code can take it.</param>
internal sealed record GuardLock(string Name, LockKind Kind, ISymbol? Existing, bool CanBlock);
