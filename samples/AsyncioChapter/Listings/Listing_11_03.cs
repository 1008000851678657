namespace AsyncioChapter.Listings;

/// <summary>
/// A server sends a message to every connected user. It takes their sockets out of a dictionary and waits; meanwhile one of them
/// disconnects, and the socket that is about to send to him is closed. Listing 11.5 is the repaired form.
/// </summary>
public sealed class Listing_11_03 : Listing
{
    /// <inheritdoc />
    public override string Number => "11.3";

    /// <inheritdoc />
    public override string Title => "A race condition with a dictionary";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        output.WriteLine("Buggy:");
        try
        {
            await new Buggy(output).RunAsync();
        }
        catch (IOException exception)
        {
            output.WriteLine($"{nameof(IOException)}: {exception.Message}");
        }

        output.WriteLine("Repaired:");
        await new Listing_11_05().RunAsync(output);
    }

    /// <summary>As the chapter has it.</summary>
    public sealed class Buggy(TextWriter output)
    {
        private readonly Dictionary<string, MockSocket> _sockets = new()
        {
            ["John"] = new MockSocket(output),
            ["Terry"] = new MockSocket(output),
            ["Graham"] = new MockSocket(output),
            ["Eric"] = new MockSocket(output),
        };

        /// <summary>Sends to all, while Eric disconnects.</summary>
        /// <exception cref="IOException">Eric's socket is closed when his message is sent.</exception>
        public Task RunAsync() => Task.WhenAll(MessageAllUsersAsync(), DisconnectAsync("Eric"));

        /// <summary>Sends a message to everybody at once.</summary>
        public async Task MessageAllUsersAsync()
        {
            output.WriteLine("Creating message tasks");
            await Task.WhenAll(_sockets.Select(user => user.Value.SendAsync($"Hello {user.Key}")));
        }

        /// <summary>Forgets a user and closes his socket.</summary>
        public Task DisconnectAsync(string userName)
        {
            output.WriteLine($"{userName} disconnected!");
            if (_sockets.Remove(userName, out MockSocket? socket))
                socket.Close();
            return Task.CompletedTask;
        }
    }

    /// <summary>Pretends to send through a slow network.</summary>
    public sealed class MockSocket(TextWriter output)
    {
        private bool _isClosed;

        /// <summary>Sends a message.</summary>
        /// <exception cref="IOException">The socket is closed.</exception>
        public async Task SendAsync(string message)
        {
            // A coroutine of asyncio begins when the loop comes to it. A C# method begins when it is called: it has to let the loop come
            // round first to find the socket closed, as any real one does that waits for its turn on the network.
            await Task.Yield();
            if (_isClosed)
                throw new IOException("Socket is closed!");
            output.WriteLine($"Sending: {message}");
            await SleepAsync(1);
            output.WriteLine($"Sent: {message}");
        }

        /// <summary>Closes the socket: it sends nothing any more.</summary>
        public void Close() => _isClosed = true;
    }
}
