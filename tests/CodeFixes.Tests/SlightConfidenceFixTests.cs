namespace AsyncRace.CodeFixes.Tests;

/// <summary>What is told only where little confidence is asked for has the fixes that its fellows have, where they make sense.</summary>
public sealed class SlightConfidenceFixTests
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
        return VerifyAsync(key, source, source);
    }

    private static Task VerifyAsync(string key, string source, string fixedSource)
    {
        var test = FixTest.With(key, source, fixedSource);
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\nasyncrace_confidence = low\n"));
        return test.RunAsync();
    }
}
