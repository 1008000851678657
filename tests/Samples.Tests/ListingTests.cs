using AsyncioChapter;

namespace AsyncRace.Samples.Tests;

public sealed class ListingTests
{
    [Fact]
    public void All_InTheOrderOfTheSources() =>
        Assert.Equal(
            [
                "11.1", "11.2", "11.3", "11.4", "11.4b", "11.5", "11.6", "11.7", "11.8", "11.9", "11.10", "11.11", "11.12", "11.13", "11.14", "11.15",
                "notes.1", "notes.2", "notes.3", "notes.4", "notes.5", "notes.6", "notes.7",
            ],
            Listing.All.Select(static listing => listing.Number));

    [Fact]
    public void All_AreNamedAfterTheirNumber() =>
        Assert.All(Listing.All, static listing =>
        {
            string[] parts = listing.Number.Split('.');
            string name = parts[0] == "notes" ? $"Notes_{parts[1]}" : $"Listing_{parts[0]}_{(char.IsAsciiLetter(parts[1][^1]) ? parts[1].PadLeft(3, '0') : parts[1].PadLeft(2, '0'))}";
            Assert.Equal(name, listing.GetType().Name);
        });
}
