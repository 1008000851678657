using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_05Tests
{
    [Fact]
    public void Disconnect_WaitsUntilAllMessagesAreSent() => ListingOutput.Is(
        """
        Creating message tasks
        Eric disconnected!
        Sending: Hello John
        Sending: Hello Terry
        Sending: Hello Graham
        Sending: Hello Eric
        Sent: Hello John
        Sent: Hello Terry
        Sent: Hello Graham
        Sent: Hello Eric
        Removing Eric from dictionary
        """,
        new Listing_11_05());
}
