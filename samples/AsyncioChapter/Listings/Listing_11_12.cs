using System.Net.Sockets;
using System.Text;
using AsyncioChapter.Servers;

namespace AsyncioChapter.Listings;

/// <summary>A server takes files in over TCP with listing 11.11, and prints each when it is complete. A client sends one, piece by piece.</summary>
public sealed class Listing_11_12 : Listing
{
    /// <inheritdoc />
    public override string Number => "11.12";

    /// <inheritdoc />
    public override string Title => "Using the API in a file upload server";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        using var server = new FileServer(contents => output.WriteLine($"server: got '{Encoding.UTF8.GetString(contents)}'"));
        Task serving = server.ServeAsync();
        using (var client = new TcpClient { NoDelay = true })
        {
            await client.ConnectAsync(server.EndPoint);
            foreach (string piece in (string[])["a file ", "in three ", "pieces"])
            {
                output.WriteLine($"client: sending '{piece}'");
                await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(piece));
                await Task.Yield();
            }

            output.WriteLine("client: end of the file");
        }

        await server.WaitForUploadsAsync(1);
        server.Dispose();
        await serving;
    }
}
