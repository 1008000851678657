namespace AsyncRace.CodeFixes.Tests;

/// <summary>Every test of a fix runs Fix All too; these are the ones in which documents, projects and types differ.</summary>
public sealed class FixAllTests
{
    [Fact]
    public async Task SeveralDocumentsAndProjects()
    {
        var test = FixTest.With(FixTest.Guard, Type("Counter", "_count", fix: false), Type("Counter", "_count", fix: true));
        test.TestState.Sources.Add(("/0/Account.cs", Type("Account", "_balance", fix: false)));
        test.FixedState.Sources.Add(("/0/Account.cs", Type("Account", "_balance", fix: true)));
        test.TestState.AdditionalProjects["Other"].Sources.Add(FullyQualified(Type("Stats", "_sum", fix: false)));
        test.TestState.AdditionalProjects["Other"].AdditionalReferences.Add(typeof(AsyncRace.Threading.AsyncLock).Assembly);
        test.FixedState.AdditionalProjects["Other"].Sources.Add(FullyQualified(Type("Stats", "_sum", fix: true)));
        test.NumberOfFixAllInDocumentIterations = 3;
        test.NumberOfFixAllInProjectIterations = 2;
        await test.RunAsync();
    }

    [Fact]
    public async Task SeveralLocationsOfAType_OneLockEach()
    {
        var test = FixTest.With(
            FixTest.Guard,
            """
            public class Stats
            {
                private int _sum;
                private int _calls;

                public async Task AddAsync(Task<int> value)
                {
                    {|ASYNCRACE001:_sum += await value|};
                }

                public async Task CallAsync(Task<int> value)
                {
                    {|ASYNCRACE001:_calls += await value|};
                }

                public async Task BackAsync(Task<int> value)
                {
                    {|ASYNCRACE001:_sum -= await value|};
                }
            }
            """,
            """
            using AsyncRace.Threading;

            public class Stats
            {
                private int _sum;
                private int _calls;
                private readonly AsyncLock _sumLock = new();
                private readonly AsyncLock _callsLock = new();

                public async Task AddAsync(Task<int> value)
                {
                    using (await _sumLock.LockAsync())
                    {
                        _sum += await value;
                    }
                }

                public async Task CallAsync(Task<int> value)
                {
                    using (await _callsLock.LockAsync())
                    {
                        _calls += await value;
                    }
                }

                public async Task BackAsync(Task<int> value)
                {
                    using (await _sumLock.LockAsync())
                    {
                        _sum -= await value;
                    }
                }
            }
            """);
        test.NumberOfIncrementalIterations = 2;
        await test.RunAsync();
    }

    [Fact]
    public Task SectionsThatOverlap_ShareALock() => FixTest.GuardsAsync(
            """
            public class Stats
            {
                private int _sum;
                private int _peak;

                public async Task AddAsync(Task<int> next)
                {
                    var sum = _sum;
                    await Task.Delay(1);
                    var peak = _peak;
                    {|ASYNCRACE001:_sum = sum + await next|};
                    await Task.Delay(2);
                    {|ASYNCRACE001:_peak = peak + 1|};
                }

                public async Task RaiseAsync(Task<int> next)
                {
                    {|ASYNCRACE001:_peak += await next|};
                }
            }
            """,
            """
            using AsyncRace.Threading;

            public class Stats
            {
                private int _sum;
                private int _peak;
                private readonly AsyncLock _sumLock = new();

                public async Task AddAsync(Task<int> next)
                {
                    using (await _sumLock.LockAsync())
                    {
                        var sum = _sum;
                        await Task.Delay(1);
                        var peak = _peak;
                        _sum = sum + await next;
                        await Task.Delay(2);
                        _peak = peak + 1;
                    }
                }

                public async Task RaiseAsync(Task<int> next)
                {
                    using (await _sumLock.LockAsync())
                    {
                        _peak += await next;
                    }
                }
            }
            """);

    [Fact]
    public async Task ReadAgain_EveryStatementOnItsOwn()
    {
        var test = FixTest.With(
            FixTest.ReadAgain,
            """
            public class Stats
            {
                private int _sum;

                public async Task AddAsync(Task<int> value)
                {
                    {|ASYNCRACE001:_sum += await value|};
                    {|ASYNCRACE001:_sum -= await value|};
                    var before = _sum;
                    await value;
                    {|ASYNCRACE001:_sum = before * 2|};
                }
            }
            """,
            """
            public class Stats
            {
                private int _sum;

                public async Task AddAsync(Task<int> value)
                {
                    var value2 = await value;
                    _sum += value2;
                    var value3 = await value;
                    _sum -= value3;
                    await value;
                    var before = _sum;
                    _sum = before * 2;
                }
            }
            """);
        await test.RunAsync();
    }

    private static string Type(string name, string field, bool fix) => fix
        ? $$"""
        using AsyncRace.Threading;

        public class {{name}}
        {
            private int {{field}};
            private readonly AsyncLock {{field}}Lock = new();

            public async Task AddAsync(Task<int> value)
            {
                using (await {{field}}Lock.LockAsync())
                {
                    {{field}} += await value;
                }
            }

            public void Reset()
            {
                using ({{field}}Lock.Lock())
                {
                    {{field}} = 0;
                }
            }
        }
        """
        : $$"""
        public class {{name}}
        {
            private int {{field}};

            public async Task AddAsync(Task<int> value)
            {
                {|ASYNCRACE001:{{field}} += await value|};
            }

            public void Reset() => {{field}} = 0;
        }
        """;

    private static string FullyQualified(string source) => source.Replace("Task<int>", "System.Threading.Tasks.Task<int>", StringComparison.Ordinal).Replace("async Task ", "async System.Threading.Tasks.Task ", StringComparison.Ordinal);
}
