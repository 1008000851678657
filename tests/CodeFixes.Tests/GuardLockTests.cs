using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace AsyncRace.CodeFixes.Tests;

/// <summary>Which lock guards a location, where it is declared, and how it is called.</summary>
public sealed class GuardLockTests
{
    private const string One = """

            private static async Task<int> OneAsync()
            {
                await Task.Yield();
                return 1;
            }
        }
        """;

    [Fact]
    public Task StaticLocation_StaticLock() => FixTest.GuardsAsync(
        """
        public static class Total
        {
            private static int s_total;

            public static async Task AddAsync()
            {
                {|ASYNCRACE001:s_total += await OneAsync()|};
            }
        """ + One,
        """
        using AsyncRace.Threading;

        public static class Total
        {
            private static int s_total;
            private static readonly AsyncLock s_totalLock = new();

            public static async Task AddAsync()
            {
                using (await s_totalLock.LockAsync())
                {
                    s_total += await OneAsync();
                }
            }
        """ + One);

    [Fact]
    public Task AutoProperty_LockIsNamedInTheStyleOfTheFields() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private readonly string name = "c";

            public int Count { get; private set; }

            public string Name => name;

            public async Task AddAsync()
            {
                {|ASYNCRACE001:Count += await OneAsync()|};
            }
        """ + One,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private readonly string name = "c";
            private readonly AsyncLock countLock = new();

            public int Count { get; private set; }

            public string Name => name;

            public async Task AddAsync()
            {
                using (await countLock.LockAsync())
                {
                    Count += await OneAsync();
                }
            }
        """ + One);

    [Fact]
    public Task TypeWithoutFields_LockComesFirst() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            public int Count { get; private set; }

            public async Task AddAsync()
            {
                {|ASYNCRACE001:Count += await OneAsync()|};
            }
        """ + One,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private readonly AsyncLock _countLock = new();

            public int Count { get; private set; }

            public async Task AddAsync()
            {
                using (await _countLock.LockAsync())
                {
                    Count += await OneAsync();
                }
            }
        """ + One);

    [Fact]
    public Task NameThatIsTaken_GetsANumber() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private readonly object _countLock = new();
            private int _count;

            public object Gate => _countLock;

            public async Task AddAsync()
            {
                {|ASYNCRACE001:_count += await OneAsync()|};
            }
        """ + One,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private readonly object _countLock = new();
            private int _count;
            private readonly AsyncLock _countLock2 = new();

            public object Gate => _countLock;

            public async Task AddAsync()
            {
                using (await _countLock2.LockAsync())
                {
                    _count += await OneAsync();
                }
            }
        """ + One);

    [Fact]
    public Task MemberChain_IsGuardedByALockNamedAfterIt() => FixTest.GuardsAsync(
        """
        public sealed class Link { public int Uses; }

        public class Client
        {
            private readonly Link _link = new();

            public async Task UseAsync()
            {
                {|ASYNCRACE001:_link.Uses += await OneAsync()|};
            }
        """ + One,
        """
        using AsyncRace.Threading;

        public sealed class Link { public int Uses; }

        public class Client
        {
            private readonly Link _link = new();
            private readonly AsyncLock _linkUsesLock = new();

            public async Task UseAsync()
            {
                using (await _linkUsesLock.LockAsync())
                {
                    _link.Uses += await OneAsync();
                }
            }
        """ + One);

    [Fact]
    public Task LockThatTheTypeUsesForTheLocation_IsUsedAgain()
    {
        var test = FixTest.With(
            FixTest.Guard,
            """
            public class Counter
            {
                private readonly SemaphoreSlim _gate = new(1, 1);
                private int _count;

                public async Task ResetAsync()
                {
                    await _gate.WaitAsync();
                    try
                    {
                        _count = 0;
                    }
                    finally
                    {
                        _gate.Release();
                    }
                }

                public async Task AddAsync()
                {
                    {|ASYNCRACE001:_count += await OneAsync()|};
                }
            """ + One,
            """
            public class Counter
            {
                private readonly SemaphoreSlim _gate = new(1, 1);
                private int _count;

                public async Task ResetAsync()
                {
                    await _gate.WaitAsync();
                    try
                    {
                        _count = 0;
                    }
                    finally
                    {
                        _gate.Release();
                    }
                }

                public async Task AddAsync()
                {
                    await _gate.WaitAsync();
                    try
                    {
                        _count += await OneAsync();
                    }
                    finally
                    {
                        _gate.Release();
                    }
                }
            """ + One);
        test.CodeActionVerifier = static (action, verifier) => verifier.Equal("Guard '_count' with '_gate'", action.Title);
        return test.RunAsync();
    }

    [Fact]
    public Task LockThatIsTakenAfterTheCheck_IsTakenBeforeIt() => FixTest.GuardsAsync(
        """
        public class Sessions
        {
            private readonly SemaphoreSlim _gate = new SemaphoreSlim(1, 1);
            private readonly List<string> _sessions = new();
            private bool _closed;

            public void Close() => _closed = true;

            public async Task OpenAsync(string name, CancellationToken ct)
            {
                ArgumentNullException.ThrowIfNull(name);

                // known already
                if (_sessions.Contains(name))
                {
                    return;
                }

                await _gate.WaitAsync(ct).ConfigureAwait(false);
                try
                {
                    if (_closed) return;
                    await Task.Delay(1).ConfigureAwait(false);
                    {|ASYNCRACE002:_sessions.Add(name)|};
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """,
        """
        public class Sessions
        {
            private readonly SemaphoreSlim _gate = new SemaphoreSlim(1, 1);
            private readonly List<string> _sessions = new();
            private bool _closed;

            public void Close() => _closed = true;

            public async Task OpenAsync(string name, CancellationToken ct)
            {
                ArgumentNullException.ThrowIfNull(name);

                await _gate.WaitAsync(ct).ConfigureAwait(false);
                try
                {
                    // known already
                    if (_sessions.Contains(name))
                    {
                        return;
                    }

                    if (_closed) return;
                    await Task.Delay(1).ConfigureAwait(false);
                    _sessions.Add(name);
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task LockOfAnotherLibrary_IsUsedByItsShape() => FixTest.GuardsAsync(
        """
        public sealed class Mutex2
        {
            public Task<IDisposable> LockAsync() => throw new NotSupportedException();

            public IDisposable Lock() => throw new NotSupportedException();
        }

        public class Counter
        {
            private readonly Mutex2 _mutex = new();
            private int _count;

            public async Task ResetAsync()
            {
                using (await _mutex.LockAsync())
                {
                    _count = 0;
                }
            }

            public void Clear() => _count = 0;

            public async Task AddAsync()
            {
                {|ASYNCRACE001:_count += await OneAsync()|};
            }
        """ + One,
        """
        public sealed class Mutex2
        {
            public Task<IDisposable> LockAsync() => throw new NotSupportedException();

            public IDisposable Lock() => throw new NotSupportedException();
        }

        public class Counter
        {
            private readonly Mutex2 _mutex = new();
            private int _count;

            public async Task ResetAsync()
            {
                using (await _mutex.LockAsync())
                {
                    _count = 0;
                }
            }

            public void Clear()
            {
                using (_mutex.Lock())
                {
                    _count = 0;
                }
            }

            public async Task AddAsync()
            {
                using (await _mutex.LockAsync())
                {
                    _count += await OneAsync();
                }
            }
        """ + One);

    [Fact]
    public Task SemaphoreThatIsALimiter_IsNotTakenForALock() => FixTest.GuardsWithSemaphoreAsync(
        """
        public class Counter
        {
            private readonly SemaphoreSlim _limit = new(10, 10);
            private int _count;

            public async Task AddAsync()
            {
                await _limit.WaitAsync();
                try
                {
                    {|ASYNCRACE001:_count += await OneAsync()|};
                }
                finally
                {
                    _limit.Release();
                }
            }
        """ + One,
        """
        public class Counter
        {
            private readonly SemaphoreSlim _limit = new(10, 10);
            private int _count;
            private readonly SemaphoreSlim _countLock = new(1, 1);

            public async Task AddAsync()
            {
                await _limit.WaitAsync();
                try
                {
                    await _countLock.WaitAsync();
                    try
                    {
                        _count += await OneAsync();
                    }
                    finally
                    {
                        _countLock.Release();
                    }
                }
                finally
                {
                    _limit.Release();
                }
            }
        """ + One);

    [Fact]
    public Task Record_LockIsStaticBecauseItsFieldsAreItsValue() => FixTest.GuardsAsync(
        """
        public record Tally(string Name)
        {
            private int _count;

            public async Task AddAsync()
            {
                {|ASYNCRACE001:_count += await OneAsync()|};
            }
        """ + One,
        """
        using AsyncRace.Threading;

        public record Tally(string Name)
        {
            private int _count;
            private static readonly AsyncLock _countLock = new();

            public async Task AddAsync()
            {
                using (await _countLock.LockAsync())
                {
                    _count += await OneAsync();
                }
            }
        """ + One);

    [Fact]
    public Task StructWithAStaticLocation() => FixTest.GuardsAsync(
        """
        public struct Tally
        {
            private static int _count;

            public static async Task AddAsync()
            {
                {|ASYNCRACE001:_count += await OneAsync()|};
            }
        """ + One,
        """
        using AsyncRace.Threading;

        public struct Tally
        {
            private static int _count;
            private static readonly AsyncLock _countLock = new();

            public static async Task AddAsync()
            {
                using (await _countLock.LockAsync())
                {
                    _count += await OneAsync();
                }
            }
        """ + One);

    [Fact]
    public Task PrimaryConstructor_KeepsItsParameters() => FixTest.GuardsAsync(
        """
        public class Counter(string name)
        {
            private int _count;

            public string Name => name;

            public async Task AddAsync()
            {
                {|ASYNCRACE001:_count += await OneAsync()|};
            }
        """ + One,
        """
        using AsyncRace.Threading;

        public class Counter(string name)
        {
            private int _count;
            private readonly AsyncLock _countLock = new();

            public string Name => name;

            public async Task AddAsync()
            {
                using (await _countLock.LockAsync())
                {
                    _count += await OneAsync();
                }
            }
        """ + One);

    [Fact]
    public async Task PartialType_InTwoFiles()
    {
        var test = FixTest.With(
            FixTest.Guard,
            """
            public partial class Counter
            {
                public async Task AddAsync()
                {
                    {|ASYNCRACE001:_count += await OneAsync()|};
                }
            """ + One,
            """
            public partial class Counter
            {
                public async Task AddAsync()
                {
                    using (await _countLock.LockAsync())
                    {
                        _count += await OneAsync();
                    }
                }
            """ + One);
        test.TestState.Sources.Add(("/0/Counter.State.cs", """
            using System.IO;

            public partial class Counter
            {
                private int _count;

                public void Reset(Stream s) => _count = 0;
            }
            """));
        test.FixedState.Sources.Add(("/0/Counter.State.cs", """
            using System.IO;
            using AsyncRace.Threading;

            public partial class Counter
            {
                private int _count;
                private readonly AsyncLock _countLock = new();

                public void Reset(Stream s)
                {
                    using (_countLock.Lock())
                    {
                        _count = 0;
                    }
                }
            }
            """));
        await test.RunAsync();
    }

    [Fact]
    public Task UsingsInOrder_UnderTheLicence() => FixTest.GuardsAsync(
        """
        // Licensed to nobody.

        using System.Text;
        using Xyz;

        namespace Xyz
        {
            public class Counter
            {
                private int _count;

                public StringBuilder? Text { get; set; }

                public async Task AddAsync(Task<int> value)
                {
                    {|ASYNCRACE001:_count += await value|};
                }
            }
        }
        """,
        """
        // Licensed to nobody.

        using System.Text;
        using AsyncRace.Threading;
        using Xyz;

        namespace Xyz
        {
            public class Counter
            {
                private int _count;
                private readonly AsyncLock _countLock = new();

                public StringBuilder? Text { get; set; }

                public async Task AddAsync(Task<int> value)
                {
                    using (await _countLock.LockAsync())
                    {
                        _count += await value;
                    }
                }
            }
        }
        """);

    [Fact]
    public Task LicenceWithoutUsings_StaysOnTop() => FixTest.GuardsAsync(
        """
        // Licensed to nobody.

        /// <summary>Counts.</summary>
        public class Counter
        {
            private int _count;

            public async Task AddAsync(Task<int> value)
            {
                {|ASYNCRACE001:_count += await value|};
            }
        }
        """,
        """
        // Licensed to nobody.

        using AsyncRace.Threading;

        /// <summary>Counts.</summary>
        public class Counter
        {
            private int _count;
            private readonly AsyncLock _countLock = new();

            public async Task AddAsync(Task<int> value)
            {
                using (await _countLock.LockAsync())
                {
                    _count += await value;
                }
            }
        }
        """);

    [Fact]
    public Task AnotherTypeNamedAsyncLock_TheLockIsWrittenInFull() => FixTest.GuardsAsync(
        """
        namespace Mine;

        public class AsyncLock { }

        public class Counter
        {
            private int _count;

            public async Task AddAsync(Task<int> value)
            {
                {|ASYNCRACE001:_count += await value|};
            }
        }
        """,
        """
        namespace Mine;

        public class AsyncLock { }

        public class Counter
        {
            private int _count;
            private readonly AsyncRace.Threading.AsyncLock _countLock = new();

            public async Task AddAsync(Task<int> value)
            {
                using (await _countLock.LockAsync())
                {
                    _count += await value;
                }
            }
        }
        """);

    [Fact]
    public async Task Option_AsksForASemaphore()
    {
        var test = FixTest.With(
            FixTest.Guard,
            """
            public class Counter
            {
                private int _count;

                public async Task AddAsync(Task<int> value)
                {
                    {|ASYNCRACE001:_count += await value|};
                }
            }
            """,
            """
            public class Counter
            {
                private int _count;
                private readonly SemaphoreSlim _countLock = new(1, 1);

                public async Task AddAsync(Task<int> value)
                {
                    await _countLock.WaitAsync();
                    try
                    {
                        _count += await value;
                    }
                    finally
                    {
                        _countLock.Release();
                    }
                }
            }
            """);
        test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\nasyncrace_fix_lock = semaphore\n"));
        await test.RunAsync();
    }

    [Fact]
    public async Task TopLevelStatements_LockIsALocal()
    {
        var test = FixTest.With(
            FixTest.Guard,
            """
            var total = 0;

            await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
            {
                {|ASYNCRACE001:total += await Task.Run(() => i)|};
            }));
            Console.WriteLine(total);
            """,
            """
            using AsyncRace.Threading;

            var total = 0;
            var totalLock = new AsyncLock();

            await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
            {
                using (await totalLock.LockAsync())
                {
                    total += await Task.Run(() => i);
                }
            }));
            Console.WriteLine(total);
            """);
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        await test.RunAsync();
    }

    [Fact]
    public Task CapturedLocal_WithASemaphore() => FixTest.GuardsWithSemaphoreAsync(
        """
        public class Summer
        {
            public async Task<int> SumAsync(int[] values)
            {
                int sum = 0;
                await Task.WhenAll(values.Select(async value => { {|ASYNCRACE001:sum += await Task.Run(() => value)|}; }));
                return sum;
            }
        }
        """,
        """
        public class Summer
        {
            public async Task<int> SumAsync(int[] values)
            {
                int sum = 0;
                var sumLock = new SemaphoreSlim(1, 1);
                await Task.WhenAll(values.Select(async value =>
                {
                    await sumLock.WaitAsync();
                    try
                    {
                        sum += await Task.Run(() => value);
                    }
                    finally
                    {
                        sumLock.Release();
                    }
                }));
                return sum;
            }
        }
        """);

    [Fact]
    public Task LambdaThatIsAnExpression_BecomesABlock() => FixTest.GuardsAsync(
        """
        public class Summer
        {
            private int _sum;

            public async Task<int[]> SumAsync(int[] values)
            {
                return await Task.WhenAll(
                    values.Select(async value => {|ASYNCRACE001:_sum += await Task.Run(() => value)|}));
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Summer
        {
            private int _sum;
            private readonly AsyncLock _sumLock = new();

            public async Task<int[]> SumAsync(int[] values)
            {
                return await Task.WhenAll(
                    values.Select(async value =>
                    {
                        using (await _sumLock.LockAsync())
                        {
                            return _sum += await Task.Run(() => value);
                        }
                    }));
            }
        }
        """);

    [Fact]
    public Task LocalFunction_ThatRunsConcurrently() => FixTest.GuardsAsync(
        """
        public class Summer
        {
            private int _sum;

            public async Task SumAsync(int[] values)
            {
                await Task.WhenAll(values.Select(AddAsync));

                async Task AddAsync(int value)
                {
                    // slowly
                    {|ASYNCRACE001:_sum += await Task.Run(() => value)|};
                }
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Summer
        {
            private int _sum;
            private readonly AsyncLock _sumLock = new();

            public async Task SumAsync(int[] values)
            {
                await Task.WhenAll(values.Select(AddAsync));

                async Task AddAsync(int value)
                {
                    using (await _sumLock.LockAsync())
                    {
                        // slowly
                        _sum += await Task.Run(() => value);
                    }
                }
            }
        }
        """);

    [Fact]
    public async Task Titles_AreForPeople()
    {
        List<string> titles = [];
        foreach (var (key, companion, title) in new[]
        {
            (FixTest.Guard, true, "Guard '_count' with an async lock"),
            (FixTest.Guard, false, "Guard '_count' with a SemaphoreSlim"),
            (FixTest.ReadAgain, true, "Read '_count' again after the await"),
        })
        {
            var test = FixTest.With(key, Source, "", companion);
            test.CodeActionVerifier = (action, _) => titles.Add(action.Title);
            await Assert.ThrowsAsync<VerificationException>(() => test.RunAsync());
            Assert.Contains(title, titles);
        }
    }

    private const string Source = """
        public class Counter
        {
            private int _count;

            public async Task AddAsync(Task<int> value)
            {
                {|ASYNCRACE001:_count += await value|};
            }
        }
        """;

    [Fact]
    public Task LockThatIsTriedForAfterTheRead_IsTriedForBeforeIt() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private int _count;
            private int _other;

            public async Task AddAsync()
            {
                await _gate.WaitAsync();
                try
                {
                    _other = ++_count;
                    await Task.Delay(_other);
                }
                finally
                {
                    _gate.Release();
                }
            }

            public async Task UpdateAsync()
            {
                // What it was.
                var before = _count;
                if (!await _gate.WaitAsync(100)) return;
                try
                {
                    {|ASYNCRACE001:_count = before + 1|};
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """,
        """
        public class Counter
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private int _count;
            private int _other;

            public async Task AddAsync()
            {
                await _gate.WaitAsync();
                try
                {
                    _other = ++_count;
                    await Task.Delay(_other);
                }
                finally
                {
                    _gate.Release();
                }
            }

            public async Task UpdateAsync()
            {
                if (!await _gate.WaitAsync(100)) return;
                try
                {
                    // What it was.
                    var before = _count;
                    _count = before + 1;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);
}
