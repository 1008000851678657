using AsyncRace.Analyzers.Tests.Configuration;
using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>
/// What belongs to a user interface runs on one thread, and its user does one thing at a time: only where its own code shows that a second call
/// can come in between is it reported. Handlers, timers and most commands do: people click twice.
/// </summary>
[Trait("Semantics", "What clears staleness"), Trait("Semantics", "Evidence")]
public sealed class UserInterfaceTests
{
    private const string Frameworks = """
        // Frameworks.cs
        namespace System.Windows { public class DependencyObject { } public class UIElement : DependencyObject { } public class Window : UIElement { } }
        namespace System.Windows.Controls { public class Page { } public class UserControl { } }
        namespace System.Windows.Forms { public class Control { } public class Form : Control { } }
        namespace Microsoft.Maui.Controls { public class BindableObject { } public class ContentPage : BindableObject { } public class Command { public Command(Action run) { } } }
        namespace Avalonia { public class AvaloniaObject { } }
        namespace Microsoft.AspNetCore.Components
        {
            public abstract class ComponentBase { }
            public class EventCallback { public static EventCallbackFactory Factory; }
            public class EventCallbackFactory { public object Create(object receiver, Func<Task> handler) => null; }
        }
        namespace Caliburn.Micro { public class PropertyChangedBase { } public class Screen : PropertyChangedBase { } }
        namespace Toolkit
        {
            public class ObservableObject { }
            public class ReactiveObject { }
            public class BindableBase { }
            public class ViewModelBase { }
            public class AsyncRelayCommand { public AsyncRelayCommand(Func<Task> run) { } public AsyncRelayCommand(Func<Task> run, AsyncRelayCommandOptions options) { } }
            public enum AsyncRelayCommandOptions { None, AllowConcurrentExecutions }
            public static class ReactiveCommand { public static object CreateFromTask(Func<Task> run) => null; }
            public class RelayCommandAttribute : Attribute { public bool AllowConcurrentExecutions { get; set; } }
            public class RelayCommand { public RelayCommand(Action run) { } }
        }
        """;

    private const string Write = "_total += await Task.Run(() => 1)";

    private static Task VerifyAsync(string @base, string members) => EngineTest.VerifyAsync(
        Frameworks, "using Toolkit; public class C : " + @base + " { int _total; object _name; bool _busy; readonly object _gate = new(); " + members + " }");

    [Theory]
    [InlineData("System.Windows.Window")]
    [InlineData("System.Windows.Controls.Page")]
    [InlineData("System.Windows.Controls.UserControl")]
    [InlineData("System.Windows.DependencyObject")]
    [InlineData("System.Windows.Forms.Form")]
    [InlineData("System.Windows.Forms.Control")]
    [InlineData("Microsoft.Maui.Controls.ContentPage")]
    [InlineData("Microsoft.Maui.Controls.BindableObject")]
    [InlineData("Avalonia.AvaloniaObject")]
    [InlineData("Microsoft.AspNetCore.Components.ComponentBase")]
    [InlineData("Caliburn.Micro.Screen")]
    [InlineData("ObservableObject")]
    [InlineData("ReactiveObject")]
    [InlineData("BindableBase")]
    [InlineData("ViewModelBase")]
    public Task Base_OfAUserInterface_IsSilent(string @base) => VerifyAsync(
        @base, $"public async Task AddAsync() {{ {Write}; }} public async Task NameAsync() {{ if (_name == null) {{ await Task.Yield(); _name = \"\"; }} }}");

    [Theory]
    [InlineData("public class Window { } public class C : Window { int n; public async Task M() { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; } }")]
    [InlineData("public class Page { } public class C : Page { int n; public async Task M() { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; } }")]
    [InlineData("public class Form { } public class C : Form { int n; public async Task M() { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; } }")]
    [InlineData("public class ViewModel { int n; public async Task M() { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; } }")]
    [InlineData("public class C : System.ComponentModel.INotifyPropertyChanged { public event System.ComponentModel.PropertyChangedEventHandler PropertyChanged; int n; public async Task M() { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; } void N() => PropertyChanged(this, null); }")]
    public Task Type_ThatOnlySoundsLikeOne_IsAsOthers(string type) => EngineTest.VerifyAsync(type);

    [Theory]
    [InlineData("async void OnClick(object s, EventArgs e) { {|ASYNCRACE001:{0}|}; }")]
    [InlineData("async void OnClick(object s, EventArgs e) { await AddAsync(); } async Task AddAsync() { {|ASYNCRACE001:{0}|}; }")]
    [InlineData("async void OnClick(object s, EventArgs e) { await AddAsync(); } public async Task AddAsync() { await CoreAsync(); } async Task CoreAsync() { {|ASYNCRACE001:{0}|}; }")]
    [InlineData("IDisposable _open; async void OnClick(object s, EventArgs e) { if (_open == null) { await Task.Yield(); {|ASYNCRACE007:_open = new SemaphoreSlim(1)|}; } }")]
    [InlineData("async void OnClick(object s, EventArgs e) { if (_name == null) { await Task.Yield(); {|ASYNCRACE007 info:_name = new object()|}; } }")]
    [InlineData("public C() { Add = new Microsoft.Maui.Controls.Command(async () => { {|ASYNCRACE001:{0}|}; }); } public object Add { get; }")]
    [InlineData("public C() { Add = new RelayCommand(async () => await AddAsync()); } public object Add { get; } async Task AddAsync() { {|ASYNCRACE001:{0}|}; }")]
    [InlineData("public C() { Add = new AsyncRelayCommand(AddAsync, AsyncRelayCommandOptions.AllowConcurrentExecutions); } public object Add { get; } async Task AddAsync() { {|ASYNCRACE001:{0}|}; }")]
    [InlineData("[RelayCommand(AllowConcurrentExecutions = true)] async Task AddAsync() { {|ASYNCRACE001:{0}|}; }")]
    [InlineData("public void Wire(System.Timers.Timer timer) { timer.Elapsed += async (s, e) => { {|ASYNCRACE001:{0}|}; }; }")]
    [InlineData("public void Wire(System.Timers.Timer timer) { timer.Elapsed += OnTick; } async void OnTick(object s, EventArgs e) { {|ASYNCRACE001:{0}|}; }")]
    [InlineData("public C() { _ = LoadAsync(); } async Task LoadAsync() { {|ASYNCRACE001:{0}|}; } public void Reset() => _total = 0;")]
    [InlineData("public Task AllAsync(int[] ids) => Task.WhenAll(ids.Select(id => OneAsync(id))); async Task OneAsync(int id) { {|ASYNCRACE001:{0}|}; }")]
    [InlineData("void Build() { var c = Microsoft.AspNetCore.Components.EventCallback.Factory.Create(this, AddAsync); } async Task AddAsync() { {|ASYNCRACE001:{0}|}; }")]
    [InlineData("void Build() { var c = Microsoft.AspNetCore.Components.EventCallback.Factory.Create(this, () => AddAsync()); } async Task AddAsync() { {|ASYNCRACE001:{0}|}; }")]
    // It is used under a lock elsewhere: then its author expects somebody.
    [InlineData("public async Task AddAsync() { {|ASYNCRACE001:{0}|}; } public void Reset() { lock (_gate) { _total = 0; } }")]
    // Why else would it keep what cancels a call?
    [InlineData("CancellationTokenSource _c; public async Task FindAsync() { _c?.Cancel(); _c = new(); await Task.Yield(); await Task.Delay(1, {|ASYNCRACE001:_c|}.Token); }")]
    [InlineData("CancellationTokenSource _c; public async Task FindAsync() { _c = new(); await Task.Yield(); await Task.Delay(1, {|ASYNCRACE001 info:_c|}.Token); } public void Stop() => _c?.Cancel();")]
    [InlineData("static int s_total; public async Task AddAsync() { {|ASYNCRACE001:s_total += await Task.Run(() => 1)|}; }")]
    public Task Reentry_ThatIsVisible_IsReported(string members) =>
        VerifyAsync("ObservableObject", members.Replace("{0}", Write, StringComparison.Ordinal));

    [Theory]
    [InlineData("async void OnClick(object s, EventArgs e) { await AddAsync(); } async Task AddAsync() { await Task.Yield(); } public async Task OtherAsync() { {0}; }")]
    [InlineData("public C() { Add = new AsyncRelayCommand(AddAsync); } public object Add { get; } async Task AddAsync() { {0}; }")]
    [InlineData("object _add; public object Add => _add ??= new AsyncRelayCommand(new Func<Task>(AddAsync)); async Task AddAsync() { {0}; }")]
    [InlineData("public C() { Add = new AsyncRelayCommand(async () => { {0}; }); } public object Add { get; }")]
    [InlineData("public C() { Add = ReactiveCommand.CreateFromTask(AddAsync); } public object Add { get; } async Task AddAsync() { {0}; }")]
    [InlineData("[RelayCommand] async Task AddAsync() { {0}; }")]
    [InlineData("async void OnClick(object s, EventArgs e) { if (_busy) return; _busy = true; try { {0}; } finally { _busy = false; } }")]
    [InlineData("public async Task AllAsync(int[] ids) { foreach (var id in ids) await OneAsync(id); } async Task OneAsync(int id) { {0}; }")]
    [InlineData("class Row { int _n; public async Task AddAsync() { _n += await Task.Run(() => 1); } }")]
    public Task Reentry_ThatIsNotVisible_IsSilent(string members) =>
        VerifyAsync("ObservableObject", members.Replace("{0}", Write, StringComparison.Ordinal));

    [Theory]
    [InlineData("public C() { Add = new AsyncRelayCommand(AddAsync); } public object Add { get; } async Task AddAsync() { n += await Task.Run(() => 1); }")]
    [InlineData("public C() { Add = ReactiveCommand.CreateFromTask(AddAsync); } public object Add { get; } async Task AddAsync() { n += await Task.Run(() => 1); }")]
    [InlineData("public C() { Add = new AsyncRelayCommand(async () => { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; }); } public object Add { get; } public void Reset() => n = 0;")]
    [InlineData("public C() { Add = new RelayCommand(async () => { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; }); } public object Add { get; }")]
    [InlineData("[RelayCommand] async Task AddAsync() { n += await Task.Run(() => 1); }")]
    [InlineData("[RelayCommand(AllowConcurrentExecutions = true)] async Task AddAsync() { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; }")]
    [InlineData("public C() { Add = new RelayCommand(AddAsync); } public object Add { get; } async void AddAsync() { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; }")]
    [InlineData("public C() { Add = new AsyncRelayCommand(AddAsync); } public object Add { get; } public void Reset() => n = 0; async Task AddAsync() { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; }")]
    public Task Command_OfAnyType_RunsOnceAtATime(string members) => EngineTest.VerifyAsync(Frameworks, "using Toolkit; public class C { int n; " + members + " }");

    [Fact]
    public Task Singleton_OfAUserInterface_IsStillOnItsThread() => EngineTest.VerifyAsync(
        Frameworks,
        "public interface IServiceCollection { } public static class Services { public static void AddSingleton<T>(this IServiceCollection s) { } }",
        "public class Main : Toolkit.ViewModelBase { string _name; public async Task M() { _name ??= await Task.Run(() => \"\"); } }",
        "public static class Startup { public static void Add(IServiceCollection services) => services.AddSingleton<Main>(); }");

    [Fact]
    public Task LowConfidence_TellsOfItAsInformation() => EngineTest.VerifyAsync(
        ConfiguredOptions.ForAll("asyncrace_confidence = low"),
        Frameworks,
        "public class Main : Toolkit.ViewModelBase { int n; public async Task M() { {|ASYNCRACE001 info:n += await Task.Run(() => 1)|}; } }");
}
