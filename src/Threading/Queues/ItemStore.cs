namespace AsyncRace.Threading;

/// <summary>What holds a queue's items, and decides which comes out next. Used under the queue's queue bit.</summary>
internal abstract class ItemStore<T>
{
    internal int Count { get; private protected set; }

    internal abstract void Add(T item);

    /// <summary>Takes the next item; there must be one.</summary>
    internal abstract T Take();

    /// <summary>Puts an item back that was taken and not used: it is the next again, or would be but for its priority.</summary>
    internal abstract void PutBack(T item);

    internal abstract void Clear();

    /// <summary>The items, the next first.</summary>
    internal abstract T[] ToArray();
}
