namespace AsyncRace.Threading;

/// <summary>Last in, first out.</summary>
internal sealed class StackStore<T> : ItemStore<T>
{
    private T[] _items = new T[16];

    internal override void Add(T item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, 2 * Count);
        _items[Count++] = item;
    }

    internal override T Take()
    {
        ref T slot = ref _items[--Count];
        T item = slot;
        slot = default!;
        return item;
    }

    internal override void PutBack(T item) => Add(item);

    internal override void Clear()
    {
        Array.Clear(_items, 0, Count);
        Count = 0;
    }

    internal override T[] ToArray()
    {
        var items = new T[Count];
        Array.Copy(_items, items, Count);
        Array.Reverse(items);
        return items;
    }
}
