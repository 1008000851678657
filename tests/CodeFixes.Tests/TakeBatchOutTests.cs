namespace AsyncRace.CodeFixes.Tests;

/// <summary>001, consume, await, reset: the batch is taken out first, and put back if the await fails.</summary>
public sealed class TakeBatchOutTests
{
    [Fact]
    public Task Clear_TakesACopy() => FixTest.FixesAsync(
        FixTest.TakeBatchOut,
        Sender("private readonly List<int> _pending = new();", """
            // Everything that has come.
                    await SendAsync(_pending);

                    // All gone.
                    {|ASYNCRACE001:_pending.Clear()|};
            """),
        Sender("private readonly List<int> _pending = new();", """
            // Everything that has come.
                    var batch = _pending.ToList();
                    // All gone.
                    _pending.Clear();
                    try
                    {
                        await SendAsync(batch);
                    }
                    catch
                    {
                        // Back with it, before what has come since.
                        _pending.InsertRange(0, batch);
                        throw;
                    }
            """));

    [Fact]
    public Task Renewal_TakesTheListItself() => FixTest.FixesAsync(
        FixTest.TakeBatchOut,
        Sender("private List<int> _pending = new();", """
            await SendAsync(_pending).ConfigureAwait(false);
                    {|ASYNCRACE001:_pending = new List<int>()|};
            """),
        Sender("private List<int> _pending = new();", """
            var batch = _pending;
                    _pending = new List<int>();
                    try
                    {
                        await SendAsync(batch).ConfigureAwait(false);
                    }
                    catch
                    {
                        // Back with it, before what has come since.
                        _pending.InsertRange(0, batch);
                        throw;
                    }
            """));

    [Theory]
    // Something happens in between.
    [InlineData("private readonly List<int> _pending = new();", "await SendAsync(_pending); Console.WriteLine(); {|ASYNCRACE001:_pending.Clear()|};")]
    // Who is called would find it empty.
    [InlineData("private readonly List<int> _pending = new();", "await SendAllAsync(_pending); {|ASYNCRACE001:_pending.Clear()|};")]
    // What is put back would have another place.
    [InlineData("private readonly Queue<int> _pending = new();", "await SendAsync(_pending); {|ASYNCRACE001:_pending.Clear()|};")]
    // More than one thing is said of it.
    [InlineData("private readonly List<int> _pending = new();", "await SendAsync(_pending, _pending.Count); {|ASYNCRACE001:_pending.Clear()|};")]
    public Task BatchThatCannotBeTaken_IsNotOffered(string field, string body) => FixTest.OffersNoneAsync(FixTest.TakeBatchOut, Sender(field, body));

    private static string Sender(string field, string body) => $$"""
        public class Sender
        {
            {{field}}

            public void Add(int item) => _pending.{{(field.Contains("Queue", StringComparison.Ordinal) ? "Enqueue" : "Add")}}(item);

            public async Task FlushAsync()
            {
                {{body}}
            }

            private static Task SendAsync(IEnumerable<int> items, int count = 0) => Task.Delay(items.Count() + count);

            private Task SendAllAsync(IEnumerable<int> items) => Task.Delay(_pending.Count);
        }
        """;
}
