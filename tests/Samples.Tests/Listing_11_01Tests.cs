using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_01Tests
{
    [Fact]
    public void AwaitBeforeReadAndWrite_CountsEveryIncrement_EveryTime() =>
        Assert.All(ListingOutput.Of(new Listing_11_01()), static line => Assert.Equal("Counter is 100", line));
}
