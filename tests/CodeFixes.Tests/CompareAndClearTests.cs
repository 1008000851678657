namespace AsyncRace.CodeFixes.Tests;

/// <summary>001, publish, await, clear: the slot is cleared only of one's own value.</summary>
public sealed class CompareAndClearTests
{
    [Theory]
    [InlineData(
        "var own = new CancellationTokenSource(); _current = own; try { await find(own.Token); } finally { {|ASYNCRACE001:_current = null|}; }",
        "var own = new CancellationTokenSource(); _current = own; try { await find(own.Token); } finally { Interlocked.CompareExchange(ref _current, null, own); }")]
    [InlineData(
        "var own = _current = new CancellationTokenSource(); await find(own.Token); {|ASYNCRACE001:_current = default|}; // done",
        "var own = _current = new CancellationTokenSource(); await find(own.Token); Interlocked.CompareExchange(ref _current, null, own); // done")]
    [InlineData(
        "var own = new CancellationTokenSource(); Current = own; await find(own.Token); {|ASYNCRACE001:Current = null|};",
        """
        var own = new CancellationTokenSource(); Current = own; await find(own.Token); if (ReferenceEquals(Current, own))
                {
                    Current = null;
                }
        """)]
    public Task Value_IsNamedAlready(string body, string expected) => FixTest.FixesAsync(FixTest.CompareAndClear, Search(body), Search(expected));

    [Fact]
    public Task Value_GetsAName() => FixTest.FixesAsync(
        FixTest.CompareAndClear,
        Search("""
            // The newest search wins.
                    _current = new CancellationTokenSource();
                    try
                    {
                        await find(default);
                    }
                    finally
                    {
                        // Nothing left to stop.
                        {|ASYNCRACE001:_current = null|};
                    }
            """),
        Search("""
            // The newest search wins.
                    var own = new CancellationTokenSource();
                    _current = own;
                    try
                    {
                        await find(default);
                    }
                    finally
                    {
                        // Nothing left to stop.
                        Interlocked.CompareExchange(ref _current, null, own);
                    }
            """));

    [Theory]
    // The value's name is not known where the slot is cleared.
    [InlineData("try { var own = new CancellationTokenSource(); _current = own; await find(own.Token); } finally { {|ASYNCRACE001:_current = null|}; }")]
    // Which of two values is its own?
    [InlineData("_current = new CancellationTokenSource(); await find(default); _current = new CancellationTokenSource(); await find(default); {|ASYNCRACE001:_current = null|};")]
    public Task OwnValueThatCannotBeTold_IsNotOffered(string body) => FixTest.OffersNoneAsync(FixTest.CompareAndClear, Search(body));

    [Fact]
    public Task ValueThatIsMadeOfAStaleRead_IsAnotherMatter() => FixTest.OffersNoneAsync(
        FixTest.CompareAndClear,
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync(Task<int> value)
            {
                {|ASYNCRACE001:_count += await value|};
            }
        }
        """);

    private static string Search(string body) => $$"""
        public class Search
        {
            private CancellationTokenSource? _current;

            private CancellationTokenSource? Current { get; set; }

            public async Task RunAsync(Func<CancellationToken, Task> find)
            {
                {{body}}
            }

            public void Stop()
            {
                _current?.Cancel();
                Current?.Cancel();
            }
        }
        """;
}
