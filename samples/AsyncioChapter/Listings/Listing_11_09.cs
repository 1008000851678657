using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>A semaphore with a maximum does not take a release too many: it throws, and its count stays what it was.</summary>
public sealed class Listing_11_09 : Listing
{
    /// <inheritdoc />
    public override string Number => "11.9";

    /// <inheritdoc />
    public override string Title => "Bounded semaphores";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        var semaphore = new AsyncSemaphore(1);
        output.WriteLine($"A semaphore of {semaphore.MaximumCount}");

        await semaphore.WaitAsync();
        output.WriteLine($"Acquired, count is {semaphore.CurrentCount}");
        semaphore.Release();
        output.WriteLine($"Released, count is {semaphore.CurrentCount}");
        try
        {
            semaphore.Release();
        }
        catch (SemaphoreFullException exception)
        {
            output.WriteLine($"Released again: {nameof(SemaphoreFullException)}: {exception.Message}");
        }

        output.WriteLine($"Count is {semaphore.CurrentCount}");
    }
}
