using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Notes_2Tests
{
    [Fact]
    public void Lock_ReleasedByATimer_GoesToWhoCameFirst() => ListingOutput.Is(
        """
        l1 waiting for the lock
        l2 waiting for the lock
        callback releasing lock
        l1 acquired lock
        l1 released lock
        l2 acquired lock
        l2 released lock
        """,
        new Notes_2());
}
