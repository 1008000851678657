using AsyncioChapter;
using AsyncRace.Threading;

namespace AsyncRace.Samples.Tests;

/// <summary>
/// What a listing prints when it is run on a loop, line by line. Time is virtual, so that waiting takes none and the order is exact; what
/// comes from sockets and other threads is waited for as long as it takes.
/// </summary>
internal static class ListingOutput
{
    internal static string[] Of(Listing listing)
    {
        using var output = new StringWriter { NewLine = "\n" };
        RunOnLoop(() => listing.RunAsync(output));
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Runs something on a loop on virtual time, and expects that it leaves no exception behind that nobody awaits.</summary>
    internal static void RunOnLoop(Func<Task> main)
    {
        List<LoopIncident> incidents = [];
        using (AsyncLoop loop = AsyncLoop.WithVirtualTime())
        {
            loop.IncidentHandler = incidents.Add;

            // A listing that hangs fails instead: a loop that is stopped before its main method has ended throws.
            using var hang = new Timer(_ => loop.Stop(), null, TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);
            loop.RunUntilComplete(main);
        }

        Assert.Empty(incidents);
    }

    /// <summary>Expects these lines, given as one text.</summary>
    internal static void Is(string expected, Listing listing) =>
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join('\n', Of(listing)));
}
