using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Notes_1Tests
{
    [Fact]
    public void Fetches_AreSixAtATime() => ListingOutput.Is(
        """
        fetch(0) = 0
        fetch(1) = 1
        fetch(2) = 2
        fetch(3) = 3
        fetch(4) = 4
        fetch(5) = 5
        fetch(6) = 6
        fetch(7) = 7
        fetch(8) = 8
        fetch(9) = 9
        fetch(10) = 10
        fetch(11) = 11
        At most 6 fetches ran at once.
        """,
        new Notes_1());
}
