using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_04Tests
{
    [Fact]
    public void SecondCoroutine_EntersOnlyWhenTheFirstHasLeft_InBothForms() => ListingOutput.Is(
        """
        Scoped form:
        Coroutine a waiting to acquire the lock
        Coroutine a is in the critical section
        sleeping for 2 second(s)
        Coroutine b waiting to acquire the lock
        finished sleeping for 2 second(s)
        Coroutine a released the lock
        Coroutine b is in the critical section
        sleeping for 2 second(s)
        finished sleeping for 2 second(s)
        Coroutine b released the lock
        Long form:
        Coroutine a waiting to acquire the lock
        Coroutine a is in the critical section
        sleeping for 2 second(s)
        Coroutine b waiting to acquire the lock
        finished sleeping for 2 second(s)
        Coroutine a released the lock
        Coroutine b is in the critical section
        sleeping for 2 second(s)
        finished sleeping for 2 second(s)
        Coroutine b released the lock
        """,
        new Listing_11_04());
}
