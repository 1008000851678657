using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_07Tests
{
    [Fact]
    public void Requests_AreTenAtATime_AndAllAnswered() => ListingOutput.Is(
        """
        Buggy:
          some of 1000 requests refused
          more than 10 at once
        Repaired:
          all 1000 requests answered
          10 at once, at most
        """,
        new Listing_11_07());
}
