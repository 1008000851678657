using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Notes_7Tests
{
    [Fact]
    public void Coroutine_RunsOnTheOtherThread_WhichThenEnds() => ListingOutput.Is(
        """
        a, on the other thread
        Result: a, back on this thread
        The other thread has ended.
        """,
        new Notes_7());
}
