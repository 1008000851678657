namespace AsyncRace.Threading;

/// <summary>
/// Holds a primitive that was made for one loop to it: a wait that would have to suspend elsewhere is refused, before anything has changed.
/// Without a suspension nothing is bound, as in asyncio.
/// </summary>
internal static class LoopBinding
{
    /// <summary>Whether a wait may suspend here.</summary>
    internal static bool Allows(AsyncLoop? loop) => loop is null || loop.IsCurrent;

    /// <exception cref="InvalidOperationException">A wait may not suspend here.</exception>
    internal static void Check(AsyncLoop? loop, object primitive)
    {
        if (!Allows(loop))
            throw Refusal(loop!, primitive);
    }

    internal static InvalidOperationException Refusal(AsyncLoop loop, object primitive) => new(
        $"{primitive} is bound to a different event loop: it was made for {loop}, and is waited for "
        + (AsyncLoop.Current is { } current ? $"on {current}" : "on a thread where no event loop runs")
        + ". Make it without a loop to use it everywhere, or keep one per loop in a LoopLocal.");
}
