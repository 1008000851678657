using System.Net;
using System.Net.Sockets;
using AsyncioChapter.Listings;
using AsyncRace.Threading;

namespace AsyncioChapter.Servers;

/// <summary>Takes files in over TCP, at a free port of this machine: one for each connection, ended by its end. Lives on one event loop.</summary>
public sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly AsyncCondition _uploaded = new();
    private readonly Action<byte[]> _onUploaded;
    private int _uploads;

    /// <summary>Starts to listen.</summary>
    /// <param name="onUploaded">What to do with a file when it is complete.</param>
    public FileServer(Action<byte[]> onUploaded)
    {
        _onUploaded = onUploaded;
        _listener.Start();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Accepts connections until the server is disposed, and ends when all their files are complete.</summary>
    public async Task ServeAsync()
    {
        List<Task> uploads = [];
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                var upload = new Listing_11_11.FileUpload(client.GetStream());
                upload.ListenForUploads();
                uploads.Add(HandOverOnCompleteAsync(upload));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
            await Task.WhenAll(uploads);
        }
    }

    /// <summary>Waits until so many files are complete.</summary>
    public async Task WaitForUploadsAsync(int count)
    {
        using (await _uploaded.LockAsync())
            await _uploaded.WaitUntilAsync(() => _uploads >= count);
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private async Task HandOverOnCompleteAsync(Listing_11_11.FileUpload upload)
    {
        _onUploaded(await upload.GetContentsAsync());
        using (await _uploaded.LockAsync())
        {
            _uploads++;
            _uploaded.NotifyAll();
        }
    }
}
