using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_11Tests
{
    [Fact]
    public void Contents_AreWaitedForUntilTheFileIsComplete() => ListingOutput.Is(
        """
        sending 'a file '
        sending 'in three '
        sending 'pieces'
        end of the file
        uploaded: 'a file in three pieces'
        """,
        new Listing_11_11());
}
