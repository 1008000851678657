using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>Queries wait until the connection is initialised, and run one at a time: a condition is waited for with the state it is about.</summary>
public sealed class Listing_11_15 : Listing
{
    private enum ConnectionState
    {
        WaitInit,
        Initializing,
        Initialized,
    }

    /// <inheritdoc />
    public override string Number => "11.15";

    /// <inheritdoc />
    public override string Title => "Using a condition to wait for a state";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        var connection = new Connection(output);
        await Task.WhenAll(
            connection.ExecuteAsync("select * from table"),
            connection.ExecuteAsync("select * from other_table"),
            connection.InitializeAsync());
    }

    private sealed class Connection(TextWriter output)
    {
        private readonly AsyncCondition _stateChanged = new();
        private ConnectionState _state = ConnectionState.WaitInit;

        internal async Task InitializeAsync()
        {
            await ChangeStateAsync(ConnectionState.Initializing);
            output.WriteLine("initialize: Initializing connection...");
            await SleepAsync(3);
            output.WriteLine("initialize: Finished initializing connection");
            await ChangeStateAsync(ConnectionState.Initialized);
        }

        internal async Task ExecuteAsync(string query)
        {
            using (await _stateChanged.LockAsync())
            {
                output.WriteLine("execute: Waiting for connection to initialize");
                await _stateChanged.WaitUntilAsync(IsInitialized);
                output.WriteLine($"execute: Running {query}!!!");
                await SleepAsync(3);
            }
        }

        private async Task ChangeStateAsync(ConnectionState state)
        {
            using (await _stateChanged.LockAsync())
            {
                output.WriteLine($"change_state: State changing from {_state} to {state}");
                _state = state;
                _stateChanged.NotifyAll();
            }
        }

        private bool IsInitialized()
        {
            if (_state != ConnectionState.Initialized)
            {
                output.WriteLine($"is_initialized: Connection not finished initializing, state is {_state}");
                return false;
            }

            output.WriteLine("is_initialized: Connection is initialized!");
            return true;
        }
    }
}
