using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_09Tests
{
    [Fact]
    public void ReleaseTooMany_ThrowsAndLeavesTheCount() => ListingOutput.Is(
        """
        A semaphore of 1
        Acquired, count is 0
        Released, count is 1
        Released again: SemaphoreFullException: Releasing 1 would raise the count from 1 over its maximum of 1: more was released than had been acquired. Nothing has changed.
        Count is 1
        """,
        new Listing_11_09());
}
