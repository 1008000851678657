using AsyncRace.Analyzers.Rules;
using AsyncRace.Analyzers.Tests.Engine;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Tests.Signals;

/// <summary>ASYNCRACE304, which is off by default.</summary>
[Trait("Semantics", "Statics, locks, signals")]
public sealed class UnboundedFanOutTests
{
    private const string Frame = """
        #nullable enable
        public interface IClient { Task<string> GetAsync(string url); Task SaveAsync(int n); bool IsOpen { get; } }
        public sealed class Connection { public Task SendAsync(string text) => Task.Run(() => { }); public IClient Client = null!; }
        public class Service
        {
            private static readonly string[] s_hosts = { "a", "b" };
            private readonly IClient _client = null!;
            private readonly SemaphoreSlim _limit = new(4, 4);
            private readonly List<string> _urls = new();
            private readonly List<Connection> _connections = new();
            private int _n;
            private async Task OneAsync(string url) { var text = await _client.GetAsync(url); _n = text.Length; }
            private async Task LimitedAsync(string url) { await _limit.WaitAsync(); try { await _client.GetAsync(url); } finally { _limit.Release(); } }
            private static async Task SleepAsync(string url) { await Task.Delay(url.Length); }
            /* members */
        }
        """;

    [Theory]
    [InlineData("await {|Task.WhenAll(_urls.Select(url => _client.GetAsync(url)))|};")]
    [InlineData("var all = await {|Task.WhenAll(_urls.Select(async url => await _client.GetAsync(url)))|};")]
    [InlineData("await {|Task.WhenAll(_urls.Where(url => url.Length > 0).Select(async url => { var text = await _client.GetAsync(url); _n = text.Length; }))|};")]
    [InlineData("await {|Task.WhenAll(_urls.Select(OneAsync))|};")]
    [InlineData("await {|Task.WhenAll(_urls.Select(url => OneAsync(url)))|};")]
    [InlineData("await {|Task.WhenAll(Enumerable.Range(0, 1000).Select(n => _client.SaveAsync(n)))|};")]
    [InlineData("var tasks = _urls.Select(url => _client.GetAsync(url)); await {|Task.WhenAll(tasks)|};")]
    [InlineData("var tasks = _urls.Select(url => _client.GetAsync(url)).ToList(); await {|Task.WhenAll(tasks)|};")]
    [InlineData("var tasks = new List<Task>(); foreach (var url in _urls) tasks.Add(_client.GetAsync(url)); await {|Task.WhenAll(tasks)|};")]
    [InlineData("var tasks = new List<Task>(); foreach (var url in given) { _n++; tasks.Add(OneAsync(url)); } await {|Task.WhenAll(tasks)|};")]
    public Task Sequence_OfAnyLength(string statement) => VerifyAsync(Method(statement));

    [Theory]
    // it limits itself
    [InlineData("await Task.WhenAll(_urls.Select(url => LimitedAsync(url)));")]
    [InlineData("await Task.WhenAll(_urls.Select(LimitedAsync));")]
    [InlineData("await Task.WhenAll(_urls.Select(async url => { await _limit.WaitAsync(); try { await _client.GetAsync(url); } finally { _limit.Release(); } }));")]
    [InlineData("var tasks = new List<Task>(); foreach (var url in _urls) { await _limit.WaitAsync(); tasks.Add(OneAsync(url).ContinueWith(_ => _limit.Release())); } await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); foreach (var url in _urls) { if (tasks.Count >= 4) tasks.Remove(await Task.WhenAny(tasks)); tasks.Add(OneAsync(url)); } await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); foreach (var url in _urls) { tasks.Add(OneAsync(url)); if (tasks.Count == 4) { await Task.WhenAll(tasks); tasks.Clear(); } } await Task.WhenAll(tasks);")]
    [InlineData("await Parallel.ForEachAsync(_urls, async (url, t) => await _client.GetAsync(url));")]
    // one after the other
    [InlineData("foreach (var url in _urls) await _client.GetAsync(url);")]
    // few, or in parts
    [InlineData("await Task.WhenAll(s_hosts.Select(url => _client.GetAsync(url)));")]
    [InlineData("await Task.WhenAll(new[] { \"a\", \"b\" }.Select(url => _client.GetAsync(url)));")]
    [InlineData("await Task.WhenAll(Enumerable.Range(0, 8).Select(n => _client.SaveAsync(n)));")]
    [InlineData("await Task.WhenAll(Enumerable.Range(0, count).Select(n => _client.SaveAsync(n)));")]
    [InlineData("await Task.WhenAll(_urls.Take(count).Select(url => _client.GetAsync(url)));")]
    [InlineData("foreach (var chunk in _urls.Chunk(8)) await Task.WhenAll(chunk.Select(url => _client.GetAsync(url)));")]
    [InlineData("var urls = new List<string> { \"a\", \"b\" }; await Task.WhenAll(urls.Select(url => _client.GetAsync(url)));")]
    [InlineData("await Task.WhenAll(_client.GetAsync(\"a\"), _client.GetAsync(\"b\"));")]
    // nothing that is waited for outside
    [InlineData("await Task.WhenAll(_urls.Select(url => SleepAsync(url)));")]
    [InlineData("await Task.WhenAll(_urls.Select(url => Task.Run(() => _n = url.Length)));")]
    [InlineData("await Task.WhenAll(_urls.Select(url => Task.FromResult(url)));")]
    // the elements are there already
    [InlineData("await Task.WhenAll(_connections.Select(connection => connection.SendAsync(\"hello\")));")]
    [InlineData("await Task.WhenAll(_connections.Select(async connection => await connection.Client.GetAsync(\"hello\")));")]
    [InlineData("var tasks = new List<Task>(); foreach (var connection in _connections) tasks.Add(connection.SendAsync(\"hello\")); await Task.WhenAll(tasks);")]
    public Task Sequence_IsFewOrLimited(string statement) => VerifyAsync(Method(statement));

    [Theory]
    [InlineData("public async Task StopAsync() => await Task.WhenAll(_urls.Select(url => _client.GetAsync(url)));")]
    [InlineData("public async Task M(List<Task> tasks) { await Task.Yield(); await Task.WhenAll(tasks); }")]
    [InlineData("public async Task M(List<Task<string>> tasks) { await Task.Yield(); await Task.WhenAll(tasks.Select(async task => await task)); }")]
    public Task Members_WithNothingToLimit(string members) => VerifyAsync(members);

    [Fact]
    public Task Rule_IsOffByDefault() => VerifyAsync(Method("await {|Task.WhenAll(_urls.Select(url => _client.GetAsync(url)))|};"), isOn: false);

    private static string Method(string statement) => $"public async Task M(IEnumerable<string> given, int count) {{ {statement} await Task.Yield(); }}";

    private static async Task VerifyAsync(string members, bool isOn = true)
    {
        string marked = Frame.Replace("/* members */", members, StringComparison.Ordinal);
        string source = marked.Replace("{|", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal);
        var compilation = await EngineTest.CompilationAsync(source);
        if (isOn)
            compilation = compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(new On()));
        var findings = await EngineTest.FindingsAsync(compilation);
        int start = marked.IndexOf("{|", StringComparison.Ordinal);
        string[] expected = isOn && start >= 0 ? [marked[(start + 2)..marked.IndexOf("|}", StringComparison.Ordinal)]] : [];
        Assert.Equal(expected, findings.Where(static finding => finding.Id == RuleId.UnboundedFanOut).Select(finding => source.Substring(finding.Location.SourceSpan.Start, finding.Location.SourceSpan.Length)));
    }

    // As a config file turns it on: the oldest Roslyn does not let the compilation's options do so.
    private sealed class On : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.NotGenerated;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            (severity = ReportDiagnostic.Warn) == ReportDiagnostic.Warn && diagnosticId == RuleId.UnboundedFanOut;

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            (severity = ReportDiagnostic.Default) != ReportDiagnostic.Default;
    }
}
