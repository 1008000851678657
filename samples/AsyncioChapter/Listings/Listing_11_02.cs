using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>
/// The same hundred tasks, but each awaits between its read and its write. All read zero before the first of them writes, so all write
/// one: ninety-nine increments are lost, on a single thread.
/// </summary>
public sealed class Listing_11_02 : Listing
{
    private const int Tasks = 100;

    /// <inheritdoc />
    public override string Number => "11.2";

    /// <inheritdoc />
    public override string Title => "A single-threaded race condition";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        output.WriteLine($"Buggy:    counter is {await new Buggy().CountAsync()}");
        output.WriteLine($"Repaired: counter is {await new Repaired().CountAsync()}");
    }

    /// <summary>As the chapter has it.</summary>
    public sealed class Buggy
    {
        private int _counter;

        /// <summary>Increments in a hundred tasks and returns what the counter has come to: 1.</summary>
        public async Task<int> CountAsync()
        {
            await Task.WhenAll(Enumerable.Range(0, Tasks).Select(_ => IncrementAsync()));
            return _counter;
        }

        /// <summary>Increments the counter, with a slow operation between the read and the write.</summary>
        public async Task IncrementAsync()
        {
            int copy = _counter;
            copy = copy + 1;
            await Task.Delay(10);
            _counter = copy;
        }
    }

    /// <summary>The read, the await and the write as one critical section: a task enters only when the one before it has left.</summary>
    public sealed class Repaired
    {
        private readonly AsyncLock _lock = new();
        private int _counter;

        /// <summary>Increments in a hundred tasks and returns what the counter has come to: 100.</summary>
        public async Task<int> CountAsync()
        {
            await Task.WhenAll(Enumerable.Range(0, Tasks).Select(_ => IncrementAsync()));
            return _counter;
        }

        /// <summary>Increments the counter, with a slow operation between the read and the write.</summary>
        public async Task IncrementAsync()
        {
            using (await _lock.LockAsync())
            {
                int copy = _counter;
                copy = copy + 1;
                await Task.Delay(10);
                _counter = copy;
            }
        }
    }
}
