namespace AsyncRace.Package.Tests;

/// <summary>
/// A program of one file that loses updates, every time: a hundred tasks read the count before any of them is let go on to write it.
/// The awaited call gets what was read, so that reading again after the await is no repair: only a lock is.
/// </summary>
internal static class RacyProgram
{
    internal const string Source =
        """
        var counter = new Counter();
        var go = new TaskCompletionSource();
        Task[] tasks = [.. Enumerable.Range(0, 100).Select(_ => counter.IncrementAsync(_ => go.Task))];
        go.SetResult();
        await Task.WhenAll(tasks);
        Console.WriteLine(counter.Count);

        public sealed class Counter
        {
            private int _count;

            public int Count => _count;

            public async Task IncrementAsync(Func<int, Task> report)
            {
                int count = _count;
                await report(count);
                _count = count + 1;
            }
        }

        """;

    internal const string CountWithLostUpdates = "1";

    internal const string CountWhenRight = "100";

    /// <summary>The line that writes the stale value, counted from 1.</summary>
    internal static int StaleWriteLine { get; } =
        1 + Source.ReplaceLineEndings("\n").Split('\n').ToList().FindIndex(line => line.Contains("_count = count + 1;", StringComparison.Ordinal));
}
