namespace AsyncRace.Threading.Benchmarks;

internal static class Many
{
    /// <summary>Starts a number of asynchronous methods, which begin to run on the caller's thread, and waits for all.</summary>
    internal static Task Run(int count, Func<int, Task> work)
    {
        var tasks = new Task[count];
        for (int id = 0; id < count; id++)
            tasks[id] = work(id);
        return Task.WhenAll(tasks);
    }
}
