namespace AsyncRace.CodeFixes.Tests;

/// <summary>Which statements a guard covers, and that the program around them stays what it was.</summary>
public sealed class GuardSectionTests
{
    [Fact]
    public Task LocalUsedAfterTheSection_IsDeclaredBeforeIt() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task<int> IncrementAsync()
            {
                // how far we are
                var before = _count;
                await Task.Delay(1);
                {|ASYNCRACE001:_count = before + 1|};
                await Task.Delay(2);
                return before;
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private int _count;
            private readonly AsyncLock _countLock = new();

            public async Task<int> IncrementAsync()
            {
                int before;
                using (await _countLock.LockAsync())
                {
                    // how far we are
                    before = _count;
                    await Task.Delay(1);
                    _count = before + 1;
                }
                await Task.Delay(2);
                return before;
            }
        }
        """);

    [Fact]
    public Task LocalThatIsOnlyReturned_IsReturnedInside() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task<int> IncrementAsync()
            {
                var before = _count;
                await Task.Delay(1);
                {|ASYNCRACE001:_count = before + 1|};
                return before;
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private int _count;
            private readonly AsyncLock _countLock = new();

            public async Task<int> IncrementAsync()
            {
                using (await _countLock.LockAsync())
                {
                    var before = _count;
                    await Task.Delay(1);
                    _count = before + 1;
                    return before;
                }
            }
        }
        """);

    [Fact]
    public Task LocalThatCannotBeNamed_WidensTheSection() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task<string> IncrementAsync()
            {
                var seen = new { Count = _count };
                await Task.Delay(1);
                {|ASYNCRACE001:_count = seen.Count + 1|};
                Console.WriteLine(seen.Count);
                await Task.Delay(2);
                return "x";
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private int _count;
            private readonly AsyncLock _countLock = new();

            public async Task<string> IncrementAsync()
            {
                using (await _countLock.LockAsync())
                {
                    var seen = new { Count = _count };
                    await Task.Delay(1);
                    _count = seen.Count + 1;
                    Console.WriteLine(seen.Count);
                }
                await Task.Delay(2);
                return "x";
            }
        }
        """);

    [Fact]
    public Task OutVariableUsedAfterTheSection_WidensIt() => FixTest.GuardsAsync(
        """
        public class Cache
        {
            private readonly Dictionary<int, string> _names = new();

            public async Task<string> GetAsync(int id)
            {
                if (!_names.TryGetValue(id, out var name))
                {
                    name = await LoadAsync(id);
                    {|ASYNCRACE002:_names.Add(id, name)|};
                }

                return name;
            }

            private static async Task<string> LoadAsync(int id)
            {
                await Task.Yield();
                return "n" + id;
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Cache
        {
            private readonly Dictionary<int, string> _names = new();
            private readonly AsyncLock _namesLock = new();

            public async Task<string> GetAsync(int id)
            {
                using (await _namesLock.LockAsync())
                {
                    if (!_names.TryGetValue(id, out var name))
                    {
                        name = await LoadAsync(id);
                        _names.Add(id, name);
                    }

                    return name;
                }
            }

            private static async Task<string> LoadAsync(int id)
            {
                await Task.Yield();
                return "n" + id;
            }
        }
        """);

    [Fact]
    public Task SeveralFindingsInOneMethod_OneSection() => FixTest.GuardsAsync(
        """
        public class Stats
        {
            private int _sum;
            private int _peak;

            public async Task AddAsync()
            {
                var sum = _sum;
                var peak = _peak;
                var value = await NextAsync();
                {|ASYNCRACE001:_sum = sum + value|};
                {|ASYNCRACE001:_peak = Math.Max(peak, value)|};
            }

            private static async Task<int> NextAsync()
            {
                await Task.Yield();
                return 1;
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

            public async Task AddAsync()
            {
                using (await _sumLock.LockAsync())
                {
                    var sum = _sum;
                    var peak = _peak;
                    var value = await NextAsync();
                    _sum = sum + value;
                    _peak = Math.Max(peak, value);
                }
            }

            private static async Task<int> NextAsync()
            {
                await Task.Yield();
                return 1;
            }
        }
        """);

    [Fact]
    public Task NestedScopes_TheInnermostListThatCoversAll() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task IncrementAsync(bool really, int[] amounts)
            {
                if (really)
                {
                    Console.WriteLine("really");
                    foreach (var amount in amounts)
                    {
                        await Task.Delay(amount);
                        {|ASYNCRACE001:_count += await ScaleAsync(amount)|};
                        Console.WriteLine(amount);
                    }
                }
            }

            private static async Task<int> ScaleAsync(int amount)
            {
                await Task.Yield();
                return amount;
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private int _count;
            private readonly AsyncLock _countLock = new();

            public async Task IncrementAsync(bool really, int[] amounts)
            {
                if (really)
                {
                    Console.WriteLine("really");
                    foreach (var amount in amounts)
                    {
                        await Task.Delay(amount);
                        using (await _countLock.LockAsync())
                        {
                            _count += await ScaleAsync(amount);
                        }
                        Console.WriteLine(amount);
                    }
                }
            }

            private static async Task<int> ScaleAsync(int amount)
            {
                await Task.Yield();
                return amount;
            }
        }
        """);

    [Fact]
    public Task EmbeddedStatement_GetsABlock() => FixTest.GuardsWithSemaphoreAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task IncrementAsync(bool really)
            {
                if (really)
                    {|ASYNCRACE001:_count += await OneAsync()|};
                else if (DateTime.Now.Year > 3000) Console.WriteLine("far");
                else
                    // slow
                    {|ASYNCRACE001:_count -= await OneAsync()|};
            }

            private static async Task<int> OneAsync()
            {
                await Task.Yield();
                return 1;
            }
        }
        """,
        """
        public class Counter
        {
            private int _count;
            private readonly SemaphoreSlim _countLock = new(1, 1);

            public async Task IncrementAsync(bool really)
            {
                if (really)
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
                else if (DateTime.Now.Year > 3000) Console.WriteLine("far");
                else
                {
                    await _countLock.WaitAsync();
                    try
                    {
                        // slow
                        _count -= await OneAsync();
                    }
                    finally
                    {
                        _countLock.Release();
                    }
                }
            }

            private static async Task<int> OneAsync()
            {
                await Task.Yield();
                return 1;
            }
        }
        """);

    [Fact]
    public Task ExpressionBodies_BecomeBlocks() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private int _count;

            public int Count { get => _count; set => _count = value; }

            public async Task IncrementAsync() => {|ASYNCRACE001:_count += await OneAsync()|};

            public async Task<int> IncrementAndGetAsync() =>
                {|ASYNCRACE001:_count += await OneAsync()|};

            public void Reset() => _count = 0; // start again

            private static async Task<int> OneAsync()
            {
                await Task.Yield();
                return 1;
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private int _count;
            private readonly AsyncLock _countLock = new();

            public int Count
            {
                get => _count;
                set
                {
                    using (_countLock.Lock())
                    {
                        _count = value;
                    }
                }
            }

            public async Task IncrementAsync()
            {
                using (await _countLock.LockAsync())
                {
                    _count += await OneAsync();
                }
            }

            public async Task<int> IncrementAndGetAsync()
            {
                using (await _countLock.LockAsync())
                {
                    return _count += await OneAsync();
                }
            }

            public void Reset()
            {
                using (_countLock.Lock())
                {
                    _count = 0;
                }
            } // start again

            private static async Task<int> OneAsync()
            {
                await Task.Yield();
                return 1;
            }
        }
        """);

    [Fact]
    public Task OneLineBlocks_AreUnfolded() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task IncrementAsync() { {|ASYNCRACE001:_count += await OneAsync()|}; }

            public void Reset() { _count = 0; }

            private static async Task<int> OneAsync() { await Task.Yield(); return 1; }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private int _count;
            private readonly AsyncLock _countLock = new();

            public async Task IncrementAsync()
            {
                using (await _countLock.LockAsync())
                {
                    _count += await OneAsync();
                }
            }

            public void Reset()
            {
                using (_countLock.Lock())
                {
                    _count = 0;
                }
            }

            private static async Task<int> OneAsync() { await Task.Yield(); return 1; }
        }
        """);

    [Fact]
    public Task LayoutOfTheFile_IsKept() => FixTest.GuardsAsync(
        """
        public class Counter {
          private int _count;

          public async Task IncrementAsync() {
            /* first,
               the old value */
            int before = _count; // keep

            string text = @"one
        two";
            await Task.Delay(text.Length);
            {|ASYNCRACE001:_count = before
              + 1|};
          }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Counter {
          private int _count;
          private readonly AsyncLock _countLock = new();

          public async Task IncrementAsync() {
            using (await _countLock.LockAsync()) {
              /* first,
                 the old value */
              int before = _count; // keep

              string text = @"one
        two";
              await Task.Delay(text.Length);
              _count = before
                + 1;
            }
          }
        }
        """);

    [Fact]
    public Task SynchronousRivalInALockStatement_IsGuardedAroundIt() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private readonly object _gate = new();
            private int _count;

            public async Task IncrementAsync()
            {
                var before = _count;
                await Task.Delay(1);
                {|ASYNCRACE001:_count = before + 1|};
            }

            public void Reset()
            {
                lock (_gate)
                {
                    _count = 0;
                }
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private readonly object _gate = new();
            private int _count;
            private readonly AsyncLock _countLock = new();

            public async Task IncrementAsync()
            {
                using (await _countLock.LockAsync())
                {
                    var before = _count;
                    await Task.Delay(1);
                    _count = before + 1;
                }
            }

            public void Reset()
            {
                using (_countLock.Lock())
                {
                    lock (_gate)
                    {
                        _count = 0;
                    }
                }
            }
        }
        """);

    [Fact]
    public Task LoopThatReadsInOneRoundAndWritesInTheNext_IsCoveredWhole() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task IncrementAsync(int rounds)
            {
                var last = 0;
                for (var i = 0; i < rounds; i++)
                {
                    {|ASYNCRACE001:_count = last + 1|};
                    last = _count;
                    await Task.Delay(1);
                }
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private int _count;
            private readonly AsyncLock _countLock = new();

            public async Task IncrementAsync(int rounds)
            {
                var last = 0;
                using (await _countLock.LockAsync())
                {
                    for (var i = 0; i < rounds; i++)
                    {
                        _count = last + 1;
                        last = _count;
                        await Task.Delay(1);
                    }
                }
            }
        }
        """);

    [Fact]
    public Task SwitchSection_IsAList() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task ApplyAsync(string what)
            {
                switch (what)
                {
                    case "add":
                        var before = _count;
                        await Task.Delay(1);
                        {|ASYNCRACE001:_count = before + 1|};
                        break;
                    default:
                        break;
                }
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private int _count;
            private readonly AsyncLock _countLock = new();

            public async Task ApplyAsync(string what)
            {
                switch (what)
                {
                    case "add":
                        using (await _countLock.LockAsync())
                        {
                            var before = _count;
                            await Task.Delay(1);
                            _count = before + 1;
                        }
                        break;
                    default:
                        break;
                }
            }
        }
        """);

    [Fact]
    public Task GuardClauseOnTheSameLocation_IsInside() => FixTest.GuardsAsync(
        """
        public class Account
        {
            private decimal _balance = 100;

            public async Task<bool> WithdrawAsync(decimal amount)
            {
                if (amount <= 0) return false;
                if (_balance < amount) return false;
                await AuthorizeAsync();
                {|ASYNCRACE002:_balance -= amount|};
                return true;
            }

            public void Deposit(decimal amount) => _balance += amount;

            private static async Task AuthorizeAsync() => await Task.Yield();
        }
        """,
        """
        using AsyncRace.Threading;

        public class Account
        {
            private decimal _balance = 100;
            private readonly AsyncLock _balanceLock = new();

            public async Task<bool> WithdrawAsync(decimal amount)
            {
                if (amount <= 0) return false;
                using (await _balanceLock.LockAsync())
                {
                    if (_balance < amount) return false;
                    await AuthorizeAsync();
                    _balance -= amount;
                }
                return true;
            }

            public void Deposit(decimal amount)
            {
                using (_balanceLock.Lock())
                {
                    _balance += amount;
                }
            }

            private static async Task AuthorizeAsync() => await Task.Yield();
        }
        """);
}
