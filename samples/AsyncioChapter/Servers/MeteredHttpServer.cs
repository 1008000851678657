using System.Net;
using System.Net.Sockets;
using AsyncRace.Threading;

namespace AsyncioChapter.Servers;

/// <summary>
/// An HTTP server on this machine, at a free port, for an API of which the customer may use so many requests at once: it counts how many
/// there are, and answers those that are too many with 429. Lives on one event loop.
/// </summary>
public sealed class MeteredHttpServer : IDisposable
{
    /// <summary>Real time, whatever the loop's is: the requests that come meanwhile are real.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(5);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly AsyncManualResetEvent _crowdIsHere = new();
    private readonly int _limit;
    private readonly int _crowd;
    private int _active;

    /// <summary>Starts to listen.</summary>
    /// <param name="limit">How many requests at once are answered.</param>
    /// <param name="crowd">How many requests at once to wait for before the first is answered: so that a client that sends as many does so in any case,
    /// however fast this server is.</param>
    public MeteredHttpServer(int limit, int crowd)
    {
        _limit = limit;
        _crowd = crowd;
        _listener.Start();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>How many requests there have been at once, at most.</summary>
    public int Peak { get; private set; }

    /// <summary>Accepts connections until the server is disposed.</summary>
    public async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
                connections.Add(ConverseAsync(await _listener.AcceptTcpClientAsync()));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener was stopped. The clients end their connections.
            await Task.WhenAll(connections);
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    /// <summary>Answers one request after the other, until the client has no more.</summary>
    private async Task ConverseAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n" };
            while (await ReadRequestAsync(reader))
            {
                await writer.WriteLineAsync($"HTTP/1.1 {await HandleAsync()}");
                await writer.WriteLineAsync("Content-Length: 0");
                await writer.WriteLineAsync();
                await writer.FlushAsync();
            }
        }
    }

    private static async Task<bool> ReadRequestAsync(StreamReader reader)
    {
        string? line;
        do
        {
            line = await reader.ReadLineAsync();
        }
        while (!string.IsNullOrEmpty(line));
        return line is not null;
    }

    private async Task<string> HandleAsync()
    {
        _active++;
        Peak = Math.Max(Peak, _active);
        string status = _active > _limit ? "429 Too Many Requests" : "200 OK";
        if (_active == _crowd)
            _crowdIsHere.Set();
        await _crowdIsHere.WaitAsync();
        await Task.Delay(AnswerTime);

        // Whoever has read the answer may send the next request: this one is over before its answer is sent.
        _active--;
        return status;
    }
}
