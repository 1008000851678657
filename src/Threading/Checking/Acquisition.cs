namespace AsyncRace.Threading;

/// <summary>One request for a checked primitive, and then the hold on it: a link in the chain of what its flow holds.</summary>
internal sealed class Acquisition(Watch watch, Entry entry, CallSite? site, Acquisition? outer)
{
    private const int Waiting = 0;
    private const int Held = 1;
    private const int Ended = 2;

    private int _state;

    internal Watch Watch => watch;

    internal Entry Entry => entry;

    /// <summary>Where it was asked for.</summary>
    internal CallSite? Site => site;

    /// <summary>What the flow had asked for before, and not given back.</summary>
    internal Acquisition? Outer { get; set; } = outer;

    internal bool IsHeld => Volatile.Read(ref _state) == Held;

    internal bool HasEnded => Volatile.Read(ref _state) == Ended;

    internal void Hold() => Volatile.Write(ref _state, Held);

    internal void End() => Volatile.Write(ref _state, Ended);

    /// <summary>Its wait is over: if it was not granted, it never will be.</summary>
    internal void EndUnlessHeld() => Interlocked.CompareExchange(ref _state, Ended, Waiting);

    public override string ToString() => site?.ToString() ?? "an unknown place";
}
