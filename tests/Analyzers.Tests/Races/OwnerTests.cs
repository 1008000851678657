using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>Who owns an object alone, in the forms that registrations, user interfaces, commands and contracts have.</summary>
[Trait("Semantics", "What clears staleness"), Trait("Semantics", "Evidence")]
public sealed class OwnerTests
{
    private const string Add = "n += await Task.Run(() => 1)";

    private const string Frameworks = """
        // Frameworks.cs
        public class AsyncRelayCommand { public AsyncRelayCommand(Func<Task> run) { } }
        public class AsyncCommand { public AsyncCommand(Func<Task> run) { } }
        public class OtherCommand { public OtherCommand(Func<Task> run) { } }
        public class RelayCommandAttribute : Attribute { public bool AllowConcurrentExecutions { get; set; } public bool IncludeCancelCommand { get; set; } }
        public class OtherAttribute : Attribute { public bool AllowConcurrentExecutions { get; set; } }
        public class ObservableObject { }
        namespace Toolkit
        {
            public class AsyncRelayCommand { public AsyncRelayCommand(Func<Task> run) { } }
            public static class ReactiveCommand { public static object CreateFromTask(Func<Task> run) => null; }
            public static class OtherFactory { public static object CreateFromTask(Func<Task> run) => null; }
        }
        namespace Xamarin.Forms { public class Page { } }
        namespace Caliburn.Micro { public class Screen { } }
        namespace Stylet { public class Screen { } }
        namespace Microsoft.UI.Xaml { public class Window { } }
        namespace Avalonia.Controls { public class Window { } }
        namespace Microsoft.Maui.Controls { public class Shell { } }
        """;

    private static Task CommandAsync(string members) => EngineTest.VerifyAsync(Frameworks, "public class C { int n; public object Run; " + members.Replace("$add$", Add, StringComparison.Ordinal) + " }");

    [Theory]
    [InlineData("public C() { Run = new AsyncRelayCommand(new Func<Task>(AddAsync)); } async Task AddAsync() { $add$; }")]
    [InlineData("public C() { Run = new AsyncRelayCommand((Func<Task>)AddAsync); } async Task AddAsync() { $add$; }")]
    [InlineData("public C() { Run = new AsyncRelayCommand((AddAsync)); } async Task AddAsync() { $add$; }")]
    [InlineData("public C() { Run = new AsyncCommand(AddAsync); } async Task AddAsync() { $add$; }")]
    [InlineData("public C() { Run = new Toolkit.AsyncRelayCommand(AddAsync); } async Task AddAsync() { $add$; }")]
    [InlineData("public C() { Run = new global::AsyncRelayCommand(AddAsync); } async Task AddAsync() { $add$; }")]
    [InlineData("public C() { Run = Toolkit.ReactiveCommand.CreateFromTask(AddAsync); } async Task AddAsync() { $add$; }")]
    [InlineData("public C() { Run = Toolkit.OtherFactory.CreateFromTask(AddAsync); } async Task AddAsync() { {|ASYNCRACE001:$add$|}; }")]
    [InlineData("public C() { Run = new OtherCommand(AddAsync); } async Task AddAsync() { {|ASYNCRACE001:$add$|}; }")]
    [InlineData("[RelayCommand(AllowConcurrentExecutions = false)] async Task AddAsync() { $add$; }")]
    [InlineData("[RelayCommand(IncludeCancelCommand = true)] async Task AddAsync() { $add$; }")]
    [InlineData("[RelayCommand(AllowConcurrentExecutions = true)] async Task CheckAsync() { if (n == 0) { await Task.Yield(); {|ASYNCRACE002:n = 1|}; } }")]
    [InlineData("[Other(AllowConcurrentExecutions = true)] async Task CheckAsync() { if (n == 0) { await Task.Yield(); {|ASYNCRACE002 info:n = 1|}; } }")]
    [InlineData("public C() { Run = new AsyncRelayCommand(async () => { if (n == 0) { await Task.Yield(); {|ASYNCRACE002 info:n = 1|}; } }); } public void Reset() => n = 0;")]
    public Task Command_RunsOnceAtATime(string members) => CommandAsync(members);

    [Theory]
    [InlineData("Xamarin.Forms.Page")]
    [InlineData("Caliburn.Micro.Screen")]
    [InlineData("Stylet.Screen")]
    [InlineData("Microsoft.UI.Xaml.Window")]
    [InlineData("Avalonia.Controls.Window")]
    [InlineData("Microsoft.Maui.Controls.Shell")]
    public Task Base_OfAUserInterface_IsSilent(string @base) => EngineTest.VerifyAsync(Frameworks, $"public class C : {@base} {{ int n; public async Task AddAsync() {{ {Add}; }} }}");

    [Fact]
    public Task BaseOfABase_CountsToo() => EngineTest.VerifyAsync(Frameworks, $"public class Own : ObservableObject {{ }} public class C : Own {{ int n; public async Task AddAsync() {{ {Add}; }} }}");

    /// <summary>What is not there comes from a package, and not from the project.</summary>
    [Theory]
    [InlineData("Window", 0)]
    [InlineData("Frame", 1)]
    public async Task BaseThatIsNotThere_IsKnownByItsName(string @base, int count) => Assert.Equal(
        count, (await EngineTest.FindingsAsync(await EngineTest.CompilationAsync($"public class C : {@base} {{ int n; public async Task AddAsync() {{ {Add}; }} }}"))).Length);

    // The view's own code shows that calls meet: in the caller, in the rival, around a lambda.
    [Theory]
    [InlineData("[RelayCommand] async Task AddAsync() { {|ASYNCRACE001:$add$|}; } public async void OnReset() { await Task.Yield(); n = 0; }")]
    [InlineData("[RelayCommand] async Task AddAsync() { $add$; } public async Task ResetAsync() { await Task.Yield(); n = 0; }")]
    [InlineData("string name; readonly object gate = new(); public async Task M() { lock (gate) { } if (name == null) await FillAsync(); } async Task FillAsync() { await Task.Yield(); {|ASYNCRACE007 info:name = \"\"|}; }")]
    [InlineData("IDisposable name; public async void M() { if (name == null) await FillAsync(); } async Task FillAsync() { await Task.Yield(); {|ASYNCRACE007:name = File.OpenRead(\"\")|}; }")]
    [InlineData("string name; public async Task M() { if (name == null) await FillAsync(); } async Task FillAsync() { await Task.Yield(); name = \"\"; }")]
    [InlineData("static Task Retry(Func<Task> run) => run(); public async void M() { await Retry(async () => { {|ASYNCRACE001:$add$|}; }); }")]
    [InlineData("static Task Retry(Func<Task> run) => run(); public async Task M() { await Retry(async () => { $add$; }); }")]
    [InlineData("public async Task M() { var a = One(); var b = One(); await a; await b; async Task One() { {|ASYNCRACE001:$add$|}; } }")]
    [InlineData("public async Task M() { await One(); await One(); async Task One() { $add$; } }")]
    [InlineData("public async Task M() { await Task.WhenAll(One(), Other()); } async Task One() { {|ASYNCRACE001:$add$|}; } static Task Other() => Task.Delay(1);")]
    [InlineData("public async Task M() { await Task.WhenAny(One(), Task.Delay(1)); } async Task One() { {|ASYNCRACE001:$add$|}; }")]
    [InlineData("public async Task OpenAsync() { n = 0; await Task.Yield(); _ = new C().LoadAsync(); } public async Task LoadAsync() { $add$; }")]
    [InlineData("public async Task<int> M() { int own = 0; async Task One() { {|ASYNCRACE001:own += await Task.Run(() => 1)|}; } var all = new List<Task>(); for (int i = 0; i < 3; i++) { var one = One(); all.Add(one); } await Task.WhenAll(all); return own; }")]
    public Task View_WhoseOwnCodeOverlaps_IsReported(string members) => EngineTest.VerifyAsync(Frameworks, "public class C : ObservableObject { int n; " + members.Replace("$add$", Add, StringComparison.Ordinal) + " }");

    [Theory]
    [InlineData("public class ReentrantAttribute : Attribute { } [Reentrant] public class C : MemoryStream { int n; public async Task AddAsync() { $add$; } }")]
    [InlineData("public class ReentrantAttribute : Attribute { } public class Grain { } [Reentrant] public class C : Grain { int n; public async Task AddAsync() { {|ASYNCRACE001:$add$|}; } }")]
    [InlineData("public interface IAsyncLifetime { } public class C : IAsyncLifetime { int n; public async Task AddAsync() { $add$; } }")]
    [InlineData("public interface IOther { } public class C : IOther { int n; public async Task AddAsync() { {|ASYNCRACE001:$add$|}; } }")]
    [InlineData("public class TestFixtureAttribute : Attribute { } [TestFixture] public class C { int n; public async Task AddAsync() { $add$; } }")]
    [InlineData("public class TestClassAttribute : Attribute { } [TestClass] public class C { static int n; public async Task AddAsync() { $add$; } }")]
    public Task OwnerByContract_IsAlone(string type) => EngineTest.VerifyAsync(type.Replace("$add$", Add, StringComparison.Ordinal));

    private const string Container = """
        // Container.cs
        public interface IServiceCollection { }
        public static class Services
        {
            public static IServiceCollection AddScoped<T>(this IServiceCollection s) => s;
            public static IServiceCollection AddScoped<I>(this IServiceCollection s, Func<IServiceProvider, I> make) => s;
            public static IServiceCollection AddSingleton<T>(this IServiceCollection s) => s;
            public static IServiceCollection AddSingleton<I>(this IServiceCollection s, I instance) => s;
            public static IServiceCollection AddTransient<T>(this IServiceCollection s) => s;
        }
        public interface ICart { }
        public class CartBase { }
        public class Cart : CartBase, ICart { int n; public async Task AddAsync() { $write$; } }
        public class RepoBase<T> { }
        public class Repo<T> : RepoBase<T>, IRepo<T> { int n; public async Task AddAsync() { $repo$; } }
        public interface IRepo<T> { }
        """;

    private static Task RegisteredAsync(string startup, bool isFound, bool isRepo = false)
    {
        string found = "{|ASYNCRACE001:" + Add + "|}";
        return EngineTest.VerifyAsync(
            Container.Replace("$write$", isFound || isRepo ? found : Add, StringComparison.Ordinal).Replace("$repo$", isFound || !isRepo ? found : Add, StringComparison.Ordinal),
            "public static class Startup { public static void Configure(IServiceCollection services) { " + startup + " } }");
    }

    [Theory]
    [InlineData("services.AddScoped<ICart>(provider => (new Cart()));", false)]
    [InlineData("new Own().AddScoped<Cart>(); } class Own : IServiceCollection {", false)]
    [InlineData("services.AddTransient<Cart>(); services.AddSingleton<Holder>(); } class Holder { public Holder(CartBase cart) { }", true)]
    [InlineData("services.AddTransient<Cart>(); services.AddSingleton<Holder>(); } class Holder { public Holder(object cart) { }", false)]
    [InlineData("services.AddScoped<ICart>(provider => Find()); } static Cart Find() => null; class Other {", true)]
    [InlineData("services.AddScoped<ICart>(provider => { Func<Cart> make = () => { return new Cart(); }; return new Other(make); }); } class Other : ICart { public Other(Func<Cart> make) { }", true)]
    [InlineData("services.AddScoped<Cart>(); var cart = new Cart(); services.AddSingleton(cart);", true)]
    public Task Registration_SaysWhoOwnsIt(string startup, bool isFound) => RegisteredAsync(startup, isFound);

    private static Task SingletonAsync(string type) => EngineTest.VerifyAsync(
        Container.Replace("$write$", "await Task.Yield()", StringComparison.Ordinal).Replace("$repo$", "await Task.Yield()", StringComparison.Ordinal),
        "public static class Startup { public static void Configure(IServiceCollection services) { services.AddSingleton<C>(); } }",
        type);

    [Fact]
    public Task SingletonThatOthersFindHalfFilled_IsShared() => SingletonAsync(
        "public class C { Dictionary<string, int> all; public async Task FillAsync(string[] keys) { if (all == null) { {|ASYNCRACE007:all = new()|}; foreach (var k in keys) all.Add(k, await Task.Run(() => 1)); } } }");

    // One object for all is no sign where all of them are on one thread.
    [Fact]
    public Task SingletonOfAUserInterface_IsNotShared() => SingletonAsync(
        "public class ViewModelBase { } public class C : ViewModelBase { string name; public async void OnClick() { await NameAsync(); } async Task NameAsync() { if (name == null) { await Task.Yield(); {|ASYNCRACE007 info:name = \"\"|}; } } }");

    [Theory]
    [InlineData("services.AddTransient<Repo<int>>(); services.AddSingleton<Holder>(); } class Holder { public Holder(IRepo<int> repo) { }", true)]
    [InlineData("services.AddTransient<Repo<int>>(); services.AddSingleton<Holder>(); } class Holder { public Holder(RepoBase<int> repo) { }", true)]
    [InlineData("services.AddTransient<Repo<int>>(); services.AddSingleton<Holder>(); } class Holder { public Holder(IRepo<int>[] repo, List<string> other) { }", false)]
    public Task RegistrationOfAGenericType_SaysWhoOwnsIt(string startup, bool isFound) => RegisteredAsync(startup, isFound, isRepo: true);
}
