using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_06Tests
{
    [Fact]
    public void Semaphore_LetsTwoInAndTwoWait() => ListingOutput.Is(
        """
        Waiting to acquire semaphore...
        Semaphore acquired!
        Waiting to acquire semaphore...
        Semaphore acquired!
        Waiting to acquire semaphore...
        Waiting to acquire semaphore...
        Semaphore released!
        Semaphore released!
        Semaphore acquired!
        Semaphore acquired!
        Semaphore released!
        Semaphore released!
        """,
        new Listing_11_06());
}
