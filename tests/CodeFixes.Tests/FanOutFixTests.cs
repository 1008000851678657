namespace AsyncRace.CodeFixes.Tests;

/// <summary>The fix of 304.</summary>
public sealed class FanOutFixTests
{
    [Theory]
    [InlineData("await {|ASYNCRACE304:Task.WhenAll(urls.Select(url => _client.GetAsync(url)))|};", "url", "return await _client.GetAsync(url);")]
    [InlineData("await {|ASYNCRACE304:Task.WhenAll(urls.Select(url => SaveAsync(url)))|};", "url", "await SaveAsync(url);")]
    [InlineData("await {|ASYNCRACE304:Task.WhenAll(urls.Select(async (string url) => (await _client.GetAsync(url)).Length))|};", "(string url)", "return (await _client.GetAsync(url)).Length;")]
    [InlineData("await {|ASYNCRACE304:Task.WhenAll(urls.Select(SaveAsync))|};", "item", "await SaveAsync(item);")]
    public Task Semaphore_LimitsThem(string statement, string parameter, string work)
    {
        int start = statement.IndexOf("urls.Select(", StringComparison.Ordinal) + "urls.Select(".Length;
        int end = statement.IndexOf("))|}", StringComparison.Ordinal);
        string limited = $$"""
            async {{parameter}} =>
                    {
                        using (await limit.EnterAsync())
                            {{work}}
                    }
            """;
        return MisuseFixTest.FixesAsync(
            "ASYNCRACE304",
            Type(statement),
            Type("var limit = new AsyncSemaphore(10);\n        " + (statement[..start] + limited + statement[end..]).Replace("{|ASYNCRACE304:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal)));
    }

    [Theory]
    // more than one statement
    [InlineData("await {|ASYNCRACE304:Task.WhenAll(urls.Select(async url => { var text = await _client.GetAsync(url); _n = text.Length; }))|};")]
    // made before
    [InlineData("var tasks = urls.Select(url => _client.GetAsync(url)); await {|ASYNCRACE304:Task.WhenAll(tasks)|};")]
    public Task Work_ThatIsNotOneCall_IsLeftToAPerson(string statement) => MisuseFixTest.OffersNothingAsync("ASYNCRACE304", Type(statement));

    private static string Type(string statement) => $$"""
        using System.Linq;

        public interface IClient { Task<string> GetAsync(string url); }

        public sealed class Service(IClient client)
        {
            private readonly IClient _client = client;
            private int _n;

            public async Task RunAsync(IEnumerable<string> urls)
            {
                {{statement}}
            }

            private async Task SaveAsync(string url)
            {
                string text = await _client.GetAsync(url);
                _n = text.Length;
            }
        }
        """;
}
