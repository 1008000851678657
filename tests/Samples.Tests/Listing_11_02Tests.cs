using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_02Tests
{
    [Fact]
    public void AwaitBetweenReadAndWrite_LosesAllIncrementsButOne_UntilItIsLocked() =>
        Assert.Equal(["Buggy:    counter is 1", "Repaired: counter is 100"], ListingOutput.Of(new Listing_11_02()));
}
