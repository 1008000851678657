namespace AsyncRace.Threading.Tests;

/// <summary>Turns a hang into a failure. No test depends on how long anything takes: the limit only ends what would never end.</summary>
internal static class Guard
{
    /// <summary>Far longer than anything takes, also on a machine that is busy with something else.</summary>
    internal static TimeSpan Limit { get; } = TimeSpan.FromMinutes(3);

    internal static Task WithinLimit(this Task task) => task.WaitAsync(Limit);

    internal static Task<T> WithinLimit<T>(this Task<T> task) => task.WaitAsync(Limit);

    internal static Task WithinLimit(this ValueTask task) => task.AsTask().WaitAsync(Limit);

    internal static Task<T> WithinLimit<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Limit);

    /// <summary>Waits until something that other threads bring about has come about.</summary>
    internal static void Until(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, Limit), "What was waited for did not come about.");

    /// <summary>Runs a blocking action on a thread of its own.</summary>
    internal static Task OnThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    internal static async Task<OperationCanceledException> ThrowsCanceled(Task task, CancellationToken token)
    {
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task.WithinLimit());
        Assert.Equal(token, exception.CancellationToken);
        return exception;
    }
}
