namespace AsyncRace.Threading;

/// <summary>First in, first out.</summary>
internal sealed class RingStore<T> : ItemStore<T>
{
    /// <summary>Its length is a power of two.</summary>
    private T[] _items = new T[16];

    private int _first;

    /// <summary>Whether an item can be added without an allocation.</summary>
    internal bool HasPlace => Count < _items.Length;

    internal override void Add(T item)
    {
        if (!HasPlace)
            Grow();
        AddInPlace(item);
    }

    internal void AddInPlace(T item) => _items[(_first + Count++) & (_items.Length - 1)] = item;

    internal override T Take() => TakeFirst();

    internal T TakeFirst()
    {
        ref T slot = ref _items[_first];
        T item = slot;
        slot = default!;
        _first = (_first + 1) & (_items.Length - 1);
        Count--;
        return item;
    }

    internal override void PutBack(T item)
    {
        if (Count == _items.Length)
            Grow();
        _first = (_first - 1) & (_items.Length - 1);
        _items[_first] = item;
        Count++;
    }

    internal override void Clear()
    {
        Array.Clear(_items, 0, _items.Length);
        _first = Count = 0;
    }

    internal override T[] ToArray()
    {
        var items = new T[Count];
        CopyTo(items);
        return items;
    }

    private void Grow()
    {
        var items = new T[2 * _items.Length];
        CopyTo(items);
        _items = items;
        _first = 0;
    }

    private void CopyTo(T[] items)
    {
        int untilEnd = Math.Min(Count, _items.Length - _first);
        Array.Copy(_items, _first, items, 0, untilEnd);
        Array.Copy(_items, 0, items, untilEnd, Count - untilEnd);
    }
}
