using System.Net.Sockets;
using AsyncioChapter.Listings;
using AsyncioChapter.Servers;

namespace AsyncRace.Samples.Tests;

public sealed class Listing_11_12Tests
{
    [Fact]
    public void File_SentInPieces_IsPrintedWhole() => ListingOutput.Is(
        """
        client: sending 'a file '
        client: sending 'in three '
        client: sending 'pieces'
        client: end of the file
        server: got 'a file in three pieces'
        """,
        new Listing_11_12());

    [Fact]
    public void LargeFiles_SentAtTheSameTime_EachArriveWhole()
    {
        byte[][] files = [.. Enumerable.Range(1, 3).Select(static seed => RandomBytes(seed, 100_000 * seed))];
        List<byte[]> uploaded = [];
        ListingOutput.RunOnLoop(async () =>
        {
            using var server = new FileServer(uploaded.Add);
            Task serving = server.ServeAsync();
            await Task.WhenAll(files.Select(file => SendAsync(server, file)));
            await server.WaitForUploadsAsync(files.Length);
            server.Dispose();
            await serving;
        });

        Assert.Equal(files, uploaded.OrderBy(static file => file.Length));
    }

    private static async Task SendAsync(FileServer server, byte[] file)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.EndPoint);
        foreach (byte[] piece in file.Chunk(7_001))
        {
            await client.GetStream().WriteAsync(piece);
            await Task.Yield();
        }
    }

    private static byte[] RandomBytes(int seed, int count)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
