namespace AsyncRace.Threading;

/// <summary>What the current flow of control holds of checked primitives.</summary>
/// <remarks>
/// Set by the call that asks for the lock, in the context of the method that makes that call, and so known to whatever that method calls
/// or starts. It is gone when the method returns: then the runtime restores the caller's context. What has been given back stays in the chain
/// until the next request, and is known by its state, because it may be given back anywhere.
/// </remarks>
internal static class Flow
{
    private static readonly AsyncLocal<Acquisition?> Innermost = new();

    /// <summary>The chain, without what has ended.</summary>
    internal static Acquisition? Current
    {
        get
        {
            Acquisition? first = SkipEnded(Innermost.Value);
            for (Acquisition? link = first; link is not null; link = link.Outer)
                link.Outer = SkipEnded(link.Outer);
            return first;
        }
    }

    internal static void Push(Acquisition acquisition) => Innermost.Value = acquisition;

    private static Acquisition? SkipEnded(Acquisition? link)
    {
        while (link is { HasEnded: true })
            link = link.Outer;
        return link;
    }
}
