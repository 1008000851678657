using AsyncRace.Analyzers.Rules;
using AsyncRace.Analyzers.Tests.Engine;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>ASYNCRACE006, which is off by default.</summary>
public sealed class UnsynchronizedUpdateTests
{
    private const string Frame = """
        #nullable enable
        public class Service
        {
            private readonly object _gate = new();
            private int _n;
            private static int s_n;
            private int[] _counts = new int[8];
            private readonly List<int> _list = new();
            [ThreadStatic] private static int t_n;
            /* members */
        }
        """;

    [Theory]
    [InlineData("public void M() => Parallel.For(0, 9, i => {|_n++|});")]
    [InlineData("public void M() => Parallel.ForEach(_list, i => { {|_n += i|}; });")]
    [InlineData("public void M() => Parallel.For(0, 9, i => {|s_n--|});")]
    [InlineData("public void M() => Parallel.For(0, 9, i => {|_n = _n + i|});")]
    [InlineData("public void M() => Parallel.For(0, 9, i => {|_counts[i % 2]++|});")]
    [InlineData("public void M() => Parallel.Invoke(A, A); private void A() => {|_n++|};")]
    [InlineData("public void M() { for (int i = 0; i < 9; i++) Task.Run(() => {|_n++|}); }")]
    [InlineData("public void M() { for (int i = 0; i < 9; i++) Task.Run(() => Work()); } private void Work() => {|_n++|};")]
    [InlineData("public Task M() => Task.WhenAll(_list.Select(i => Task.Run(() => {|_n += i|})));")]
    [InlineData("private Timer? _timer; public void Begin() => _timer = new Timer(_ => {|_n++|});")]
    [InlineData("public void M() { Task.Run(() => {|_n++|}); } public void N() => {|_n++|};")]
    [InlineData("public void M() { int sum = 0; Parallel.For(0, 9, i => {|sum += i|}); Console.WriteLine(sum); }")]
    [InlineData("public int M() { int sum = 0; _list.AsParallel().ForAll(i => {|sum += i|}); return sum; }")]
    [InlineData("public async Task M() => await Parallel.ForEachAsync(_list, async (i, t) => { await Task.Yield(); {|_n += i|}; });")]
    public Task Update_OnSeveralThreads_IsReported(string members) => VerifyAsync(members, isOn: true);

    [Theory]
    [InlineData("public void M() => _n++;")]
    [InlineData("public void M() => Parallel.For(0, 9, i => Interlocked.Increment(ref _n));")]
    [InlineData("public void M() => Parallel.For(0, 9, i => { lock (_gate) { _n++; } });")]
    [InlineData("public void M() => Parallel.For(0, 9, i => { lock (_gate) Work(); }); private void Work() => _n++;")]
    [InlineData("public void M() => Parallel.For(0, 9, i => _n = i);")]
    [InlineData("public void M() => Parallel.For(0, 9, i => { int own = 0; own++; Console.WriteLine(own); });")]
    [InlineData("public void M() => Parallel.For(0, 9, i => { int sum = 0; foreach (int x in _list) sum += x; Console.WriteLine(sum); });")]
    [InlineData("public void M() { int sum = 0; object gate = new(); Parallel.For(0, 9, i => { lock (gate) { sum += i; } }); Console.WriteLine(sum); }")]
    [InlineData("public void M() => Parallel.For(0, 9, i => t_n++);")]
    [InlineData("public async Task M() => await Task.Run(() => _n++);")]
    [InlineData("public void M() => Task.Run(() => _n++);")]
    [InlineData("public void M() { foreach (int i in _list) _n += i; }")]
    [InlineData("public int M() => _list.Select(i => _n++).Sum();")]
    [InlineData("public Service() { Parallel.For(0, 9, i => Console.WriteLine(i)); _n++; }")]
    [InlineData("public void M() { _n++; Task.Run(() => Console.WriteLine(_n)); }")]
    [InlineData("public async Task M() { await Task.Yield(); _n++; }")]
    [InlineData("public void M() { Parallel.For(0, 9, i => Local(i)); void Local(int i) { int sum = 0; sum += i; } }")]
    public Task Update_ByOneThread_IsSilent(string members) => VerifyAsync(members, isOn: true);

    [Fact]
    public Task Rule_IsOffByDefault() => VerifyAsync("public void M() => Parallel.For(0, 9, i => _n++);", isOn: false);

    [Fact]
    public async Task Message_NamesWhatStartsTheThreads()
    {
        var messages = (await FindingsAsync("public void M() => Parallel.For(0, 9, i => _n++); public void A() { Task.Run(() => s_n++); } public void B() => s_n++;", isOn: true))
            .Select(static f => f.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(
            [
                "'_n' is read and written in two steps, and Parallel.For runs this code on several threads at once: an update that comes in between is lost",
                "'s_n' is read and written in two steps, and Task.Run runs it at the same time as 'B': an update that comes in between is lost",
                "'s_n' is read and written in two steps, and Task.Run runs it at the same time as 'A': an update that comes in between is lost",
            ],
            messages);
    }

    private static async Task VerifyAsync(string members, bool isOn)
    {
        var expected = new List<string>();
        foreach (string part in members.Split("{|").Skip(1))
            expected.Add(part[..part.IndexOf("|}", StringComparison.Ordinal)]);
        var found = await FindingsAsync(members.Replace("{|", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal), isOn);
        Assert.Equal(expected, found.Select(static finding => finding.Location.SourceTree!.ToString().Substring(finding.Location.SourceSpan.Start, finding.Location.SourceSpan.Length)));
    }

    private static async Task<IEnumerable<Diagnostic>> FindingsAsync(string members, bool isOn)
    {
        var compilation = await EngineTest.CompilationAsync(Frame.Replace("/* members */", members, StringComparison.Ordinal));
        if (isOn)
            compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([new(RuleId.UnsynchronizedUpdate, ReportDiagnostic.Warn)]));
        Assert.DoesNotContain(compilation.GetDiagnostics(), static d => d.Severity == DiagnosticSeverity.Error);
        var findings = await EngineTest.FindingsAsync(compilation);
        Assert.All(findings, static finding => Assert.Equal(RuleId.UnsynchronizedUpdate, finding.Id));
        return findings.OrderBy(static finding => finding.Location.SourceSpan.Start);
    }
}
