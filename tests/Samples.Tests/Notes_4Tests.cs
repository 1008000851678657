using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Notes_4Tests
{
    [Fact]
    public void Event_SetByACallback_WakesBothWaiters() => ListingOutput.Is(
        """
        event start state: False
        e1 waiting for event
        e2 waiting for event
        setting event in callback
        e1 triggered
        e2 triggered
        event end state: True
        """,
        new Notes_4());
}
