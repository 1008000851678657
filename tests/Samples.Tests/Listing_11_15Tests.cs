using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_15Tests
{
    [Fact]
    public void Queries_WaitUntilTheConnectionIsInitialised() => ListingOutput.Is(
        """
        execute: Waiting for connection to initialize
        is_initialized: Connection not finished initializing, state is WaitInit
        execute: Waiting for connection to initialize
        is_initialized: Connection not finished initializing, state is WaitInit
        change_state: State changing from WaitInit to Initializing
        initialize: Initializing connection...
        is_initialized: Connection not finished initializing, state is Initializing
        is_initialized: Connection not finished initializing, state is Initializing
        initialize: Finished initializing connection
        change_state: State changing from Initializing to Initialized
        is_initialized: Connection is initialized!
        execute: Running select * from table!!!
        is_initialized: Connection is initialized!
        execute: Running select * from other_table!!!
        """,
        new Listing_11_15());
}
