using System.Diagnostics;

namespace AsyncRace.Threading;

public sealed partial class AsyncLock
{
    private sealed class DebugView(AsyncLock @lock)
    {
        public bool IsHeld => @lock.IsHeld;

        /// <summary>Where the holder has taken the lock; null if nobody holds it, or it is not checked.</summary>
        public string? TakenIn => @lock._watch?.Holder?.ToString();

        /// <summary>The waiters, the next to get the lock first.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
        public WaiterView[] Waiters => WaiterView.Of(ref @lock._state, ref @lock._waiters);
    }
}
