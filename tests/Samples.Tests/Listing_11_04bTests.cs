using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_04bTests
{
    [Fact]
    public void LockBoundToALoop_IsRefusedOnAnother_NamingBoth() => ListingOutput.Is(
        """
        Buggy: a static lock that is bound to a loop
          first loop: both coroutines were in the critical section
          second loop: AsyncLock [locked] is bound to a different event loop: it was made for AsyncLoop 'first' [closed], and is waited for on AsyncLoop 'second' [running]. Make it without a loop to use it everywhere, or keep one per loop in a LoopLocal.
        Repaired: a static lock that is bound to none
          first loop: both coroutines were in the critical section
          second loop: both coroutines were in the critical section
        Repaired: a lock for each loop
          first loop: both coroutines were in the critical section
          second loop: both coroutines were in the critical section
        """,
        new Listing_11_04b());
}
