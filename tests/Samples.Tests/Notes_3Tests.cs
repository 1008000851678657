using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Notes_3Tests
{
    [Fact]
    public void Notify_WakesExactlyAsManyAsItSays() => ListingOutput.Is(
        """
        notifying 1
        c1: Resource is available to consumer
        notifying 2
        c2: Resource is available to consumer
        c3: Resource is available to consumer
        notifying all
        c4: Resource is available to consumer
        c5: Resource is available to consumer
        c6: Resource is available to consumer
        """,
        new Notes_3());
}
