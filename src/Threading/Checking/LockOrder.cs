namespace AsyncRace.Threading;

/// <summary>
/// Which primitives were asked for while this one was held: the edges that leave it in the graph of all orders. A cycle in that graph is a
/// deadlock that waits for its moment.
/// </summary>
internal sealed class LockOrder
{
    private static readonly object Gate = new();

    private readonly List<Edge> _next = [];

    /// <summary>Adds an edge, from what is held to what is asked for.</summary>
    /// <returns>If it is new and closes a cycle, in words how the way back came about.</returns>
    internal static string? Learn(Acquisition held, Acquisition asked)
    {
        lock (Gate)
        {
            List<Edge> edges = held.Watch.Order._next;
            if (edges.Exists(edge => edge.LeadsTo(asked.Watch)))
                return null;
            edges.RemoveAll(static edge => edge.IsOver);
            edges.Add(new Edge(held, asked));
            return WayBack(asked.Watch, held.Watch, []);
        }
    }

    private static string? WayBack(Watch from, Watch to, HashSet<Watch> seen)
    {
        if (!seen.Add(from))
            return null;
        foreach (Edge edge in from.Order._next)
        {
            if (edge.LeadsTo(to))
                return edge.Story(from, to);
            if (edge.Target is { } next && WayBack(next, to, seen) is { } rest)
                return $"{edge.Story(from, next)}, and {rest}";
        }

        return null;
    }

    /// <summary>Does not keep the primitive it leads to alive: a lock that is gone can no longer be part of a deadlock.</summary>
    private sealed class Edge(Acquisition held, Acquisition asked)
    {
        private readonly WeakReference<Watch> _target = new(asked.Watch);
        private readonly string _held = held.ToString();
        private readonly string _asked = asked.ToString();

        internal Watch? Target => _target.TryGetTarget(out Watch? target) ? target : null;

        internal bool IsOver => Target is null;

        internal bool LeadsTo(Watch watch) => ReferenceEquals(Target, watch);

        internal string Story(Watch from, Watch to) => $"{from} was taken in {_held} and then {to} in {_asked}";
    }
}
