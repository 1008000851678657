using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_03Tests
{
    [Fact]
    public void Disconnect_WhileMessagesAreSent_ClosesASocketInUse_UntilItIsLocked() => ListingOutput.Is(
        """
        Buggy:
        Creating message tasks
        Eric disconnected!
        Sending: Hello John
        Sending: Hello Terry
        Sending: Hello Graham
        Sent: Hello John
        Sent: Hello Terry
        Sent: Hello Graham
        IOException: Socket is closed!
        Repaired:
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
        new Listing_11_03());
}
