using AsyncioChapter;

namespace AsyncRace.Samples.Tests;

public sealed class ListingTests
{
    [Fact]
    public void All_InTheOrderOfTheChapter() =>
        Assert.Equal(["11.1", "11.2"], Listing.All.Select(static listing => listing.Number));

    [Fact]
    public void All_AreNamedAfterTheirNumber() =>
        Assert.All(Listing.All, static listing =>
        {
            string[] parts = listing.Number.Split('.');
            Assert.StartsWith($"Listing_{parts[0]}_{parts[1].PadLeft(2, '0')}", listing.GetType().Name, StringComparison.Ordinal);
        });
}
