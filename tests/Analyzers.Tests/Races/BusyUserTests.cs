using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>A user who is asked something, or finds the button disabled, starts nothing anew.</summary>
[Trait("Semantics", "Evidence")]
public sealed class BusyUserTests
{
    private const string Frame = "public class Button { public bool IsEnabled { get; set; } } public class Dialog { public Task<bool> ShowAsync() => null; } public static class MessageBox { public static Task<int> ShowAsync(string text) => null; } "
        + "public class Command { public Command(Action run) { } public Command(Action run, Func<bool> may) { } public Command(Action run, Action done) { } public Command(Action<object> run, string name) { } } "
        + "public class C { int v; static object s_v; bool busy; readonly Button button = new(); Task<bool> ShowDialogAsync() => null; Task<string> PickAsync() => null; Task DialogueAsync() => null; Task ShowPopupAsync() => null; bool CanAddEnabled { get; set; } static class Page { public static Task DisplayAlert() => null; } static Task WorkAsync(object given) => Task.CompletedTask; ";

    [Theory]
    [InlineData("if (v == 0) { await new Dialog().ShowAsync(); {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("var dialog = new Dialog(); if (v == 0) { await dialog.ShowAsync(); {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("if (v == 0) { await ShowDialogAsync(); {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("if (v == 0 && await MessageBox.ShowAsync(\"\") == 1) {|ASYNCRACE002 info:v = 1|};")]
    [InlineData("if (v == 0) { await ShowPopupAsync(); {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("if (v == 0) { await Page.DisplayAlert(); {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("if (v == 0) { await WorkAsync(new Dialog()); {|ASYNCRACE002:v = 1|}; }")]
    [InlineData("if (v == 0) { await DialogueAsync(); {|ASYNCRACE002:v = 1|}; }")]
    [InlineData("if (v == 0) { await PickAsync(); {|ASYNCRACE002:v = 1|}; }")]
    [InlineData("if (v == 0) { button.IsEnabled = false; await Task.Yield(); {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("var old = s_v; button.IsEnabled = false; await Task.Yield(); {|ASYNCRACE001 info:s_v = old|};")]
    [InlineData("var old = s_v; await Task.Yield(); {|ASYNCRACE001:s_v = old|};")]
    [InlineData("if (v == 0) { CanAddEnabled = false; await Task.Yield(); {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("if (v == 0) { this.CanAddEnabled = false; await Task.Yield(); {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("if (v == 0) { busy = false; await Task.Yield(); {|ASYNCRACE002:v = 1|}; }")]
    [InlineData("if (v == 0) { button.IsEnabled = true; await Task.Yield(); {|ASYNCRACE002:v = 1|}; }")]
    [InlineData("if (v == 0) { await Task.Yield(); button.IsEnabled = false; {|ASYNCRACE002:v = 1|}; }")]
    [InlineData("if (v == 0) { await Task.Yield(); {|ASYNCRACE002:v = 1|}; }")]
    public Task Handler_OfABusyUser(string statements) => EngineTest.VerifyAsync(Frame + "async void OnClick(object sender, EventArgs e) { " + statements + " } }");

    [Theory]
    [InlineData("ShowDialogAsync", "ASYNCRACE001 info")]
    [InlineData("PickAsync", "ASYNCRACE001")]
    public Task Handler_OfABusyUser_ThatWritesThroughAProperty(string asks, string finding) => EngineTest.VerifyAsync(
        Frame + "event EventHandler Changed; public int V { get => v; private set { {|" + finding + ":v = value|}; Changed?.Invoke(this, EventArgs.Empty); } } async void OnClick(object sender, EventArgs e) { var old = V; await " + asks + "(); V = old + 1; } }");

    // What he answers counts from then on, whatever was asked before him.
    [Theory]
    [InlineData("if (v == 0) { await ShowDialogAsync(); {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("if (v == 0) { await Task.Yield(); {|ASYNCRACE002:v = 1|}; }")]
    [InlineData("var old = v; await ShowDialogAsync(); {|ASYNCRACE001 info:v = old + 1|};")]
    [InlineData("if (v == 0) { await Task.Yield(); await ShowDialogAsync(); {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("if (v == 0) { await Task.Yield(); {|ASYNCRACE002:v = 1|}; await ShowDialogAsync(); }")]
    [InlineData("if (v == 0) { await Task.Yield(); if (busy) { await ShowDialogAsync(); return; } {|ASYNCRACE002:v = 1|}; }")]
    [InlineData("if (v == 0) { await Task.Yield(); if (await ShowDialogAsync()) {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("if (v == 0) { await Task.Yield(); if (busy) { await ShowDialogAsync(); {|ASYNCRACE002 info:v = 1|}; } }")]
    [InlineData("await ShowDialogAsync(); if (v == 0) { await Task.Yield(); {|ASYNCRACE002:v = 1|}; }")]
    public Task Handler_BesideOthers(string statements) => EngineTest.VerifyAsync(Frame + "async void OnClick(object sender, EventArgs e) { " + statements + " } public void Receive(int given) => v = given; }");

    // It is asked by what is called here; and what is written is what the user has answered.
    [Theory]
    [InlineData("if (v == 0) { await ChooseAsync(); {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("{|ASYNCRACE001 info:v = await ChooseAsync(v)|};")]
    [InlineData("{|ASYNCRACE001:v = await CountAsync(v)|};")]
    [InlineData("{|ASYNCRACE001:v += await ChooseAsync(1)|};")]
    [InlineData("_ = ChooseAsync(); {|ASYNCRACE001:v = await CountAsync(v)|};")]
    public Task Handler_ThatCallsWhatAsks(string statements) => EngineTest.VerifyAsync(
        Frame + "async void OnClick(object sender, EventArgs e) { " + statements + " } public void Receive(int given) => v = given; async Task<int> ChooseAsync(int first = 0) { await ShowDialogAsync(); return first; } async Task<int> CountAsync(int first) { await Task.Yield(); return first; } }");

    // Whoever comes next cancels this one, which then writes no more.
    [Theory]
    [InlineData("if (v == 0) { await Task.Yield(); if (token.IsCancellationRequested) return; {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("if (v == 0) { await Task.Yield(); if (token.IsCancellationRequested) { await Task.Yield(); return; } {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("if (v == 0) { await Task.Yield(); if (!token.IsCancellationRequested) {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("if (v == 0 && await PickAsync() == \"\" && !token.IsCancellationRequested) {|ASYNCRACE002:v = 1|};")]
    [InlineData("if (v == 0) { if (await PickAsync() == \"\" && !token.IsCancellationRequested) {|ASYNCRACE002 info:v = 1|}; }")]
    [InlineData("if (v == 0) { await Task.Yield(); if (token.IsCancellationRequested) {|ASYNCRACE002 info:v = 2|}; {|ASYNCRACE002:v = 1|}; }")]
    [InlineData("if (token.IsCancellationRequested) return; if (v == 0) { await Task.Yield(); {|ASYNCRACE002:v = 1|}; }")]
    [InlineData("if (v == 0) { await Task.Yield(); {|ASYNCRACE002:v = 1|}; if (token.IsCancellationRequested) return; }")]
    public Task Handler_ThatAsksWhetherItIsCancelled(string statements) => EngineTest.VerifyAsync(Frame + "CancellationToken token; async void OnClick(object sender, EventArgs e) { " + statements + " } }");

    // The toolkit is not restored yet: its commands are known all the same.
    [Theory]
    [InlineData("public C() => Add = new AsyncRelayCommand(AddAsync);", "")]
    [InlineData("public C() => Add = new AsyncRelayCommand(this.AddAsync);", "")]
    [InlineData("public C() => Add = ReactiveCommand.CreateFromTask(AddAsync);", "")]
    [InlineData("public C() => Add = new RelayCommand(AddAsync);", "ASYNCRACE001")]
    [InlineData("public C() => Add = new AsyncRelayCommand(OtherAsync, AsyncRelayCommandOptions.AllowConcurrentExecutions); private async Task OtherAsync() => await AddAsync();", "ASYNCRACE001")]
    public async Task Command_OfAnUnresolvedToolkit(string members, string id)
    {
        var compilation = await EngineTest.CompilationAsync("public class C { int v; public object Add { get; } " + members + " private async Task AddAsync() { v += await Task.Run(() => 1); } }");
        Assert.Contains(compilation.GetDiagnostics(), static d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
        Assert.Equal(id, string.Join(" ", (await EngineTest.FindingsAsync(compilation)).Select(static found => found.Id)));
    }

    [Theory]
    [InlineData("public C() { Add = new Command(async () => { {|ASYNCRACE001:v += await Task.Run(() => 1)|}; }); }")]
    [InlineData("public C() { Add = new Command(async () => { v += await Task.Run(() => 1); }, () => !busy); }")]
    [InlineData("public C() { Add = new Command(async () => { {|ASYNCRACE001:v += await Task.Run(() => 1)|}; }, () => { }); }")]
    [InlineData("public C() { Add = new Command(async _ => { {|ASYNCRACE001:v += await Task.Run(() => 1)|}; }, \"add\"); }")]
    public Task Command_WithACondition(string members) => EngineTest.VerifyAsync(Frame + "public object Add { get; } " + members + " }");
}
