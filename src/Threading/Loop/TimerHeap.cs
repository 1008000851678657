namespace AsyncRace.Threading;

/// <summary>The timers of a loop, the next due first. A binary heap in which each timer knows its place, so that a cancelled one leaves at once.</summary>
internal struct TimerHeap()
{
    private LoopTimer[] _timers = new LoopTimer[16];
    private long _sequence;

    internal int Count { get; private set; }

    internal readonly LoopTimer? First => Count == 0 ? null : _timers[0];

    internal void Add(LoopTimer timer)
    {
        if (Count == _timers.Length)
            Array.Resize(ref _timers, 2 * Count);
        timer.Sequence = _sequence++;
        MoveUp(Count++, timer);
    }

    internal void Remove(LoopTimer timer)
    {
        int index = timer.Index;
        if (index < 0)
            return;
        timer.Index = -1;
        LoopTimer last = _timers[--Count];
        _timers[Count] = null!;
        if (index == Count)
            return;
        if (index > 0 && IsBefore(last, _timers[(index - 1) / 2]))
            MoveUp(index, last);
        else
            MoveDown(index, last);
    }

    private static bool IsBefore(LoopTimer left, LoopTimer right) =>
        left.Due < right.Due || (left.Due == right.Due && left.Sequence < right.Sequence);

    private readonly void MoveUp(int index, LoopTimer timer)
    {
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (!IsBefore(timer, _timers[parent]))
                break;
            Place(index, _timers[parent]);
            index = parent;
        }

        Place(index, timer);
    }

    private readonly void MoveDown(int index, LoopTimer timer)
    {
        while (true)
        {
            int child = (2 * index) + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && IsBefore(_timers[child + 1], _timers[child]))
                child++;
            if (!IsBefore(_timers[child], timer))
                break;
            Place(index, _timers[child]);
            index = child;
        }

        Place(index, timer);
    }

    private readonly void Place(int index, LoopTimer timer)
    {
        _timers[index] = timer;
        timer.Index = index;
    }
}
