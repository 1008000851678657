using System.Diagnostics;

namespace AsyncRace.Threading;

public sealed partial class AsyncLock
{
    private sealed class DebugView(AsyncLock @lock)
    {
        public bool IsHeld => @lock.IsHeld;

        /// <summary>The waiters, the next to get the lock first.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
        public WaiterView[] Waiters => WaiterView.Of(ref @lock._state, ref @lock._waiters);
    }
}
