using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>Twelve fetches are started at once; a semaphore of six lets half of them through at a time.</summary>
public sealed class Notes_1 : Listing
{
    /// <inheritdoc />
    public override string Number => "notes.1";

    /// <inheritdoc />
    public override string Title => "A semaphore of six over twelve fetches";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        var semaphore = new AsyncSemaphore(6);
        int running = 0;
        int peak = 0;
        await Task.WhenAll(Enumerable.Range(0, 12).Select(PrintResultAsync));
        output.WriteLine($"At most {peak} fetches ran at once.");

        async Task PrintResultAsync(int number)
        {
            using (await semaphore.EnterAsync())
                output.WriteLine($"fetch({number}) = {await FetchAsync(number)}");
        }

        async Task<int> FetchAsync(int number)
        {
            running++;
            peak = Math.Max(peak, running);
            await SleepAsync(0.5);
            running--;
            return number;
        }
    }
}
