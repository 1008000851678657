namespace AsyncRace.CodeFixes.Tests;

/// <summary>What is told only where the options ask for it has the fixes that its fellows have, where they make sense.</summary>
public sealed class OptInFixTests
{
    private const string Lookup = """
        public class Prices
        {
            private readonly Dictionary<string, int> _prices = new();

            public async Task<int> OfAsync(string name)
            {
                if (!_prices.ContainsKey(name))
                {
                    var price = await AskAsync(name);
                    {|ASYNCRACE002:_prices[name] = price|};
                }

                return _prices[name];
            }

            private static async Task<int> AskAsync(string name)
            {
                await Task.Yield();
                return name.Length;
            }
        }
        """;

    [Fact]
    public Task Element_IsCheckedAgain() => VerifyAsync(FixTest.CheckAgain, Lookup,
        """
        public class Prices
        {
            private readonly Dictionary<string, int> _prices = new();

            public async Task<int> OfAsync(string name)
            {
                if (!_prices.ContainsKey(name))
                {
                    var price = await AskAsync(name);
                    if (!_prices.ContainsKey(name))
                    {
                        _prices[name] = price;
                    }
                }

                return _prices[name];
            }

            private static async Task<int> AskAsync(string name)
            {
                await Task.Yield();
                return name.Length;
            }
        }
        """);

    [Fact]
    public Task Element_IsGuarded() => VerifyAsync(FixTest.Guard, Lookup,
        """
        using AsyncRace.Threading;

        public class Prices
        {
            private readonly Dictionary<string, int> _prices = new();
            private readonly AsyncLock _pricesLock = new();

            public async Task<int> OfAsync(string name)
            {
                using (await _pricesLock.LockAsync())
                {
                    if (!_prices.ContainsKey(name))
                    {
                        var price = await AskAsync(name);
                        _prices[name] = price;
                    }

                    return _prices[name];
                }
            }

            private static async Task<int> AskAsync(string name)
            {
                await Task.Yield();
                return name.Length;
            }
        }
        """);

    private const string Cart = """
        public class Order
        {
            public int Total { get; set; }
        }

        public class Cart
        {
            private Order _order = new();

            public void Begin() => _order = new();

            public async Task PriceAsync()
            {
                /* statement */
            }

            private static async Task<int> AskAsync()
            {
                await Task.Yield();
                return 1;
            }
        }
        """;

    [Fact]
    public Task Receiver_IsLookedUpAfterTheAwait() => VerifyAsync(
        FixTest.ReadAgain,
        Cart.Replace("/* statement */", "{|ASYNCRACE001:_order.Total = await AskAsync()|};", StringComparison.Ordinal),
        Cart.Replace("/* statement */", "var value = await AskAsync();\n        _order.Total = value;", StringComparison.Ordinal));

    // Who replaces the object would not take the lock.
    [Fact]
    public Task Receiver_IsNotGuarded() => OffersNoneAsync(
        FixTest.Guard, Cart.Replace("/* statement */", "{|ASYNCRACE001:_order.Total = await AskAsync()|};", StringComparison.Ordinal));

    private const string Session = """
        public record Session(int Id);

        public class Connection
        {
            private Session _session = new(0);

            public async Task RenewAsync()
            {
                {|ASYNCRACE001:_session = await RenewAsync(_session.Id)|};
            }

            private static async Task<Session> RenewAsync(int id)
            {
                await Task.Yield();
                return new Session(id + 1);
            }
        }
        """;

    [Fact]
    public Task ReloadedValue_IsGuarded() => VerifyAsync(FixTest.Guard, Session,
        """
        using AsyncRace.Threading;

        public record Session(int Id);

        public class Connection
        {
            private Session _session = new(0);
            private readonly AsyncLock _sessionLock = new();

            public async Task RenewAsync()
            {
                using (await _sessionLock.LockAsync())
                {
                    _session = await RenewAsync(_session.Id);
                }
            }

            private static async Task<Session> RenewAsync(int id)
            {
                await Task.Yield();
                return new Session(id + 1);
            }
        }
        """);

    // The call needs what was read.
    [Fact]
    public Task ReloadedValue_IsNotReadAgain() => OffersNoneAsync(FixTest.ReadAgain, Session);

    private const string Handler = """
        public class Order
        {
            public int Total { get; set; }
        }

        public class Handler
        {
            public async Task HandleAsync(Order order)
            {
                if (order.Total == 0)
                {
                    var total = await AskAsync();
                    {|ASYNCRACE002:order.Total = total|};
                }
            }

            private static async Task<int> AskAsync()
            {
                await Task.Yield();
                return 1;
            }
        }
        """;

    [Fact]
    public Task MemberOfAParameter_IsCheckedAgain() => VerifyAsync(FixTest.CheckAgain, Handler,
        Handler.Replace(
            "            {|ASYNCRACE002:order.Total = total|};",
            "            if (order.Total == 0)\n            {\n                order.Total = total;\n            }", StringComparison.Ordinal));

    // A lock of the handler's, or a local one, would not keep others from the order.
    [Theory]
    [InlineData(FixTest.Guard)]
    [InlineData(FixTest.FastPath)]
    public Task MemberOfAParameter_IsNotGuarded(string key) => OffersNoneAsync(key, Handler);

    [Theory]
    [InlineData(FixTest.Guard)]
    [InlineData(FixTest.ReadAgain)]
    [InlineData(FixTest.CheckAgain)]
    public Task RestoredValue_IsLeftToAPerson(string key)
    {
        string source = """
            public class Report
            {
                private string _culture = "en";

                public async Task WriteAsync(string culture)
                {
                    var old = _culture;
                    _culture = culture;
                    try
                    {
                        await Task.Yield();
                    }
                    finally
                    {
                        {|ASYNCRACE001:_culture = old|};
                    }
                }
            }
            """;
        return OffersNoneAsync(key, source);
    }

    private static Task OffersNoneAsync(string key, string source) => VerifyAsync(key, source, source);

    private static Task VerifyAsync(string key, string source, string fixedSource) =>
        FixTest.With(key, source, fixedSource).Where("asyncrace_confidence = low\nasyncrace_include_parameters = true").RunAsync();
}
