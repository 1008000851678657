namespace AsyncRace.Threading;

/// <summary>The smallest priority first; of equal ones the first that was put.</summary>
/// <remarks>Compares first and moves then, so that a comparer that throws leaves everything as it was.</remarks>
internal sealed class HeapStore<TElement, TPriority>(IComparer<TPriority> comparer) : ItemStore<(TElement Element, TPriority Priority)>
{
    private Entry[] _entries = new Entry[16];
    private long _sequence;
    private long _putBack;

    internal override void Add((TElement Element, TPriority Priority) item) => Insert(new Entry(item, ++_sequence));

    internal override void PutBack((TElement Element, TPriority Priority) item) => Insert(new Entry(item, --_putBack));

    internal override (TElement Element, TPriority Priority) Take()
    {
        int count = Count - 1;
        Entry first = _entries[0], moved = _entries[count];
        int index = FindBelowRoot(moved, count);
        _entries[count] = default;
        Count = count;
        if (count == 0)
            return first.Item;

        // Everything on the way up moves one step up, and the root falls out.
        while (true)
        {
            (_entries[index], moved) = (moved, _entries[index]);
            if (index == 0)
                return first.Item;
            index = (index - 1) / 2;
        }
    }

    internal override void Clear()
    {
        Array.Clear(_entries, 0, Count);
        Count = 0;
    }

    internal override (TElement Element, TPriority Priority)[] ToArray()
    {
        var entries = new Entry[Count];
        Array.Copy(_entries, entries, Count);
        Array.Sort(entries, (left, right) => IsBefore(left, right) ? -1 : IsBefore(right, left) ? 1 : 0);
        return Array.ConvertAll(entries, entry => entry.Item);
    }

    private bool IsBefore(in Entry left, in Entry right)
    {
        int order = comparer.Compare(left.Item.Priority, right.Item.Priority);
        return order < 0 || (order == 0 && left.Sequence < right.Sequence);
    }

    private void Insert(Entry entry)
    {
        int place = Count;
        while (place > 0 && IsBefore(entry, _entries[(place - 1) / 2]))
            place = (place - 1) / 2;

        if (Count == _entries.Length)
            Array.Resize(ref _entries, 2 * Count);
        for (int index = Count++; index != place; index = (index - 1) / 2)
            _entries[index] = _entries[(index - 1) / 2];
        _entries[place] = entry;
    }

    /// <summary>Where an entry belongs that starts at the root of the first <paramref name="count"/> entries.</summary>
    private int FindBelowRoot(Entry entry, int count)
    {
        int index = 0;
        while (true)
        {
            int child = (2 * index) + 1;
            if (child >= count)
                return index;
            if (child + 1 < count && IsBefore(_entries[child + 1], _entries[child]))
                child++;
            if (!IsBefore(_entries[child], entry))
                return index;
            index = child;
        }
    }

    private readonly struct Entry((TElement Element, TPriority Priority) item, long sequence)
    {
        internal (TElement Element, TPriority Priority) Item { get; } = item;

        internal long Sequence { get; } = sequence;
    }
}
