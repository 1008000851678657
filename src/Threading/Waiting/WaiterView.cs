using System.Diagnostics;

namespace AsyncRace.Threading;

/// <summary>A waiter as a debugger shows it.</summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class WaiterView
{
    private WaiterView(int position, Waiter waiter)
    {
        Position = position;
        IsBlocking = waiter.IsBlocking;
        CanEndEarly = waiter.CanEndEarly;
        Site = waiter.Acquisition?.Site?.ToString();
    }

    /// <summary>1 for the waiter that is next.</summary>
    public int Position { get; }

    /// <summary>Whether a thread is blocked on it.</summary>
    public bool IsBlocking { get; }

    /// <summary>Whether a token or a timeout can end it.</summary>
    public bool CanEndEarly { get; }

    /// <summary>Where it waits; known in checked mode only.</summary>
    public string? Site { get; }

    public override string ToString() =>
        $"#{Position} {(IsBlocking ? "blocked thread" : "asynchronous")}{(CanEndEarly ? ", with a token or a timeout" : "")}"
        + (Site is null ? "" : $", in {Site}");

    internal static WaiterView OfFirst(Waiter waiter) => new(1, waiter);

    /// <summary>The waiters in order. In a debugger the queue bit's owner may be frozen: the list is then read as it stands.</summary>
    internal static WaiterView[] Of(ref long state, ref WaitList waiters)
    {
        bool entered = StateWord.TryEnterBriefly(ref state, out long seen);
        try
        {
            var views = new List<WaiterView>();
            for (Waiter? waiter = waiters.First; waiter is not null && views.Count < 1_000; waiter = waiter.Next)
                views.Add(new WaiterView(views.Count + 1, waiter));
            return [.. views];
        }
        finally
        {
            if (entered)
                StateWord.Exit(ref state, seen);
        }
    }
}
