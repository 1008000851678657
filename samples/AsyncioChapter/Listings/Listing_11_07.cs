using System.Net;
using AsyncioChapter.Servers;
using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>
/// A thousand requests to a server that answers ten at once and refuses the rest: without a semaphore it has to refuse, with a semaphore of
/// ten it answers them all.
/// </summary>
public sealed class Listing_11_07 : Listing
{
    private const int Requests = 1000;
    private const int Limit = 10;

    /// <summary>What aiohttp allows too if it is not told otherwise.</summary>
    private const int Connections = 100;

    /// <inheritdoc />
    public override string Number => "11.7";

    /// <inheritdoc />
    public override string Title => "Limiting API requests with a semaphore";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        output.WriteLine("Buggy:");
        await RunAsync(GetAllAsync, Limit + 1, output);

        output.WriteLine("Repaired:");
        await RunAsync(GetAllLimitedAsync, Limit, output);
    }

    private static async Task RunAsync(Func<Uri, HttpClient, Task<HttpStatusCode[]>> getAll, int crowd, TextWriter output)
    {
        using var server = new MeteredHttpServer(Limit, crowd);
        Task serving = server.ServeAsync();
        using (var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }))
        {
            HttpStatusCode[] statuses = await getAll(server.Address, client);
            int answered = statuses.Count(static status => status == HttpStatusCode.OK);
            output.WriteLine($"  {(answered == Requests ? $"all {Requests} requests answered" : $"some of {Requests} requests refused")}");
        }

        server.Dispose();
        await serving;
        output.WriteLine(server.Peak > Limit ? $"  more than {Limit} at once" : $"  {server.Peak} at once, at most");
    }

    private static async Task<HttpStatusCode[]> GetAllAsync(Uri url, HttpClient client) =>
        await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => GetUrlAsync(url, client)));

    private static async Task<HttpStatusCode[]> GetAllLimitedAsync(Uri url, HttpClient client)
    {
        var semaphore = new AsyncSemaphore(Limit);
        return await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => GetUrlAsync(url, client, semaphore)));
    }

    private static async Task<HttpStatusCode> GetUrlAsync(Uri url, HttpClient client)
    {
        using HttpResponseMessage response = await client.GetAsync(url);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> GetUrlAsync(Uri url, HttpClient client, AsyncSemaphore semaphore)
    {
        using (await semaphore.EnterAsync())
            return await GetUrlAsync(url, client);
    }
}
