using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>What a call does to the location that it gets by reference, as one step that no other task can get into.</summary>
internal enum AtomicOperation
{
    None,

    /// <summary>An ordinary read with a fence: <c>Volatile.Read</c>.</summary>
    Read,

    /// <summary>An ordinary write with a fence: <c>Volatile.Write</c>.</summary>
    Write,

    /// <summary>Replaces the value and gives the one that was there: <c>Interlocked.Exchange</c>.</summary>
    Exchange,

    /// <summary>Replaces the value if it is the expected one: <c>Interlocked.CompareExchange</c>.</summary>
    CompareExchange,

    /// <summary>Adds one and gives what it is then: <c>Interlocked.Increment</c>.</summary>
    Increment,

    /// <summary>Takes one away: <c>Interlocked.Decrement</c>.</summary>
    Decrement,

    /// <summary>Computes the new value from the present one: <c>Interlocked.Add</c>, <c>ImmutableInterlocked.Update</c>.</summary>
    Update,
}

internal static class AtomicOperations
{
    internal static AtomicOperation Classify(KnownTypes known, IMethodSymbol method)
    {
        if (KnownTypes.Is(method.ContainingType, known.Interlocked))
        {
            return method.Name switch
            {
                "Exchange" => AtomicOperation.Exchange,
                "CompareExchange" => AtomicOperation.CompareExchange,
                "Increment" => AtomicOperation.Increment,
                "Decrement" => AtomicOperation.Decrement,
                "Read" => AtomicOperation.Read,
                "MemoryBarrier" or "MemoryBarrierProcessWide" => AtomicOperation.None,
                _ => AtomicOperation.Update,
            };
        }

        if (KnownTypes.Is(method.ContainingType, known.Volatile))
            return method.Name == "Read" ? AtomicOperation.Read : method.Name == "Write" ? AtomicOperation.Write : AtomicOperation.None;
        return KnownTypes.Is(method.ContainingType, known.ImmutableInterlocked) ? AtomicOperation.Update : AtomicOperation.None;
    }
}
