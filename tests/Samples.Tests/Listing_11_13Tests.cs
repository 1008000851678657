using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_13Tests
{
    [Fact]
    public void BusyWorkers_LoseSignalsOfAnEvent_ButNoneOfAQueue() => ListingOutput.Is(
        """
        Buggy:
        Waiting for event...
        Waiting for event...
        Triggering event 1!
        Performing work for event 1!
        Performing work for event 1!
        Triggering event 2!
        Triggering event 3!
        Triggering event 4!
        Triggering event 5!
        Triggered 5 times; seen: 1
        Repaired:
        Triggering event 1!
        Performing work for event 1!
        Triggering event 2!
        Performing work for event 2!
        Triggering event 3!
        Triggering event 4!
        Triggering event 5!
        Finished work!
        Performing work for event 3!
        Finished work!
        Performing work for event 4!
        Finished work!
        Performing work for event 5!
        Finished work!
        Finished work!
        Triggered 5 times; seen: 1, 2, 3, 4, 5
        """,
        new Listing_11_13());
}
