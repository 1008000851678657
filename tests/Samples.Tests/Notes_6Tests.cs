using AsyncioChapter.Listings;

namespace AsyncRace.Samples.Tests;

public sealed class Notes_6Tests
{
    [Fact]
    public void BlockingFunctionAndCoroutine_TakeAsLongAsOneOfThem() => ListingOutput.Is(
        """
        Results: A, B, back on the loop
        Cost: about 1 s
        """,
        new Notes_6());

    [Fact]
    public void BlockingFunctionAndCoroutine_RunAtTheSameTime()
    {
        using var blocking = new ManualResetEventSlim();
        using var running = new ManualResetEventSlim();
        using var output = new StringWriter();
        ListingOutput.RunOnLoop(() => Notes_6.GatherAsync(Block, CoroutineAsync, output));
        Assert.Equal("Results: A, B, back on the loop", output.ToString().TrimEnd());

        // Each ends only if the other has begun and has not ended.
        string Block()
        {
            blocking.Set();
            return running.Wait(TimeSpan.FromMinutes(1)) ? "A" : "A, alone";
        }

        async Task<string> CoroutineAsync()
        {
            while (!blocking.IsSet)
                await Task.Yield();
            running.Set();
            return "B";
        }
    }
}
