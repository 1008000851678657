namespace AsyncRace.Threading;

/// <summary>
/// Used waiters, kept for the next contended wait so that it allocates nothing: a store per thread, which needs no synchronization, and
/// behind it a shared one that evens out threads which mostly begin waits and threads which mostly end them.
/// </summary>
/// <remarks>
/// A thread's store is two stacks of up to <see cref="BatchSize"/> waiters, linked through themselves. Whole stacks move to and from the
/// shared store, so its lock is taken at most once in <see cref="BatchSize"/> waits, however rents and returns alternate.
/// </remarks>
internal static class WaiterPool<TWaiter>
    where TWaiter : Waiter, new()
{
    private const int BatchSize = 128;
    private const int SharedBatches = 64;

    private static readonly Waiter?[] Shared = new Waiter?[SharedBatches];
    private static int _sharedCount;

    [ThreadStatic]
    private static Store? _local;

    internal static TWaiter Rent()
    {
        Store local = _local ??= new Store();
        if (local.Count == 0 && !TryRefill(local))
            return new TWaiter();
        Waiter waiter = local.Top!;
        local.Top = waiter.Next;
        local.Count--;
        waiter.Next = null;
        return (TWaiter)waiter;
    }

    internal static void Return(TWaiter waiter)
    {
        Store local = _local ??= new Store();
        if (local.Count == BatchSize)
            MakeRoom(local);
        waiter.Next = local.Top;
        local.Top = waiter;
        local.Count++;
    }

    private static bool TryRefill(Store local)
    {
        local.Top = local.Spare ?? TakeShared();
        local.Spare = null;
        local.Count = local.Top is null ? 0 : BatchSize;
        return local.Top is not null;
    }

    private static Waiter? TakeShared()
    {
        if (Volatile.Read(ref _sharedCount) == 0)
            return null;
        lock (Shared)
        {
            if (_sharedCount == 0)
                return null;
            ref Waiter? slot = ref Shared[--_sharedCount];
            Waiter? batch = slot;
            slot = null;
            return batch;
        }
    }

    /// <summary>Puts the full stack aside; if one is aside already, that goes to the shared store, or to the garbage collector.</summary>
    private static void MakeRoom(Store local)
    {
        if (local.Spare is { } full && Volatile.Read(ref _sharedCount) < SharedBatches)
        {
            lock (Shared)
            {
                if (_sharedCount < SharedBatches)
                    Shared[_sharedCount++] = full;
            }
        }

        local.Spare = local.Top;
        local.Top = null;
        local.Count = 0;
    }

    private sealed class Store
    {
        internal Waiter? Top;
        internal int Count;

        /// <summary>A full stack, or none.</summary>
        internal Waiter? Spare;
    }
}
