namespace AsyncRace.Threading.Tests;

/// <summary>Runs a test on a loop of its own, on virtual time: what it sees of order is exact, and waiting takes no time.</summary>
internal static class OnLoop
{
    internal static void Run(Func<AsyncLoop, Task> test)
    {
        var incidents = new List<LoopIncident>();
        using (AsyncLoop loop = AsyncLoop.WithVirtualTime())
        {
            loop.IncidentHandler = incidents.Add;
            using var hang = new Timer(_ => loop.Stop(), null, Guard.Limit, Timeout.InfiniteTimeSpan);
            loop.RunUntilComplete(() => test(loop));
        }

        Assert.Empty(incidents);
    }

    /// <summary>Runs turns until nothing is ready.</summary>
    internal static async Task Settle()
    {
        for (int turn = 0; turn < 30; turn++)
            await Task.Yield();
    }

    internal static async Task ThrowsCanceled(Task task, CancellationToken token)
    {
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Equal(token, exception.CancellationToken);
    }
}
