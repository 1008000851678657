using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_10Tests
{
    [Fact]
    public void Event_SetByATimer_WakesBothWaiters() => ListingOutput.Is(
        """
        Waiting for event...
        Waiting for event...
        Triggering event!
        Performing work!
        Performing work!
        Finished work!
        Finished work!
        """,
        new Listing_11_10());
}
