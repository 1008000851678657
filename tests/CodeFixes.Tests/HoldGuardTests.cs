using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace AsyncRace.CodeFixes.Tests;

/// <summary>Holding the lock that guards a member (ASYNCRACE004), or that the type holds for it elsewhere (ASYNCRACE005).</summary>
public sealed class HoldGuardTests
{
    private const string Key = "AsyncRace.HoldGuard";

    private static Task HoldsAsync(string source, string fixedSource) => FixTest.With(Key, source, fixedSource).RunAsync();

    private static Task OffersNothingAsync(string source) => FixTest.With(Key, source, source).RunAsync();

    private static string Counter(string member, string more = "") => $$"""
        using AsyncRace.Threading;

        public class Counter
        {
            private readonly object _gate = new();
            private readonly AsyncLock _lock = new();
            private readonly SemaphoreSlim _sem = new(1, 1);
            [GuardedBy(nameof(_gate))] private int _n;
            [GuardedBy(nameof(_lock))] private int _total;
            [GuardedBy(nameof(_sem))] private int _balance;{{more}}

        {{member}}
        }
        """;

    [Fact]
    public Task Monitor_IsTakenByALockStatement() => HoldsAsync(
        Counter("""
                public void Add(int i)
                {
                    // one more
                    {|ASYNCRACE004:_n|} += i;
                }
            """),
        Counter("""
                public void Add(int i)
                {
                    lock (_gate)
                    {
                        // one more
                        _n += i;
                    }
                }
            """));

    [Fact]
    public Task Expression_BecomesABlock() => HoldsAsync(
        Counter("""
                public int Count => {|ASYNCRACE004:_n|};
            """),
        Counter("""
                public int Count
                {
                    get
                    {
                        lock (_gate)
                        {
                            return _n;
                        }
                    }
                }
            """));

    [Fact]
    public Task CheckAndAct_AreOneSection() => HoldsAsync(
        Counter("""
                public void Take()
                {
                    if ({|ASYNCRACE004:_n|} > 0)
                    {
                        {|ASYNCRACE004:_n|}--;
                    }

                    Console.WriteLine();
                }
            """),
        Counter("""
                public void Take()
                {
                    lock (_gate)
                    {
                        if (_n > 0)
                        {
                            _n--;
                        }
                    }

                    Console.WriteLine();
                }
            """));

    [Fact]
    public Task AsyncLock_IsAwaited() => HoldsAsync(
        Counter("""
                public async Task AddAsync()
                {
                    int i = await Task.Run(() => 1);
                    {|ASYNCRACE004:_total|} += i;
                }
            """),
        Counter("""
                public async Task AddAsync()
                {
                    int i = await Task.Run(() => 1);
                    using (await _lock.LockAsync())
                    {
                        _total += i;
                    }
                }
            """));

    [Fact]
    public Task Semaphore_IsReleasedInAFinally() => HoldsAsync(
        Counter("""
                public void Add()
                {
                    {|ASYNCRACE004:_balance|}++;
                }
            """),
        Counter("""
                public void Add()
                {
                    _sem.Wait();
                    try
                    {
                        _balance++;
                    }
                    finally
                    {
                        _sem.Release();
                    }
                }
            """));

    [Fact]
    public Task GuardedMethod_IsCalledWithTheLock() => HoldsAsync(
        Counter(
            """
                public void Twice()
                {
                    {|ASYNCRACE004:Bump()|};
                }
            """,
            """

                [GuardedBy(nameof(_gate))] private void Bump() => _n++;
            """),
        Counter(
            """
                public void Twice()
                {
                    lock (_gate)
                    {
                        Bump();
                    }
                }
            """,
            """

                [GuardedBy(nameof(_gate))] private void Bump() => _n++;
            """));

    [Fact]
    public Task FixAll_HoldsEachLock() => HoldsAsync(
        Counter("""
                public void A()
                {
                    {|ASYNCRACE004:_n|}++;
                }

                public void B()
                {
                    {|ASYNCRACE004:_n|} = 0;
                }

                public async Task CAsync()
                {
                    {|ASYNCRACE004:_total|} = await Task.Run(() => 1);
                }
            """),
        Counter("""
                public void A()
                {
                    lock (_gate)
                    {
                        _n++;
                    }
                }

                public void B()
                {
                    lock (_gate)
                    {
                        _n = 0;
                    }
                }

                public async Task CAsync()
                {
                    using (await _lock.LockAsync())
                    {
                        _total = await Task.Run(() => 1);
                    }
                }
            """));

    [Fact]
    public Task Monitor_AcrossAnAwait_IsNotOffered() => OffersNothingAsync(
        Counter("""
                public async Task AddAsync()
                {
                    {|ASYNCRACE004:_n|} = await Task.Run(() => 1);
                }
            """));

    [Fact]
    public Task Helper_ThatIsCalledUnderTheLockToo_IsNotOffered() => OffersNothingAsync(
        Counter("""
                public async Task AddAsync()
                {
                    using (await _lock.LockAsync())
                    {
                        Bump();
                    }
                }

                public void Other() => Bump();

                private void Bump() => {|ASYNCRACE004:_total|}++;
            """));

    [Fact]
    public Task MemberOfAnotherObject_IsNotOffered() => OffersNothingAsync(
        Counter("""
                public void Take(Counter other)
                {
                    {|ASYNCRACE004:other._n|}--;
                }
            """));

    [Fact]
    public Task InconsistentWrite_TakesTheSameLock()
    {
        var test = FixTest.With(
            Key,
        """
        public class Basket
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private int _total;

            public async Task AddAsync()
            {
                await _gate.WaitAsync();
                try
                {
                    _total += await Task.Run(() => 1);
                }
                finally
                {
                    _gate.Release();
                }
            }

            public void Clear()
            {
                {|#0:_total = 0|};
            }
        }
        """,
        """
        public class Basket
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private int _total;

            public async Task AddAsync()
            {
                await _gate.WaitAsync();
                try
                {
                    _total += await Task.Run(() => 1);
                }
                finally
                {
                    _gate.Release();
                }
            }

            public void Clear()
            {
                _gate.Wait();
                try
                {
                    _total = 0;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);
        // All rules are warnings here.
        test.ExpectedDiagnostics.Add(new DiagnosticResult("ASYNCRACE005", DiagnosticSeverity.Warning).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));
        return test.RunAsync();
    }
}
