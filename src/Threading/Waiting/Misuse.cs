namespace AsyncRace.Threading;

/// <summary>What is said to a caller who handles a value task wrongly.</summary>
internal static class Misuse
{
    internal static InvalidOperationException AlreadyConsumed() => new(
        "The result of this ValueTask has already been taken. A ValueTask can be awaited only once; "
        + "call AsTask() on it, once, if several callers need the result.");

    internal static InvalidOperationException AwaitedTwice() => new(
        "This ValueTask is already being awaited. A ValueTask can be awaited only once, by one caller; "
        + "call AsTask() on it, once, if several callers need the result.");
}
