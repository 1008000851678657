using AsyncioChapter;

namespace AsyncRace.Samples.Tests;

/// <summary>What a listing prints when it is run.</summary>
internal static class ListingOutput
{
    internal static async Task<string[]> OfAsync(Listing listing)
    {
        using var output = new StringWriter();
        await listing.RunAsync(output);
        return output.ToString().Split(output.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
