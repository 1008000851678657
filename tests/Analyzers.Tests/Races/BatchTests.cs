namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>Consume, await, reset: what was added while the batch was on its way is thrown away with it.</summary>
[Trait("Semantics", "Consume, await, reset")]
public sealed class BatchTests
{
    private const string Frame = """
        public class Sender
        {
            private readonly List<int> _batch = new();
            private readonly List<int> _quiet = new();
            private List<int> _list = new();
            private int _bytes;
            private static Task SendAsync(List<int> items) => Task.Delay(items.Count);
            private static Task SendAsync(int count) => Task.Delay(count);
            public void Add(int item) { _batch.Add(item); _list.Add(item); _bytes += item; }
            public async Task FlushAsync() { /* statement */ }
        }
        """;

    [Theory]
    [InlineData("await SendAsync(_batch); {|ASYNCRACE001 info:_batch.Clear()|};")]
    [InlineData("await SendAsync(_list); {|ASYNCRACE001 info:_list = new()|};")]
    [InlineData("await SendAsync(_bytes); {|ASYNCRACE001 info:_bytes = 0|};")]
    [InlineData("var task = SendAsync(_batch); await task; {|ASYNCRACE001 info:_batch.Clear()|};")]
    [InlineData("await SendAsync(_batch); lock (_batch) { {|ASYNCRACE001:_batch.Clear()|}; }")]
    [InlineData("await SendAsync(_batch); foreach (int item in _batch) _bytes -= item; {|ASYNCRACE001 info:_batch.Clear()|};")]
    public Task Reset_LosesWhatCameMeanwhile(string statement) => VerifyAsync(statement);

    // Who has just moved the count on sends a number that nobody else gets.
    [Theory]
    [InlineData("for (int i = 0; i < 5; i++) { _bytes++; await SendAsync(_bytes); }")]
    [InlineData("_bytes++; await SendAsync(_bytes); _bytes++;")]
    [InlineData("for (int i = 0; i < 5; i++) { await SendAsync(_bytes); {|ASYNCRACE001 info:_bytes++|}; }")]
    [InlineData("_bytes++; await SendAsync(1); await SendAsync(_bytes); {|ASYNCRACE001 info:_bytes++|};")]
    public Task Number_ThatIsOnesOwn(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("var batch = _list; _list = new(); await SendAsync(batch);")]
    [InlineData("var batch = _batch.ToList(); _batch.Clear(); await SendAsync(batch);")]
    [InlineData("var batch = _batch.ToList(); _batch.Clear(); try { await SendAsync(batch); } catch { _batch.InsertRange(0, batch); throw; }")]
    [InlineData("await SendAsync(_quiet); _quiet.Clear();")]
    [InlineData("_batch.Clear(); await SendAsync(_batch);")]
    [InlineData("await SendAsync(_quiet); _batch.Clear();")]
    [InlineData("await SendAsync(_batch); lock (_batch) { foreach (int item in _batch) _bytes -= item; _batch.Clear(); }")]
    public Task Batch_TakenOutFirst(string statement) => VerifyAsync(statement);

    private static Task VerifyAsync(string statement) => RaceTest.VerifyAsync(Frame.Replace("/* statement */", statement, StringComparison.Ordinal));
}
