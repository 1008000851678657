namespace AsyncRace.Threading;

/// <summary>The timers of a loop, the next due first. A heap in which each timer knows its place, so that a cancelled one leaves at once.</summary>
/// <remarks>What is compared is in the heap itself, four children side by side, so that only the timers that move are touched.</remarks>
internal struct TimerHeap()
{
    private const int Fanout = 4;

    private Entry[] _entries = new Entry[16];
    private long _sequence;

    internal int Count { get; private set; }

    internal readonly LoopTimer? First => Count == 0 ? null : _entries[0].Timer;

    internal void Add(LoopTimer timer)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, 2 * Count);
        MoveUp(Count++, new Entry(timer, timer.Due.Ticks, _sequence++));
    }

    internal void Remove(LoopTimer timer)
    {
        int index = timer.Index;
        if (index < 0)
            return;
        timer.Index = -1;
        Entry last = _entries[--Count];
        _entries[Count] = default;
        if (index == Count)
            return;
        if (index > 0 && last.IsBefore(_entries[(index - 1) / Fanout]))
            MoveUp(index, last);
        else
            MoveDown(index, last);
    }

    /// <summary>All timers, the next due first.</summary>
    internal readonly LoopTimer[] ToArray()
    {
        var entries = new Entry[Count];
        Array.Copy(_entries, entries, Count);
        Array.Sort(entries, static (left, right) => left.IsBefore(right) ? -1 : right.IsBefore(left) ? 1 : 0);
        return Array.ConvertAll(entries, static entry => entry.Timer);
    }

    private readonly void MoveUp(int index, Entry entry)
    {
        Entry[] entries = _entries;
        while (index > 0)
        {
            int parent = (index - 1) / Fanout;
            if (!entry.IsBefore(entries[parent]))
                break;
            Place(index, entries[parent]);
            index = parent;
        }

        Place(index, entry);
    }

    private readonly void MoveDown(int index, Entry entry)
    {
        Entry[] entries = _entries;
        while (true)
        {
            int first = (Fanout * index) + 1, end = Math.Min(first + Fanout, Count);
            if (first >= end)
                break;
            int next = first;
            for (int child = first + 1; child < end; child++)
            {
                if (entries[child].IsBefore(entries[next]))
                    next = child;
            }

            if (!entries[next].IsBefore(entry))
                break;
            Place(index, entries[next]);
            index = next;
        }

        Place(index, entry);
    }

    private readonly void Place(int index, in Entry entry)
    {
        _entries[index] = entry;
        entry.Timer.Index = index;
    }

    /// <param name="timer">The timer.</param>
    /// <param name="due">When it is due.</param>
    /// <param name="sequence">Tells which of several that are due at the same time was made first.</param>
    private readonly struct Entry(LoopTimer timer, long due, long sequence)
    {
        internal readonly LoopTimer Timer = timer;
        private readonly long _due = due;
        private readonly long _sequence = sequence;

        internal bool IsBefore(in Entry other) => _due < other._due || (_due == other._due && _sequence < other._sequence);
    }
}
