using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Notes_5Tests
{
    [Fact]
    public void Items_AreConsumedByPriority_AndJoinReturnsWhenAllAreDone() => ListingOutput.Is(
        """
        producing 42
        producing 7
        producing 99
        producing 13
        producing 68
        producing 1
        producing 25
        consuming number 1...
        consuming number 7...
        consuming number 13...
        consuming number 25...
        consuming number 42...
        consuming number 68...
        consuming number 99...
        all done
        consumer cancelled
        """,
        new Notes_5());
}
