using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Configuration;

/// <summary>The forms in which a callback is handed to a callee that runs it one call at a time.</summary>
[Trait("Semantics", "Evidence")]
public sealed class SequentialCallbackFormsTests
{
    private const string Frame = """
        public class Bus { public void Subscribe(string topic, Func<int, Task> handler) { } public void On(Func<int, Task> handler, string topic) { } public void Any(Delegate handler) { } public event Func<int, Task> Message; public Task Raise() => Message(1); }
        public class Counter { int n; readonly Bus bus = new(); static Task<int> F() => Task.Run(() => 1); /* members */ }
        """;

    [Theory]
    [InlineData("""public void Attach() => bus.Subscribe("a", (Func<int, Task>)(async i => n += await F()));""")]
    [InlineData("""public void Attach() => bus.Any(async (int i) => n += await F());""")]
    [InlineData("""public void Attach(bool c) => bus.On(async i => n += await F(), c ? "a" : "b");""")]
    [InlineData("""public void Attach(bool c) => bus.On(OnAsync, c ? "a" : "b"); private async Task OnAsync(int i) => n += await F();""")]
    [InlineData("""public void Attach() => bus.Message += OnAsync; public void Detach() => bus.Message -= OnAsync; private async Task OnAsync(int i) => n += await F();""")]
    [InlineData("""public void Attach() => bus.Message += OnAsync; private async Task OnAsync(int i) => n += await F();""")]
    [InlineData("""public void Attach() => bus.Subscribe("a", OnAsync); private async Task OnAsync(int i) => n += await F();""")]
    [InlineData("""public void Attach() => bus.Subscribe("a", OnAsync); public void AttachB() => bus.Subscribe("b", OnAsync); private async Task OnAsync(int i) => {|ASYNCRACE001:n += await F()|};""")]
    [InlineData("""public void Attach() { bus.Subscribe("a", OnAsync); async Task OnAsync(int i) => n += await F(); }""")]
    [InlineData("""public void Attach() { bus.Subscribe("a", OnAsync); bus.Subscribe("b", OnAsync); async Task OnAsync(int i) => {|ASYNCRACE001:n += await F()|}; }""")]
    [InlineData("""public void Attach() => bus.Subscribe("a", async i => { if (n == 0) { await F(); {|ASYNCRACE002 info:n = 1|}; } }); public async Task ResetAsync() { await F(); n = 0; }""")]
    public Task Callback_IsKnownInEachForm(string members) =>
        EngineTest.VerifyAsync(ConfiguredOptions.ForAll("asyncrace_sequential_callbacks = Bus"), Frame.Replace("/* members */", members, StringComparison.Ordinal));
}
