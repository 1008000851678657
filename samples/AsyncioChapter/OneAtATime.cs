namespace AsyncioChapter;

/// <summary>
/// Runs asynchronous code the way an event loop does: any number of tasks in flight, but never two of them running at the same moment.
/// What goes wrong under it goes wrong at an <c>await</c>, not because two threads met.
/// </summary>
public static class OneAtATime
{
    /// <summary>Runs <paramref name="main"/> and everything it awaits, one at a time.</summary>
    public static Task<T> RunAsync<T>(Func<Task<T>> main) =>
        Task.Factory.StartNew(main, CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
