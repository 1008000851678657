using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Configuration;

/// <summary>What is handed to a callee that the options name runs one call at a time: it does not overlap itself, and is no sign that others are there.</summary>
[Trait("Semantics", "Captured locals")]
[Trait("Semantics", "Evidence")]
public sealed class SequentialCallbackTests
{
    private const string Library = """
        namespace Company
        {
            public interface IBus { void Subscribe(string topic, Func<int, Task> handler); }
            public class Bus : IBus { public void Subscribe(string topic, Func<int, Task> handler) { } public void Add(Action<int> handler) { } }
            public class Mailbox { public Mailbox() { } public Mailbox(Func<int, Task> handler) { } public Task Post(Func<Task> work) => work(); public Task RunAsync(Func<Task> work) => work(); }
            public class Processor { public event Func<int, Task>? Message; public Func<int, Task>? Handler { get; set; } public Task Raise() => Message!(1); }
            public static class BusExtensions { public static void Subscribe(this Mailbox box, Func<int, Task> handler) { } }
        }
        """;

    private const string Frame = "#nullable enable\nusing Company;\n" + """
        public class Counter
        {
            private int _n;
            private readonly Bus _bus = new();
            private readonly IBus _anyBus = new Bus();
            private readonly Mailbox _box = new();
            private readonly Processor _processor = new();
            private static Task<int> F() => Task.Run(() => 1);
            /* members */
        }
        """;

    // Each is found without the option.
    [Theory]
    [InlineData("Bus.Subscribe", """public Counter() { _bus.Subscribe("a", async i => /* _n */); }""")]
    [InlineData("Company.Bus", """public Counter() { _bus.Subscribe("a", async i => /* _n */); }""")]
    [InlineData("IBus", """public Counter() { _bus.Subscribe("a", async i => /* _n */); }""")]
    [InlineData("IBus.Subscribe", """public Counter() { _bus.Subscribe("a", async i => /* _n */); }""")]
    [InlineData("IBus.Subscribe", """public Counter() { _anyBus.Subscribe("a", async i => /* _n */); }""")]
    [InlineData("Bus.Subscribe", """public void Attach(bool c) => _bus.Subscribe(c ? "a" : "b", async i => /* _n */);""")]
    [InlineData("Bus.Subscribe", """public void Attach() => _bus.Subscribe("a", OnMessageAsync); private async Task OnMessageAsync(int i) => /* _n */;""")]
    [InlineData("Bus.Subscribe", """public void Attach() => _bus.Subscribe("a", this.OnMessageAsync); private async Task OnMessageAsync(int i) { await Task.Yield(); await AddAsync(); } private async Task AddAsync() => /* _n */;""")]
    [InlineData("Bus.Subscribe", """public void Attach() { _bus.Subscribe("a", OnMessageAsync); async Task OnMessageAsync(int i) => /* _n */; }""")]
    [InlineData("Mailbox.Post", """public void Add() => _box.Post(async () => /* _n */);""")]
    [InlineData("Mailbox.RunAsync", """public Task AddAsync() => _box.RunAsync(async () => /* _n */);""")]
    [InlineData("Mailbox", """public Mailbox Attach() => new Mailbox(async i => /* _n */);""")]
    [InlineData("BusExtensions", """public void Attach() => _box.Subscribe(async i => /* _n */);""")]
    [InlineData("Mailbox", """public void Attach() => _box.Subscribe(async i => /* _n */);""")]
    [InlineData("Processor.Message", """public void Attach() => _processor.Message += async i => /* _n */;""")]
    [InlineData("Processor", """public void Attach() => _processor.Handler = async i => /* _n */;""")]
    [InlineData("Bus.Subscribe", """public void Attach() { int own = 0; _bus.Subscribe("a", async i => {|ASYNCRACE001:own = own + await F()|}); }""")]
    public async Task Callback_OfANamedCallee_DoesNotOverlapItself(string names, string members)
    {
        string source = Frame.Replace("/* members */", members.Replace("/* _n */", "{|ASYNCRACE001:_n = _n + await F()|}", StringComparison.Ordinal), StringComparison.Ordinal);
        await EngineTest.VerifyAsync(source, Library);
        await EngineTest.VerifyAsync(ConfiguredOptions.ForAll($"asyncrace_sequential_callbacks = {names}"), source.Replace("{|ASYNCRACE001:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal), Library);
    }

    // Others are not kept out, and what is handed to others, too, overlaps.
    [Theory]
    [InlineData("""public Counter() { _bus.Subscribe("a", async i => {|ASYNCRACE001:_n = _n + await F()|}); } public void Reset() => _n = 0;""")]
    [InlineData("""public void Attach() => _bus.Subscribe("a", OnMessageAsync); public async Task OnMessageAsync(int i) => {|ASYNCRACE001:_n = _n + await F()|};""")]
    [InlineData("""public void Attach() { _bus.Subscribe("a", OnMessageAsync); _bus.Subscribe("b", OnMessageAsync); } private async Task OnMessageAsync(int i) => {|ASYNCRACE001:_n = _n + await F()|};""")]
    [InlineData("""public void Attach(string[] topics) { foreach (var topic in topics) _bus.Subscribe(topic, async i => {|ASYNCRACE001:_n = _n + await F()|}); }""")]
    [InlineData("""public Counter() { _bus.Add(async i => {|ASYNCRACE001:_n = _n + await F()|}); }""")]
    [InlineData("""public Counter() { _processor.Message += async i => {|ASYNCRACE001:_n = _n + await F()|}; }""")]
    [InlineData("""public async Task M() { int own = 0; _bus.Subscribe("a", async i => { await Task.Yield(); own++; }); {|ASYNCRACE001:own += await F()|}; }""")]
    public Task Callback_ThatMeetsOthers_IsReported(string members) => EngineTest.VerifyAsync(
        ConfiguredOptions.ForAll("asyncrace_sequential_callbacks = Company.Bus, Company.Mailbox"), Frame.Replace("/* members */", members, StringComparison.Ordinal), Library);

    // Without the option, a handler that returns nothing to wait for is a sign that calls overlap.
    [Fact]
    public async Task Callback_OfANamedCallee_IsNoSignOfSharing()
    {
        const string Members = """
            public void Attach() => _bus.Add(Clear);
            private void Clear(int i) => _n = 0;
            private async Task OneAsync() { if (_n == 0) { await F(); {|ASYNCRACE002/* info */:_n = 1|}; } }
            public async Task StartAsync() { await OneAsync(); }
            """;
        string source = Frame.Replace("/* members */", Members, StringComparison.Ordinal);
        await EngineTest.VerifyAsync(source.Replace("/* info */", "", StringComparison.Ordinal), Library);
        await EngineTest.VerifyAsync(ConfiguredOptions.ForAll("asyncrace_sequential_callbacks = Bus"), source.Replace("/* info */", " info", StringComparison.Ordinal), Library);
    }
}
