using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_08Tests
{
    [Fact]
    public void ReleaseWithoutAcquire_LetsThreeIntoASemaphoreOfTwo() => ListingOutput.Is(
        """
        Buggy:
        Acquiring twice, releasing three times...
        Waiting to acquire
        Acquired
        Waiting to acquire
        Acquired
        Releasing as a one off!
        Released as a one off!
        Releasing
        Releasing
        Acquiring three times...
        Waiting to acquire
        Acquired
        Waiting to acquire
        Acquired
        Waiting to acquire
        Acquired
        Releasing
        Releasing
        Releasing
        Repaired:
        Acquiring twice, releasing twice...
        Waiting to acquire
        Acquired
        Waiting to acquire
        Acquired
        Releasing
        Releasing
        Acquiring three times...
        Waiting to acquire
        Acquired
        Waiting to acquire
        Acquired
        Waiting to acquire
        Releasing
        Releasing
        Acquired
        Releasing
        """,
        new Listing_11_08());
}
