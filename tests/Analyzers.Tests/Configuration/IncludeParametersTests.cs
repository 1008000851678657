using System.Globalization;
using AsyncRace.Analyzers.Tests.Engine;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Analyzers.Tests.Configuration;

/// <summary>Members of parameters are places that others can reach where <c>asyncrace_include_parameters</c> says so; whether others do, nobody knows.</summary>
[Trait("Semantics", "Members of parameters")]
public sealed class IncludeParametersTests
{
    private const string Frame = """
        #nullable enable
        public class Address { public string? City; }
        public class Order { public int Total; public int Number { get; set; } public bool IsBusy; public volatile int Version; public object? Link; public Address Address = new(); public List<int> Lines = new(); public readonly object Gate = new(); public readonly SemaphoreSlim Sem = new(1, 1); }
        public interface IOrder { int Total { get; set; } }
        public struct Entry { public int Total; }
        public class Handler
        {
            private readonly SemaphoreSlim _sem = new(1, 1);
            private static Task<int> F() => Task.Run(() => 1);
            private static Task<int> G(int value) => Task.Run(() => value);
            private static Task<string> T() => Task.Run(() => "");
            /* members */
        }
        """;

    [Theory]
    [InlineData("if (order.Total == 0) {|ASYNCRACE002 info:order.Total = await F()|};")]
    [InlineData("{|ASYNCRACE001 info:order.Total += await F()|};")]
    [InlineData("{|ASYNCRACE001 info:order.Number += await F()|};")]
    [InlineData("int t = order.Total; await F(); {|ASYNCRACE001 info:order.Total = t + 1|};")]
    [InlineData("{|ASYNCRACE007 info:order.Address.City ??= await T()|};")]
    [InlineData("if (order.Lines.Count == 0) { int n = await F(); {|ASYNCRACE002 info:order.Lines.Add(n)|}; }")]
    [InlineData("var same = order; if (same.Total == 0) {|ASYNCRACE002 info:same.Total = await F()|};")]
    [InlineData("if (order.Link is null) { var l = await T(); {|ASYNCRACE007 info:order.Link = l|}; }")]
    // Its author expects others.
    [InlineData("if (order.Version == 0) {|ASYNCRACE002 info:order.Version = await F()|};")]
    [InlineData("if (order.Total == 0) { var total = await F(); lock (order.Gate) {|ASYNCRACE002:order.Total = total|}; }")]
    [InlineData("lock (order.Gate) order.Total = 1; if (order.Total == 0) {|ASYNCRACE002 info:order.Total = await F()|};")]
    public async Task MemberOfAParameter(string statement)
    {
        string method = $"public async Task M(Order order) {{ {statement} }}";
        await VerifyAsync("true", method);
        await VerifyAsync("false", EngineTest.WithoutMarkup(method));
        await VerifyAsync("unset", EngineTest.WithoutMarkup(method));
    }

    [Theory]
    [InlineData("public static async Task M(Order order) { {|ASYNCRACE001 info:order.Total += await F()|}; }")]
    [InlineData("public Func<Order, Task> M() => async order => {|ASYNCRACE001 info:order.Total += await F()|};")]
    [InlineData("public async Task M(IEnumerable<Order> orders) { foreach (var order in orders) await N(order); } private async Task N(Order order) { {|ASYNCRACE001 info:order.Total += await F()|}; }")]
    [InlineData("public async void M(Order order) { {|ASYNCRACE001 info:order.Total += await F()|}; }")]
    [InlineData("public async Task StartAsync(Order order) { {|ASYNCRACE001 info:order.Total += await F()|}; }")]
    public Task Member_OfAnyKind(string member) => VerifyAsync("true", member);

    [Theory]
    [InlineData("order.Total = await F();")]
    [InlineData("int n = await F(); order.Total += n;")]
    [InlineData("if (order.Total == 0) { int n = await F(); if (order.Total == 0) order.Total = n; }")]
    [InlineData("if (order.IsBusy) return; order.IsBusy = true; try { await F(); } finally { order.IsBusy = false; }")]
    [InlineData("await _sem.WaitAsync(); try { order.Total += await F(); } finally { _sem.Release(); }")]
    [InlineData("await order.Sem.WaitAsync(); try { order.Total += await F(); } finally { order.Sem.Release(); }")]
    [InlineData("order = new Order(); order.Total += await F();")]
    [InlineData("var own = new Order(); own.Total += await F();")]
    [InlineData("if (order.Total == 0) { await F(); order.Number = 1; }")]
    [InlineData("order.Total = 0; await F(); order.Total++;")]
    public Task MemberOfAParameter_InAWayThatIsRight_IsSilent(string statement) => VerifyAsync("true", $"public async Task M(Order order) {{ {statement} }}");

    [Theory]
    [InlineData("public async Task M(Entry entry) { entry.Total += await F(); }")]
    [InlineData("public async Task M(List<int> items) { if (items.Count == 0) { int n = await F(); items.Add(n); } }")]
    [InlineData("public async Task M(int total) { total += await F(); }")]
    [InlineData("public async Task M(Order a, Order b) { if (a.Total == 0) b.Total = await F(); }")]
    [InlineData("public async Task M(Order order) { await N(order); order.Total++; } private async Task N(Order order) { await F(); }")]
    [InlineData("private async Task N(Order order) { order.Total += await F(); } public async Task<Order> M() { var own = new Order(); await new Handler().N(own); return own; } public class Page : Microsoft.PageModel { public async Task OnGet(Order order) { order.Total += await F(); } } } namespace Microsoft { public class PageModel { }")]
    public Task OtherParameters_AreSilent(string members) => VerifyAsync("true", members);

    [Fact]
    public async Task Message_SaysThatItTakesTheSameObject()
    {
        var findings = await EngineTest.FindingsAsync(
            await EngineTest.CompilationAsync(Frame.Replace("/* members */", "public async Task M(Order order) { order.Total += await F(); }", StringComparison.Ordinal)), Options("true"));
        Assert.EndsWith("another call of 'M' with the same object can change it in between and that change is lost", Assert.Single(findings).GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("asyncrace_confidence = low", "ASYNCRACE002")]
    [InlineData("asyncrace_confidence = high", null)]
    public Task LittleEvidence_IsWhatItIsElsewhere(string setting, string? id) => EngineTest.VerifyAsync(
        ConfiguredOptions.ForAll($"asyncrace_include_parameters = true\n{setting}"),
        Frame.Replace("/* members */", $"public async Task M(Order order) {{ if (order.Total == 0) {(id is null ? "order.Total = await F()" : $"{{|{id}:order.Total = await F()|}}")}; }}", StringComparison.Ordinal));

    private static AnalyzerOptions Options(string value) => ConfiguredOptions.ForAll($"asyncrace_include_parameters = {value}");

    private static Task VerifyAsync(string value, string members) => EngineTest.VerifyAsync(Options(value), Frame.Replace("/* members */", members, StringComparison.Ordinal));
}
