namespace AsyncRace.Threading;

public sealed partial class AsyncLoop
{
    /// <remarks>In a debugger the owner of the queue bit or of a lock may be frozen: what it works on is then shown as it stands, or not at all.</remarks>
    private sealed class DebugView(AsyncLoop loop)
    {
        public TimeSpan Time => loop.Time;

        /// <summary>How much runs in the next turn.</summary>
        public int ReadyCount => loop._ownCount + loop._readyCount;

        /// <summary>The timers, the next due first.</summary>
        public LoopTimer[] Timers
        {
            get
            {
                bool entered = StateWord.TryEnterBriefly(ref loop._state, out long seen);
                try
                {
                    return loop._timers.ToArray();
                }
                finally
                {
                    if (entered)
                        StateWord.Exit(ref loop._state, seen);
                }
            }
        }

        /// <summary>The tasks that have not ended.</summary>
        public Task[] Tasks
        {
            get
            {
                if (!Monitor.TryEnter(loop._tasks))
                    return [];
                try
                {
                    return [.. loop._tasks];
                }
                finally
                {
                    Monitor.Exit(loop._tasks);
                }
            }
        }
    }
}
