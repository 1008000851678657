namespace AsyncRace.Threading;

/// <summary>Value tasks that are cancelled from the start.</summary>
internal static class Canceled
{
    internal static ValueTask Of(CancellationToken token) => new(Task.FromCanceled(token));

    internal static ValueTask<T> Of<T>(CancellationToken token) => new(Task.FromCanceled<T>(token));
}
