using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>
/// Listing 11.3 repaired: one lock, taken in both places. Who disconnects while messages are sent has to wait until all of them have arrived.
/// </summary>
public sealed class Listing_11_05 : Listing
{
    /// <inheritdoc />
    public override string Number => "11.5";

    /// <inheritdoc />
    public override string Title => "Using a lock to avoid the race condition";

    /// <inheritdoc />
    public override Task RunAsync(TextWriter output) => new Repaired(output).RunAsync();

    /// <summary>The server of listing 11.3, with a lock around what it does with the sockets.</summary>
    public sealed class Repaired(TextWriter output)
    {
        private readonly AsyncLock _userLock = new();

        private readonly Dictionary<string, Listing_11_03.MockSocket> _sockets = new()
        {
            ["John"] = new Listing_11_03.MockSocket(output),
            ["Terry"] = new Listing_11_03.MockSocket(output),
            ["Graham"] = new Listing_11_03.MockSocket(output),
            ["Eric"] = new Listing_11_03.MockSocket(output),
        };

        /// <summary>Sends to all, while Eric disconnects.</summary>
        public Task RunAsync() => Task.WhenAll(MessageAllUsersAsync(), DisconnectAsync("Eric"));

        /// <summary>Sends a message to everybody at once, and lets nobody leave until all are sent.</summary>
        public async Task MessageAllUsersAsync()
        {
            output.WriteLine("Creating message tasks");
            using (await _userLock.LockAsync())
                await Task.WhenAll(_sockets.Select(user => user.Value.SendAsync($"Hello {user.Key}")));
        }

        /// <summary>Forgets a user and closes his socket, when nothing is being sent.</summary>
        public async Task DisconnectAsync(string userName)
        {
            output.WriteLine($"{userName} disconnected!");
            using (await _userLock.LockAsync())
            {
                output.WriteLine($"Removing {userName} from dictionary");
                if (_sockets.Remove(userName, out Listing_11_03.MockSocket? socket))
                    socket.Close();
            }
        }
    }
}
