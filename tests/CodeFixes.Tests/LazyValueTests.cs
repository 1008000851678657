namespace AsyncRace.CodeFixes.Tests;

/// <summary>007: a lazy value becomes an <c>AsyncLazy</c>, or its task is stored in its place.</summary>
public sealed class LazyValueTests
{
    public static TheoryData<string> Getters => new(
        """
        public async Task<Client> GetAsync()
            {
                if (_client is null)
                    {|ASYNCRACE007:_client = await ConnectAsync()|};
                return _client;
            }
        """,
        """
        public async Task<Client> GetAsync()
            {
                if (_client == null)
                {
                    {|ASYNCRACE007:_client = await ConnectAsync()|};
                }

                return _client!;
            }
        """,
        """
        public async Task<Client> GetAsync()
            {
                if (_client is not null) { return _client; }
                return {|ASYNCRACE007:_client = await ConnectAsync()|};
            }
        """,
        """
        public async Task<Client> GetAsync()
            {
                if (_client != null) return _client;
                {|ASYNCRACE007:_client = await ConnectAsync()|};
                return _client;
            }
        """,
        """
        public async Task<Client> GetAsync()
            {
                {|ASYNCRACE007:_client ??= await ConnectAsync()|};
                return _client;
            }
        """,
        """
        public async Task<Client> GetAsync()
            {
                return {|ASYNCRACE007:_client ??= await ConnectAsync()|};
            }
        """);

    [Theory]
    [MemberData(nameof(Getters))]
    public Task EveryForm_AsAsyncLazy(string getter) => FixTest.FixesAsync(
        FixTest.AsyncLazy,
        Pool("private Client? _client; // shared", getter),
        Pool(
            "private readonly AsyncLazy<Client> _client = new(() => ConnectAsync()); // shared",
            """
            public async Task<Client> GetAsync()
                {
                    return await _client;
                }
            """,
            "AsyncRace.Threading"));

    [Theory]
    [MemberData(nameof(Getters))]
    public Task EveryForm_WithItsTaskStored(string getter) => FixTest.FixesAsync(
        FixTest.StoreTask,
        Pool("private Client? _client; // shared", getter),
        Pool(
            "private Task<Client>? _clientTask; // shared",
            """
            public async Task<Client> GetAsync()
                {
                    var task = _clientTask ??= ConnectAsync();
                    try
                    {
                        return await task;
                    }
                    catch
                    {
                        // The next caller tries again.
                        Interlocked.CompareExchange(ref _clientTask, null, task);
                        throw;
                    }
                }
            """));

    [Theory]
    [InlineData(
        FixTest.AsyncLazy,
        "private readonly AsyncLazy<Client> _client = new(() => ConnectAsync());",
        "public async Task<Client> GetAsync() => await _client.ConfigureAwait(false);")]
    [InlineData(
        FixTest.StoreTask,
        "private Task<Client>? _clientTask;",
        """
        public async Task<Client> GetAsync()
            {
                var task = _clientTask ??= ConnectAsync();
                try
                {
                    return await task.ConfigureAwait(false);
                }
                catch
                {
                    // The next caller tries again.
                    Interlocked.CompareExchange(ref _clientTask, null, task);
                    throw;
                }
            }
        """)]
    public Task Expression_AwaitedWithoutContext(string key, string field, string getter) => FixTest.FixesAsync(
        key,
        Pool("private Client? _client = null;", "public async Task<Client> GetAsync() => {|ASYNCRACE007:_client ??= await ConnectAsync().ConfigureAwait(false)|};"),
        Pool(field, getter, key == FixTest.AsyncLazy ? "AsyncRace.Threading" : null));

    [Fact]
    public Task CreationThatNeedsTheObject_IsPutIntoTheConstructor() => FixTest.FixesAsync(
        FixTest.AsyncLazy,
        """
        public class Pool
        {
            private readonly Func<string, Task<string>> _connect;
            private readonly string _name;
            private string? _client;

            public Pool(Func<string, Task<string>> connect, string name)
            {
                _connect = connect;
                _name = name;
            }

            public async Task<string> GetAsync() => {|ASYNCRACE007:_client ??= await _connect(_name)|};
        }
        """,
        """
        using AsyncRace.Threading;

        public class Pool
        {
            private readonly Func<string, Task<string>> _connect;
            private readonly string _name;
            private readonly AsyncLazy<string> _client;

            public Pool(Func<string, Task<string>> connect, string name)
            {
                _client = new(() => _connect(_name));
                _connect = connect;
                _name = name;
            }

            public async Task<string> GetAsync() => await _client;
        }
        """);

    [Fact]
    public Task PrimaryConstructorParameter_CanBeUsedByTheInitializer() => FixTest.FixesAsync(
        FixTest.AsyncLazy,
        """
        public class Pool(Func<Task<string>> connect)
        {
            private string? _client;

            public async Task<string> GetAsync() => {|ASYNCRACE007:_client ??= await connect()|};
        }
        """,
        """
        using AsyncRace.Threading;

        public class Pool(Func<Task<string>> connect)
        {
            private readonly AsyncLazy<string> _client = new(() => connect());

            public async Task<string> GetAsync() => await _client;
        }
        """);

    [Theory]
    // The first caller's token would cancel it for all.
    [InlineData("public async Task<Client> GetAsync(int port) => {|ASYNCRACE007:_client ??= await ConnectAsync(port)|};")]
    // Someone else uses it.
    [InlineData("public async Task<Client> GetAsync() => {|ASYNCRACE007:_client ??= await ConnectAsync()|}; public bool IsConnected => _client != null;")]
    // An inner type does.
    [InlineData("public async Task<Client> GetAsync() => {|ASYNCRACE007:_client ??= await ConnectAsync()|}; private sealed class Inner(Pool pool) { public bool IsConnected => pool._client != null; }")]
    // There is more to do than to make it.
    [InlineData("public async Task<Client> GetAsync() { if (_client is null) { {|ASYNCRACE007:_client = await ConnectAsync()|}; Console.WriteLine(); } return _client; }")]
    // A value task cannot be awaited twice.
    [InlineData("public async Task<Client> GetAsync() => {|ASYNCRACE007:_client ??= await QuickAsync()|};")]
    // What is written there would be lost.
    [InlineData("public async Task<Client> GetAsync() { /* once */ return {|ASYNCRACE007:_client ??= await ConnectAsync()|}; }")]
    public async Task ValueThatIsMoreThanLazy_IsNotOffered(string getter)
    {
        await FixTest.OffersNoneAsync(FixTest.AsyncLazy, Pool("private Client? _client;", getter));
        await FixTest.OffersNoneAsync(FixTest.StoreTask, Pool("private Client? _client;", getter));
    }

    [Fact]
    public Task WithoutTheCompanionTypes_NoAsyncLazy()
    {
        var source = Pool("private Client? _client;", "public async Task<Client> GetAsync() => {|ASYNCRACE007:_client ??= await ConnectAsync()|};");
        return FixTest.With(FixTest.AsyncLazy, source, source, companion: false).RunAsync();
    }

    /// <summary>A field's initializer cannot use the object, and without a constructor there is no other place.</summary>
    [Fact]
    public Task CreationThatNeedsTheObject_WithoutAConstructor_NoAsyncLazy() => FixTest.OffersNoneAsync(
        FixTest.AsyncLazy,
        """
        public class Pool
        {
            private string? _client;

            public string Name { get; set; } = "";

            public async Task<string> GetAsync() => {|ASYNCRACE007:_client ??= await ConnectAsync(Name)|};

            private static async Task<string> ConnectAsync(string name)
            {
                await Task.Delay(1);
                return name;
            }
        }
        """);

    private static string Pool(string field, string getter, string? import = null) => $$"""
        {{(import is null ? "" : $"using {import};\n\n")}}public sealed class Client;

        public class Pool
        {
            {{field}}

            {{getter}}

            private static async Task<Client> ConnectAsync(int port = 0)
            {
                await Task.Delay(port + 1);
                return new Client();
            }

            private static async ValueTask<Client> QuickAsync() => await ConnectAsync();
        }
        """;
}
