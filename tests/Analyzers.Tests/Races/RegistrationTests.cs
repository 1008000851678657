using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>What a registration for dependency injection says of who owns an object. The container is known by the shape of its calls alone.</summary>
[Trait("Semantics", "What clears staleness"), Trait("Semantics", "Evidence")]
public sealed class RegistrationTests
{
    private const string Container = """
        // Container.cs
        #nullable disable
        public interface IServiceCollection { }
        public enum ServiceLifetime { Singleton, Scoped, Transient }
        public class ServiceDescriptor
        {
            public ServiceDescriptor(Type service, Type implementation, ServiceLifetime lifetime) { }
            public static ServiceDescriptor Singleton<I, T>() => null;
            public static ServiceDescriptor Scoped<I, T>() => null;
        }
        public static class ServiceCollectionExtensions
        {
            public static IServiceCollection AddSingleton<T>(this IServiceCollection s) => s;
            public static IServiceCollection AddSingleton<I, T>(this IServiceCollection s) => s;
            public static IServiceCollection AddSingleton<I>(this IServiceCollection s, Func<IServiceProvider, I> make) => s;
            public static IServiceCollection AddSingleton<I>(this IServiceCollection s, I instance) => s;
            public static IServiceCollection AddSingleton(this IServiceCollection s, Type service) => s;
            public static IServiceCollection AddSingleton(this IServiceCollection s, Type service, Type implementation) => s;
            public static IServiceCollection TryAddSingleton<I, T>(this IServiceCollection s) => s;
            public static IServiceCollection AddKeyedSingleton<I, T>(this IServiceCollection s, object key) => s;
            public static IServiceCollection AddHostedService<T>(this IServiceCollection s) => s;
            public static IServiceCollection AddScoped<T>(this IServiceCollection s) => s;
            public static IServiceCollection AddScoped<I, T>(this IServiceCollection s) => s;
            public static IServiceCollection AddScoped<I>(this IServiceCollection s, Func<IServiceProvider, I> make) => s;
            public static IServiceCollection AddScoped(this IServiceCollection s, Type service, Type implementation) => s;
            public static IServiceCollection TryAddScoped<I, T>(this IServiceCollection s) => s;
            public static IServiceCollection AddKeyedScoped<I, T>(this IServiceCollection s, object key) => s;
            public static IServiceCollection AddTransient<T>(this IServiceCollection s) => s;
            public static IServiceCollection AddTransient<I, T>(this IServiceCollection s) => s;
            public static IServiceCollection AddHttpClient<I, T>(this IServiceCollection s) => s;
            public static IServiceCollection TryAddEnumerable(this IServiceCollection s, ServiceDescriptor d) => s;
            public static IServiceCollection Add(this IServiceCollection s, ServiceDescriptor d) => s;
            public static IServiceCollection AddServerSideBlazor(this IServiceCollection s) => s;
        }
        public static class ActivatorUtilities { public static T CreateInstance<T>(IServiceProvider p) => default; }
        """;

    private const string Cart = """
        // Cart.cs
        public interface ICart { }
        public class Cart : ICart
        {
            private int _total;
            private IDisposable _name;
            private static int s_carts;
            public async Task AddAsync() { {0}; }
            public async Task NameAsync() { if (_name == null) { var name = await Task.Run(() => new System.IO.MemoryStream()); {1}; } }
        }
        """;

    private const string Write = "_total += await Task.Run(() => 1)", Check = "_name = name";

    private static Task VerifyAsync(string startup, string write, string check) => EngineTest.VerifyAsync(
        Container,
        Cart.Replace("{0}", write, StringComparison.Ordinal).Replace("{1}", check, StringComparison.Ordinal),
        "// Startup.cs\npublic static class Startup { public static void Configure(IServiceCollection services) { " + startup + " } }");

    private static Task SilentAsync(string startup) => VerifyAsync(startup, Write, Check);

    private static Task AsWithoutAsync(string startup) => VerifyAsync(startup, $"{{|ASYNCRACE001:{Write}|}}", $"{{|ASYNCRACE007 info:{Check}|}}");

    private static Task SharedAsync(string startup) => VerifyAsync(startup, $"{{|ASYNCRACE001:{Write}|}}", $"{{|ASYNCRACE007:{Check}|}}");

    [Theory]
    [InlineData("services.AddScoped<Cart>();")]
    [InlineData("services.AddScoped<ICart, Cart>();")]
    [InlineData("services.AddScoped(typeof(ICart), typeof(Cart));")]
    [InlineData("services.AddScoped<ICart>(provider => new Cart());")]
    [InlineData("services.AddScoped<ICart>(provider => { Console.WriteLine(); return new Cart(); });")]
    [InlineData("services.AddScoped<ICart>(provider => (ICart)new Cart());")]
    [InlineData("services.AddScoped<ICart>(provider => ActivatorUtilities.CreateInstance<Cart>(provider));")]
    [InlineData("services.TryAddScoped<ICart, Cart>();")]
    [InlineData("services.AddKeyedScoped<ICart, Cart>(\"k\");")]
    [InlineData("services.AddTransient<Cart>();")]
    [InlineData("services.AddTransient<ICart, Cart>();")]
    [InlineData("services.AddHttpClient<ICart, Cart>();")]
    [InlineData("services.AddTransient<Startup2>().AddScoped<ICart, Cart>(); } class Startup2 {")]
    [InlineData("services.TryAddEnumerable(ServiceDescriptor.Scoped<ICart, Cart>());")]
    [InlineData("services.Add(new ServiceDescriptor(typeof(ICart), typeof(Cart), ServiceLifetime.Scoped));")]
    [InlineData("services.AddScoped<Cart>(); services.AddTransient<Cart>();")]
    [InlineData("services.AddSingleton<Other>(); services.AddScoped<Cart>(); } class Other : ICart {")]
    [InlineData("services.AddSingleton<ICart, Other>(); services.AddScoped<ICart, Cart>(); } class Other : ICart {")]
    public Task ScopedOrTransient_HasOneOwner(string startup) => SilentAsync(startup);

    [Theory]
    [InlineData("")]
    [InlineData("services.AddScoped<Other>(); } class Other : ICart { public Cart Inner;")]
    [InlineData("services.AddScoped<ICart, Other>(); } class Other : ICart {")]
    [InlineData("services.AddScoped<ICart>(provider => new Other(new Cart())); } class Other : ICart { public Other(Cart cart) { }")]
    [InlineData("services.AddScoped<Derived>(); } class Derived : Cart {")]
    // A name alone says nothing: this is no container.
    [InlineData("new Own().AddScoped<Cart>(); } class Own { public void AddScoped<T>() { }")]
    [InlineData("services.AddScoped<Wrapper.Cart>(); } static class Wrapper { public class Cart { }")]
    public Task NotRegistered_IsAsBefore(string startup) => AsWithoutAsync(startup);

    [Theory]
    [InlineData("services.AddTransient<Cart>(); services.AddSingleton<Holder>(); } class Holder { public Holder(Cart cart) { }")]
    [InlineData("services.AddTransient<ICart, Cart>(); services.AddSingleton<Holder>(); } class Holder { public Holder(ICart cart) { }")]
    [InlineData("services.AddTransient<ICart, Cart>(); services.AddHostedService<Holder>(); } class Holder { public Holder(IEnumerable<ICart> carts) { }")]
    [InlineData("services.AddTransient<ICart, Cart>(); services.AddTransient<Holder>(); } class Holder { public Holder(Func<ICart> cart) { }")]
    public Task TransientThatOneKeeps_MayBeShared(string startup) => AsWithoutAsync(startup);

    [Theory]
    [InlineData("services.AddTransient<Cart>(); services.AddScoped<Holder>(); } class Holder { public Holder(Cart cart) { }")]
    [InlineData("services.AddTransient<Cart>(); services.AddSingleton<Holder>(); } class Holder { public Holder(string name) { }")]
    public Task TransientThatNobodyKeeps_HasOneOwner(string startup) => SilentAsync(startup);

    [Theory]
    [InlineData("services.AddSingleton<Cart>();")]
    [InlineData("services.AddSingleton<ICart, Cart>();")]
    [InlineData("services.AddSingleton(typeof(Cart));")]
    [InlineData("services.AddSingleton(typeof(ICart), typeof(Cart));")]
    [InlineData("services.AddSingleton<ICart>(provider => new Cart());")]
    [InlineData("services.AddSingleton(provider => new Cart());")]
    [InlineData("services.AddSingleton(new Cart());")]
    [InlineData("services.AddSingleton<ICart>(new Cart());")]
    [InlineData("var cart = new Cart(); services.AddSingleton(cart);")]
    [InlineData("Cart cart = new(); services.AddSingleton<ICart>(cart);")]
    [InlineData("services.AddSingleton(Make()); } static Cart Make() { return new();")]
    [InlineData("services.TryAddSingleton<ICart, Cart>();")]
    [InlineData("services.AddKeyedSingleton<ICart, Cart>(1);")]
    [InlineData("services.AddHostedService<Cart>();")]
    [InlineData("services.TryAddEnumerable(ServiceDescriptor.Singleton<ICart, Cart>());")]
    [InlineData("services.Add(new ServiceDescriptor(typeof(ICart), typeof(Cart), ServiceLifetime.Singleton));")]
    [InlineData("services.AddScoped<Cart>(); services.AddSingleton<Cart>();")]
    [InlineData("services.AddSingleton<Cart>(); services.AddScoped<Cart>();")]
    [InlineData("services.AddSingleton<ICart, Cart>(); services.AddScoped<ICart>(provider => null);")]
    public Task Singleton_IsShared(string startup) => SharedAsync(startup);

    // Blazor makes a scope for each circuit, or one for the program: all of its components share what is in it.
    [Fact]
    public Task ScopeOfACircuit_IsNoRequest() => AsWithoutAsync("services.AddServerSideBlazor(); services.AddScoped<Cart>();");

    private static Task ScopedAsync(string type) => EngineTest.VerifyAsync(
        Container, type, "// Startup.cs\npublic static class Startup { public static void Configure(IServiceCollection services) { services.AddScoped<C>(); } }");

    [Theory]
    [InlineData("public class C { static int n; public async Task M() { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; } }")]
    [InlineData("public class C { volatile string n; public async Task M() { if (n == null) { var t = await Task.Run(() => \"\"); {|ASYNCRACE007 info:n = t|}; } } }")]
    [InlineData("public class C { int n; public async Task M() { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; } public void N() { lock (this) { n = 1; } } }")]
    [InlineData("public class C { int n; public async Task M() { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; } public void N() { Interlocked.Increment(ref n); } }")]
    [InlineData("public class C { int n; readonly SemaphoreSlim s = new(1, 1); public async Task M() { await s.WaitAsync(); s.Release(); {|ASYNCRACE001:n += await Task.Run(() => 1)|}; } }")]
    [InlineData("public class C { int n; public async void M() { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; } }")]
    [InlineData("public class C { int n; public Task All(int[] ids) => Task.WhenAll(ids.Select(id => One(id))); private async Task One(int id) { {|ASYNCRACE001:n += await Task.Run(() => id)|}; } }")]
    [InlineData("public class C { int n; public Task All(int[] ids) => Task.WhenAll(ids.Select(async id => await One(id))); private async Task One(int id) { {|ASYNCRACE001:n += await Task.Run(() => id)|}; } }")]
    [InlineData("public class C { int n; public async Task All() { await Task.WhenAll(One(1), One(2)); } private async Task One(int id) { {|ASYNCRACE001:n += await Task.Run(() => id)|}; } }")]
    [InlineData("public class C { int n; public async Task All() { var a = One(1); var b = One(2); await a; await b; } private async Task One(int id) { {|ASYNCRACE001:n += await Task.Run(() => id)|}; } }")]
    [InlineData("public class C { int n; public void All() { _ = One(1); } private async Task One(int id) { {|ASYNCRACE001:n += await Task.Run(() => id)|}; } }")]
    [InlineData("public class C { int n; public async Task All() { var one = One(1); Console.WriteLine(); await one; } private async Task One(int id) { {|ASYNCRACE001:n += await Task.Run(() => id)|}; } }")]
    [InlineData("public class C { int n; Task t; public void All() => t = One(1).AsTask(); private async ValueTask One(int id) { {|ASYNCRACE001:n += await Task.Run(() => id)|}; } }")]
    [InlineData("public class C { int n; public Job All() => new(One(1)); private async Task One(int id) { {|ASYNCRACE001:n += await Task.Run(() => id)|}; } } public class Job { public Job(Task t) { } }")]
    [InlineData("public class C { int n; public async Task All(int[] ids) { await Parallel.ForEachAsync(ids, async (id, t) => { {|ASYNCRACE001:n += await Task.Run(() => id)|}; }); } }")]
    [InlineData("public class C { public async Task<int> All(int[] ids) { int n = 0; await Task.WhenAll(ids.Select(async id => { {|ASYNCRACE001:n += await Task.Run(() => id)|}; })); return n; } }")]
    [InlineData("public class C { int n; public void Wire(System.Timers.Timer t) { t.Elapsed += async (s, e) => { {|ASYNCRACE001:n += await Task.Run(() => 1)|}; }; } }")]
    public Task Scoped_WhoseOwnCodeOverlaps_IsReported(string type) => ScopedAsync(type);

    [Theory]
    [InlineData("public class C { int n; public async Task All(int[] ids) { foreach (var id in ids) await One(id); } private async Task One(int id) { n += await Task.Run(() => id); } }")]
    [InlineData("public class C { int n; public Task All() => One(1); private async Task One(int id) { n += await Task.Run(() => id); } }")]
    [InlineData("public class C { int n; public Task All() => One(1).AsTask(); private async ValueTask One(int id) { n += await Task.Run(() => id); } }")]
    [InlineData("public class C { int n; public ValueTask All() => new(One(1)); private async Task One(int id) { n += await Task.Run(() => id); } }")]
    [InlineData("public class C { int n; public ValueTask All() => new ValueTask((One(1))); private async Task One(int id) { n += await Task.Run(() => id); } }")]
    [InlineData("public class C { Part p = new(); public Task M() => p.M(); class Part { int n; public async Task M() { n += await Task.Run(() => 1); } } }")]
    [InlineData("public class C { readonly List<int> all = new(); public void Drop() => all.RemoveAt(0); public async Task M() { foreach (var x in all) await Task.Yield(); } }")]
    [InlineData("public class C { Dictionary<string, int> map; public async Task M(string[] keys) { if (map == null) { map = new(); foreach (var k in keys) map.Add(k, await Task.Run(() => 1)); } } }")]
    [InlineData("public class C { readonly Queue<int> q = new(); public async Task M() { if (q.Count > 0) { await Task.Yield(); q.Dequeue(); } } }")]
    public Task Scoped_WhoseOwnCodeWaits_IsSilent(string type) => ScopedAsync(type);

    [Theory]
    [InlineData("services.AddScoped(typeof(IRepo<>), typeof(Repo<>));", "_n += await Task.Run(() => 1)")]
    [InlineData("services.AddScoped<IRepo<int>, Repo<int>>();", "_n += await Task.Run(() => 1)")]
    [InlineData("services.AddSingleton(typeof(IRepo<>), typeof(Repo<>));", "{|ASYNCRACE001:_n += await Task.Run(() => 1)|}")]
    public Task GenericType_IsKnownToo(string startup, string write) => EngineTest.VerifyAsync(
        Container,
        "public interface IRepo<T> { } public class Repo<T> : IRepo<T> { int _n; public async Task M() { " + write + "; } }",
        "public static class Startup { public static void Configure(IServiceCollection services) { " + startup + " } }");

    /// <summary>Where the container's package is not there, its calls mean nothing to the compiler; their words are the same.</summary>
    [Theory]
    [InlineData("public static void Add(IServiceCollection services) { services.AddScoped<Cart>(); }", 0)]
    [InlineData("public static void Add(IServiceCollection services) { services.AddOptions().AddScoped<Cart>(); }", 0)]
    [InlineData("public static void Add(IHostBuilder builder) { builder.Services.AddScoped<ICart, Cart>(); }", 0)]
    [InlineData("public static void Add(IHostBuilder builder) { builder.Store.AddScoped<ICart, Cart>(); }", 1)]
    public async Task ContainerThatIsNotThere_IsKnownByItsWords(string add, int count)
    {
        var compilation = await EngineTest.CompilationAsync(
            "public interface ICart { } public class Cart : ICart { int n; public async Task M() { n += await Task.Run(() => 1); } }", "public static class Startup { " + add + " }");
        Assert.Equal(count, (await EngineTest.FindingsAsync(compilation)).Length);
    }

    [Theory]
    [InlineData("{|ASYNCRACE003 info:_items|}", "_items.Add(item)")]
    [InlineData("{|ASYNCRACE003:_items|}", "_items.Remove(item)")]
    public Task CollectionOfASingleton_MayBeFilledBeforeUse(string collection, string change) => EngineTest.VerifyAsync(
        Container,
        "// Startup.cs\npublic static class Startup { public static void Configure(IServiceCollection services) { services.AddSingleton<Shelf>(); } }",
        $"public sealed class Shelf {{ private readonly List<string> _items = new(); public async Task ShowAsync() {{ foreach (var item in {collection}) await Task.Run(() => item); }} public void Register(string item) => {change}; }}");

    [Theory]
    [InlineData("public async Task CheckAsync() { if (_n == 0) { await Task.Yield(); {|ASYNCRACE002 info:_n = 1|}; } }")]
    [InlineData("public Task CheckAsync() => CheckAsync(1); public async Task CheckAsync(int to) { if (_n == 0) { await Task.Yield(); {|ASYNCRACE002 info:_n = to|}; } }")]
    [InlineData("public async Task StartAsync() { await CheckAsync(); } public async Task CheckAsync() { if (_n == 0) { await Task.Yield(); {|ASYNCRACE002 info:_n = 1|}; } }")]
    [InlineData("public int N { set => _n = value; } public async Task CheckAsync() { if (_n == 0) { await Task.Yield(); {|ASYNCRACE002 info:_n = 1|}; } }")]
    [InlineData("public async Task AAsync() { await CheckAsync(); } public async Task BAsync() { await CheckAsync(); } private async Task CheckAsync() { if (_n == 0) { await Task.Yield(); {|ASYNCRACE002 info:_n = 1|}; } }")]
    [InlineData("public async Task AAsync() { await CheckAsync(); } public async Task CheckAsync() { if (_n == 0) { await Task.Yield(); {|ASYNCRACE002 info:_n = 1|}; } }")]
    [InlineData("public Func<Task> A() => async () => await CheckAsync(); public async Task BAsync() { await CheckAsync(); } private async Task CheckAsync() { if (_n == 0) { await Task.Yield(); {|ASYNCRACE002 info:_n = 1|}; } }")]
    [InlineData("public async Task CheckAsync() { if (_o == null) { await Task.Yield(); {|ASYNCRACE007:_o = new()|}; } }")]
    [InlineData("public async Task AAsync() { await CheckAsync(); } public async Task BAsync() { await CheckAsync(); } private async Task CheckAsync() { if (_o == null) { await Task.Yield(); {|ASYNCRACE007:_o = new()|}; } }")]
    [InlineData("public async Task CheckAsync() { if (_list == null) { await Task.Yield(); {|ASYNCRACE007:_list = new()|}; } } public void Put() => _list.Add(1);")]
    [InlineData("public async Task CheckAsync() { if (_list == null) { await Task.Yield(); {|ASYNCRACE007 info:_list = new()|}; } } public int Count() => _list.Count;")]
    // Of what holds on to nothing, only the time is lost.
    [InlineData("public async Task CheckAsync() { if (_plain == null) { await Task.Yield(); {|ASYNCRACE007 info:_plain = new()|}; } }")]
    [InlineData("public async Task CheckAsync() { if (_task == null) { await Task.Yield(); {|ASYNCRACE007 info:_task = Task.Run(() => 1)|}; } }")]
    [InlineData("static object s_plain; public async Task CheckAsync() { if (s_plain == null) { await Task.Yield(); {|ASYNCRACE007 info:s_plain = new()|}; } }")]
    [InlineData("static System.IO.MemoryStream s_stream; public async Task CheckAsync() { if (s_stream == null) { await Task.Yield(); {|ASYNCRACE007:s_stream = new()|}; } }")]
    [InlineData("static object s_plain; public async void Check() { if (s_plain == null) { await Task.Yield(); {|ASYNCRACE007 info:s_plain = new()|}; } }")]
    [InlineData("public async Task AAsync() { await CheckAsync(); } private async Task CheckAsync() { if (_o == null) { await Task.Yield(); {|ASYNCRACE007 info:_o = new()|}; } }")]
    public Task Singleton_IsSharedWhereItIsAskedForWhatItMakes(string members) => EngineTest.VerifyAsync(
        "public class Jobs { int _n; object _plain; System.IO.MemoryStream _o; List<int> _list; Task _task; " + members + " }", Container, "public static class Startup { public static void Add(IServiceCollection services) { services.AddSingleton<Jobs>(); } }");
}
