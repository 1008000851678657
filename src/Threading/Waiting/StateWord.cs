namespace AsyncRace.Threading;

/// <summary>
/// The two bits that the state words of all primitives share, and the spin lock that one of them is. Whoever has set
/// <see cref="Queue"/> owns the word and the wait list beside it; the fast paths work by compare-and-swap and only while it is clear.
/// </summary>
internal static class StateWord
{
    /// <summary>The wait list is being changed: the word is its changer's alone.</summary>
    internal const long Queue = 1;

    /// <summary>The wait list is not empty.</summary>
    internal const long Waiters = 2;

    /// <summary>Takes the queue bit. Nothing but a few assignments may happen until <see cref="Exit"/>.</summary>
    /// <returns>The word without the queue bit.</returns>
    internal static long Enter(ref long state)
    {
        long seen = Volatile.Read(ref state);
        return (seen & Queue) == 0 && Interlocked.CompareExchange(ref state, seen | Queue, seen) == seen
            ? seen
            : EnterContended(ref state);
    }

    /// <summary>Takes the queue bit of a word in which nothing else is set; if it is taken, or anything else is set, does nothing.</summary>
    internal static bool TryEnter(ref long state) => Interlocked.CompareExchange(ref state, Queue, 0) == 0;

    /// <summary>Gives the queue bit back, and the word a new value. A plain store will do: nobody else writes a word with the bit set.</summary>
    internal static void Exit(ref long state, long next) => Volatile.Write(ref state, next);

    /// <summary>As <see cref="Enter"/>, for a debugger: gives up if the bit's owner does not move, because it may be frozen.</summary>
    internal static bool TryEnterBriefly(ref long state, out long seen)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            seen = Volatile.Read(ref state);
            if ((seen & Queue) == 0 && Interlocked.CompareExchange(ref state, seen | Queue, seen) == seen)
                return true;
            Thread.Yield();
        }

        seen = 0;
        return false;
    }

    private static long EnterContended(ref long state)
    {
        SpinWait spinner = default;
        while (true)
        {
            // The bit is held for nanoseconds, so spin; its owner may have lost its core, so yield; but never Sleep(1), a whole time slice.
#if NETSTANDARD2_0
            if (spinner.NextSpinWillYield)
                Thread.Yield();
            else
                spinner.SpinOnce();
#else
            spinner.SpinOnce(sleep1Threshold: -1);
#endif
            long seen = Volatile.Read(ref state);
            if ((seen & Queue) == 0 && Interlocked.CompareExchange(ref state, seen | Queue, seen) == seen)
                return seen;
        }
    }
}
