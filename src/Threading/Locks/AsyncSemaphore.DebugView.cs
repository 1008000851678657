using System.Diagnostics;

namespace AsyncRace.Threading;

public sealed partial class AsyncSemaphore
{
    private sealed class DebugView(AsyncSemaphore semaphore)
    {
        public int CurrentCount => semaphore.CurrentCount;

        public int MaximumCount => semaphore.MaximumCount;

        /// <summary>The waiters, the next to get a permit first.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
        public WaiterView[] Waiters => WaiterView.Of(ref semaphore._state, ref semaphore._waiters);
    }
}
