namespace AsyncRace.CodeFixes.Tests;

/// <summary>002 and 007: the check is made once without the lock, and again inside.</summary>
public sealed class FastPathTests
{
    [Theory]
    [InlineData(
        """
        // Connected on first use.
                if (_client is null)
                {
                    {|ASYNCRACE007:_client = await ConnectAsync()|};
                }

                return _client;
        """,
        """
        // Connected on first use.
                if (_client is null)
                {
                    using (await _clientLock.LockAsync())
                    {
                        if (_client is null)
                        {
                            _client = await ConnectAsync();
                        }
                    }
                }

                return _client;
        """)]
    [InlineData(
        """
        if (_client is not null)
                    return _client;

                var client = await ConnectAsync();
                {|ASYNCRACE007:_client = client|};
                return client;
        """,
        """
        if (_client is not null)
                    return _client;
                using (await _clientLock.LockAsync())
                {
                    if (_client is not null)
                        return _client;

                    var client = await ConnectAsync();
                    _client = client;
                    return client;
                }
        """)]
    [InlineData(
        """
        return {|ASYNCRACE007:_client ??= await ConnectAsync()|};
        """,
        """
        if (_client is null)
                {
                    using (await _clientLock.LockAsync())
                    {
                        _client ??= await ConnectAsync();
                    }
                }
                return _client;
        """)]
    [InlineData(
        """
        {|ASYNCRACE007:_client ??= await ConnectAsync()|};
                return _client;
        """,
        """
        if (_client is null)
                {
                    using (await _clientLock.LockAsync())
                    {
                        _client ??= await ConnectAsync();
                    }
                }
                return _client;
        """)]
    public Task Initialization_CheckedTwice(string body, string expected) => FixTest.FixesAsync(
        FixTest.FastPath, Pool($"public async Task<string> GetAsync()\n    {{\n        {body}\n    }}"), Pool($"public async Task<string> GetAsync()\n    {{\n        {expected}\n    }}", isFixed: true));

    [Fact]
    public Task Expression_BecomesABlock() => FixTest.FixesAsync(
        FixTest.FastPath,
        Pool("public async Task<string> GetAsync() => {|ASYNCRACE007:_client ??= await ConnectAsync()|};"),
        Pool(
            """
            public async Task<string> GetAsync()
                {
                    if (_client is null)
                    {
                        using (await _clientLock.LockAsync())
                        {
                            _client ??= await ConnectAsync();
                        }
                    }
                    return _client;
                }
            """,
            isFixed: true));

    [Fact]
    public Task CheckBeforeALockThatIsThere_IsMadeInsideAsWell() => FixTest.FixesAsync(
        FixTest.FastPath,
        """
        public class Feed
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private bool _started;

            public async Task StartAsync(Func<Task> open)
            {
                // Once is enough.
                if (_started) return;
                await _gate.WaitAsync();
                try
                {
                    await open();
                    {|ASYNCRACE002:_started = true|};
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """,
        """
        public class Feed
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private bool _started;

            public async Task StartAsync(Func<Task> open)
            {
                // Once is enough.
                if (_started) return;
                await _gate.WaitAsync();
                try
                {
                    if (_started) return;
                    await open();
                    _started = true;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    /// <summary>A dictionary must not be read while someone writes to it.</summary>
    [Fact]
    public Task CheckOfACollection_IsNotOffered() => FixTest.OffersNoneAsync(
        FixTest.FastPath,
        """
        public class Registry
        {
            private readonly Dictionary<string, int> _ids = new();

            public async Task RegisterAsync(string name, Task<int> next)
            {
                if (_ids.ContainsKey(name))
                    return;
                var id = await next;
                {|ASYNCRACE002:_ids.Add(name, id)|};
            }
        }
        """);

    /// <summary>A value of sixteen bytes can be read half written.</summary>
    [Fact]
    public Task CheckOfALargeValue_IsNotOffered() => FixTest.OffersNoneAsync(
        FixTest.FastPath,
        """
        public class Account
        {
            private decimal _balance;

            public async Task PayAsync(decimal price, Func<Task> confirm)
            {
                if (_balance < price)
                    return;
                await confirm();
                {|ASYNCRACE002:_balance -= price|};
            }
        }
        """);

    private static string Pool(string getter, bool isFixed = false) => $$"""
        {{(isFixed ? "using AsyncRace.Threading;\n\n" : "")}}public class Pool
        {
            private string? _client;
        {{(isFixed ? "    private readonly AsyncLock _clientLock = new();\n" : "")}}
            {{getter}}

            private static async Task<string> ConnectAsync()
            {
                await Task.Delay(1);
                return "";
            }
        }
        """;
}
