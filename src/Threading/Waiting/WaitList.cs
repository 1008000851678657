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

    /// <param name="waiter">The waiter.</param>
    /// <param name="owner">Whose list this is.</param>
    internal void Enqueue(Waiter waiter, object owner)
    {
        Debug.Assert(waiter.Place == Place.Nowhere, "A waiter is in one list at a time.");
        waiter.Previous = _last;
        waiter.Next = null;
        if (_last is null)
            First = waiter;
        else
            _last.Next = waiter;
        _last = waiter;
        Count++;
        waiter.Place = ReferenceEquals(owner, waiter.Target) ? Place.AtTarget : Place.OnTheWayBack;
    }

    internal Waiter? Dequeue()
    {
        Waiter? first = First;
        if (first is null)
            return null;
        Waiter? next = first.Next;
        First = next;
        if (next is null)
            _last = null;
        else
            next.Previous = null;
        first.Next = null;
        Count--;
        first.Place = Place.Nowhere;
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
        waiter.Place = Place.Nowhere;
    }

    /// <summary>Takes the first waiters out, linked by <see cref="Waiter.Next"/>.</summary>
    internal Waiter? DequeueMany(int count)
    {
        Waiter? first = First, last = null;
        for (; count > 0 && First is { } waiter; count--)
        {
            First = waiter.Next;
            waiter.Previous = null;
            waiter.Place = Place.Nowhere;
            last = waiter;
            Count--;
        }

        if (last is null)
            return null;
        last.Next = null;
        if (First is null)
            _last = null;
        else
            First.Previous = null;
        return first;
    }

    /// <summary>Grants to all waiters of a chain, in order. They must be out of the list, and the queue bit given back.</summary>
    internal static void CompleteAll(Waiter? chain)
    {
        Waiter? first = null, last = null;
        while (chain is { } waiter)
        {
            chain = waiter.Next;
            waiter.Next = null;
            if (!waiter.CompleteUnlessToStart(Outcome.Granted, null))
                continue;
            if (!waiter.StartsOnPool)
            {
                waiter.StartElsewhere();
                continue;
            }

            if (last is null)
                first = waiter;
            else
                last.Next = waiter;
            last = waiter;
        }

        if (first is not null)
            Dispatcher.Start(first, last!);
    }

    /// <summary>
    /// How a primitive with one list and nothing else to settle takes a cancelled or timed-out waiter out of it: see
    /// <see cref="IWaitTarget.Withdraw"/>.
    /// </summary>
    internal static void Withdraw(ref long state, ref WaitList list, object owner, Waiter waiter, Outcome outcome)
    {
        long seen = StateWord.Enter(ref state);
        bool withdrawn = waiter.CanWithdraw(owner, outcome);
        if (withdrawn)
        {
            list.Remove(waiter);
            if (list.IsEmpty)
                seen &= ~StateWord.Waiters;
        }

        StateWord.Exit(ref state, seen);
        if (withdrawn)
            waiter.Complete(outcome);
    }
}
