using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>Somebody releases a semaphore without having acquired it. One without a maximum takes that for a permit more: three get into a semaphore of two.</summary>
public sealed class Listing_11_08 : Listing
{
    /// <inheritdoc />
    public override string Number => "11.8";

    /// <inheritdoc />
    public override string Title => "Releasing more than we acquire";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        output.WriteLine("Buggy:");
        await new Buggy(output).RunAsync();
        output.WriteLine("Repaired:");
        await new Repaired(output).RunAsync();
    }

    /// <summary>As the chapter has it.</summary>
    private sealed class Buggy(TextWriter output)
    {
        private readonly AsyncSemaphore _semaphore = AsyncSemaphore.Unbounded(2);

        internal async Task RunAsync()
        {
            output.WriteLine("Acquiring twice, releasing three times...");
            await Task.WhenAll(AcquireAsync(), AcquireAsync(), ReleaseAsync());
            output.WriteLine("Acquiring three times...");
            await Task.WhenAll(AcquireAsync(), AcquireAsync(), AcquireAsync());
        }

        private async Task AcquireAsync()
        {
            output.WriteLine("Waiting to acquire");
            using (await _semaphore.EnterAsync())
            {
                output.WriteLine("Acquired");
                await SleepAsync(5);
            }

            output.WriteLine("Releasing");
        }

        private Task ReleaseAsync()
        {
            output.WriteLine("Releasing as a one off!");
            _semaphore.Release();
            output.WriteLine("Released as a one off!");
            return Task.CompletedTask;
        }
    }

    /// <summary>Nobody releases what he has not acquired; and with a maximum, a release too many would throw, as in listing 11.9.</summary>
    private sealed class Repaired(TextWriter output)
    {
        private readonly AsyncSemaphore _semaphore = new(2);

        internal async Task RunAsync()
        {
            output.WriteLine("Acquiring twice, releasing twice...");
            await Task.WhenAll(AcquireAsync(), AcquireAsync());
            output.WriteLine("Acquiring three times...");
            await Task.WhenAll(AcquireAsync(), AcquireAsync(), AcquireAsync());
        }

        private async Task AcquireAsync()
        {
            output.WriteLine("Waiting to acquire");
            using (await _semaphore.EnterAsync())
            {
                output.WriteLine("Acquired");
                await SleepAsync(5);
            }

            output.WriteLine("Releasing");
        }
    }
}
