using System.Diagnostics;

namespace AsyncRace.Threading;

/// <summary>
/// Waiters in order of arrival, linked through themselves: adding, taking the first and removing any one are O(1) and allocate nothing.
/// Belongs to whoever holds the queue bit; only <see cref="Count"/> may be read without it, as a hint.
/// </summary>
internal struct WaitList
{
    private Waiter? _last;

    internal Waiter? First { get; private set; }

    internal int Count { get; private set; }

    internal readonly bool IsEmpty => First is null;

    internal void Enqueue(Waiter waiter)
    {
        Debug.Assert(waiter.QueuedOn is null, "A waiter is in one list at a time.");
        waiter.Previous = _last;
        waiter.Next = null;
        if (_last is null)
            First = waiter;
        else
            _last.Next = waiter;
        _last = waiter;
        Count++;
        waiter.QueuedOn = waiter.Target;
    }

    internal Waiter? Dequeue()
    {
        Waiter? first = First;
        if (first is not null)
            Remove(first);
        return first;
    }

    internal void Remove(Waiter waiter)
    {
        if (waiter.Previous is null)
            First = waiter.Next;
        else
            waiter.Previous.Next = waiter.Next;
        if (waiter.Next is null)
            _last = waiter.Previous;
        else
            waiter.Next.Previous = waiter.Previous;
        waiter.Previous = waiter.Next = null;
        Count--;
        waiter.QueuedOn = null;
    }
}
