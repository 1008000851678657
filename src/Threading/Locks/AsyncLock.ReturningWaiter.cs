namespace AsyncRace.Threading;

public sealed partial class AsyncLock
{
    /// <summary>
    /// A holder that left the lock to wait for a condition, and comes back with the releaser it had. Why the wait ended (notified,
    /// cancelled, out of time) is settled before it queues for the lock, and reported once it holds it.
    /// </summary>
    internal sealed class ReturningWaiter : LockWaiter
    {
        private Outcome _ended = Outcome.Granted;

        internal override Outcome OutcomeWhenHeld => _ended;

        protected override bool IsCounted => false;

        /// <summary>Remembers the present holder of the lock.</summary>
        /// <exception cref="InvalidOperationException">Nobody holds the lock.</exception>
        internal static ReturningWaiter ForHolderOf(AsyncLock @lock)
        {
            long state = StateWord.Enter(ref @lock._state);
            Acquisition? holder = @lock._watch?.Holder;
            StateWord.Exit(ref @lock._state, state);
            if ((state & Held) == 0)
                throw AsyncCondition.LockNotHeld();
            if (holder is not null)
                holder.Watch.RequestAgain(holder);
            ReturningWaiter waiter = ReturningWaiter.Rent();
            waiter.Acquisition = holder;
            waiter._ended = Outcome.Granted;
            waiter.Grant = @lock.HolderIn(state);
            waiter.Form = (state & Manual) | Restored;
            return waiter;
        }

        /// <summary>Leaves the lock.</summary>
        internal void Leave(AsyncLock @lock) => @lock.EndAcquisition(Grant);

        /// <summary>Queues for the lock again, to be granted even though its wait has failed.</summary>
        internal void Return(AsyncLock @lock, Outcome ended)
        {
            _ended = ended;
            long state = StateWord.Enter(ref @lock._state);
            if ((state & Held) == 0)
            {
                StateWord.Exit(ref @lock._state, @lock.Grant(this, state));
                Complete(ended);
                return;
            }

            @lock._waiters.Enqueue(this, @lock);
            StateWord.Exit(ref @lock._state, state | StateWord.Waiters);
        }

        internal static new ReturningWaiter Rent() => (ReturningWaiter?)Pool<Kind>.Rent() ?? new ReturningWaiter();

        protected override void ReturnToPool() => Pool<Kind>.Return(this);

        private readonly struct Kind;
    }
}
