namespace AsyncRace.Threading;

/// <summary>
/// Used objects, kept for the next use so that it allocates nothing: a store per thread, which needs no synchronization, and
/// behind it a shared one that evens out threads which mostly rent and threads which mostly return.
/// </summary>
/// <remarks>
/// A thread's store is two stacks of up to <see cref="BatchSize"/> objects, linked through themselves. Whole stacks move to and from the
/// shared store, so its lock is taken at most once in <see cref="BatchSize"/> rents, however rents and returns alternate.
/// <para>
/// The type parameter only keeps the pools apart, and is a struct so that each has thread statics of its own: those of a generic type over
/// classes would have to be looked up at each use.
/// </para>
/// </remarks>
/// <typeparam name="TKind">Says what is in the pool.</typeparam>
internal static class Pool<TKind>
    where TKind : struct
{
    private const int BatchSize = 128;
    private const int SharedBatches = 64;

    private static readonly Pooled?[] Shared = new Pooled?[SharedBatches];
    private static int _sharedCount;

    [ThreadStatic]
    private static Store? _local;

    /// <returns>Null if there is none.</returns>
    internal static Pooled? Rent()
    {
        Store local = _local ??= new Store();
        if (local.Count == 0 && !TryRefill(local))
            return null;
        Pooled item = local.Top!;
        local.Top = item.NextInPool;
        local.Count--;
        item.NextInPool = null;
        return item;
    }

    internal static void Return(Pooled item)
    {
        Store local = _local ??= new Store();
        if (local.Count == BatchSize)
            MakeRoom(local);
        item.NextInPool = local.Top;
        local.Top = item;
        local.Count++;
    }

    private static bool TryRefill(Store local)
    {
        local.Top = local.Spare ?? TakeShared();
        local.Spare = null;
        local.Count = local.Top is null ? 0 : BatchSize;
        return local.Top is not null;
    }

    private static Pooled? TakeShared()
    {
        if (Volatile.Read(ref _sharedCount) == 0)
            return null;
        lock (Shared)
        {
            if (_sharedCount == 0)
                return null;
            ref Pooled? slot = ref Shared[--_sharedCount];
            Pooled? batch = slot;
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
        internal Pooled? Top;
        internal int Count;

        /// <summary>A full stack, or none.</summary>
        internal Pooled? Spare;
    }
}
