namespace AsyncioChapter.Listings;

/// <summary>A hundred tasks increment a counter. Each awaits first, then reads and writes without a pause: nothing can come in between.</summary>
public sealed class Listing_11_01 : Listing
{
    /// <summary>The chapter repeats it a thousand times; to see that it never fails, fewer will do.</summary>
    private const int Rounds = 20;

    private const int Tasks = 100;

    private int _counter;

    /// <inheritdoc />
    public override string Number => "11.1";

    /// <inheritdoc />
    public override string Title => "Attempting to create a race condition";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        for (int round = 0; round < Rounds; round++)
            output.WriteLine($"Counter is {await CountAsync()}");
    }

    /// <summary>Starts from zero, increments in a hundred tasks, and returns what the counter has come to.</summary>
    public async Task<int> CountAsync()
    {
        _counter = 0;
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(_ => IncrementAsync()));
        return _counter;
    }

    /// <summary>Increments the counter, after a slow operation.</summary>
    public async Task IncrementAsync()
    {
        await SleepAsync(0.01);
        _counter = _counter + 1;
    }
}
