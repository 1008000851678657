namespace AsyncRace.CodeFixes.Tests;

public sealed class GuardWithLockTests
{
    [Fact]
    public Task CompoundAssignment_WithTheCompanionLock() => FixTest.GuardsAsync(
        """
        namespace Bank;

        public class Account
        {
            private decimal _balance;

            public async Task DepositAsync()
            {
                // Fees are taken from the amount.
                {|ASYNCRACE001:_balance += await AmountAsync()|}; // net

                Console.WriteLine("done");
            }

            private static async Task<decimal> AmountAsync()
            {
                await Task.Yield();
                return 1;
            }
        }
        """,
        """
        using AsyncRace.Threading;

        namespace Bank;

        public class Account
        {
            private decimal _balance;
            private readonly AsyncLock _balanceLock = new();

            public async Task DepositAsync()
            {
                using (await _balanceLock.LockAsync())
                {
                    // Fees are taken from the amount.
                    _balance += await AmountAsync(); // net
                }

                Console.WriteLine("done");
            }

            private static async Task<decimal> AmountAsync()
            {
                await Task.Yield();
                return 1;
            }
        }
        """);

    [Fact]
    public Task CompoundAssignment_WithASemaphore() => FixTest.GuardsWithSemaphoreAsync(
        """
        using System.IO;

        public class Account
        {
            private decimal _balance;

            public async Task DepositAsync(TextReader reader)
            {
                {|ASYNCRACE001:_balance += await AmountAsync(reader).ConfigureAwait(false)|};
            }

            private static async Task<decimal> AmountAsync(TextReader reader)
            {
                await Task.Yield();
                return 1;
            }
        }
        """,
        """
        using System.IO;

        public class Account
        {
            private decimal _balance;
            private readonly SemaphoreSlim _balanceLock = new(1, 1);

            public async Task DepositAsync(TextReader reader)
            {
                await _balanceLock.WaitAsync().ConfigureAwait(false);
                try
                {
                    _balance += await AmountAsync(reader).ConfigureAwait(false);
                }
                finally
                {
                    _balanceLock.Release();
                }
            }

            private static async Task<decimal> AmountAsync(TextReader reader)
            {
                await Task.Yield();
                return 1;
            }
        }
        """);

    [Fact]
    public Task ReadAwaitWrite_RivalsTakeTheSameLock() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private int _count;

            public int Count => _count;

            public async Task IncrementAsync()
            {
                var before = _count;
                await Task.Delay(1);
                {|ASYNCRACE001:_count = before + 1|};
            }

            public void Reset() => _count = 0;

            public void Set(int value)
            {
                if (value < 0) throw new ArgumentOutOfRangeException(nameof(value));
                _count = value;
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private int _count;
            private readonly AsyncLock _countLock = new();

            public int Count => _count;

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
                    _count = 0;
                }
            }

            public void Set(int value)
            {
                if (value < 0) throw new ArgumentOutOfRangeException(nameof(value));
                using (_countLock.Lock())
                {
                    _count = value;
                }
            }
        }
        """);

    [Fact]
    public Task StaleCheck_IsCoveredWithItsCondition() => FixTest.GuardsAsync(
        """
        public class Registry
        {
            private readonly Dictionary<string, int> _ids = new();

            public async Task RegisterAsync(string name)
            {
                if (_ids.ContainsKey(name))
                {
                    return;
                }

                var id = await NextAsync();
                {|ASYNCRACE002:_ids.Add(name, id)|};
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

        public class Registry
        {
            private readonly Dictionary<string, int> _ids = new();
            private readonly AsyncLock _idsLock = new();

            public async Task RegisterAsync(string name)
            {
                using (await _idsLock.LockAsync())
                {
                    if (_ids.ContainsKey(name))
                    {
                        return;
                    }

                    var id = await NextAsync();
                    _ids.Add(name, id);
                }
            }

            private static async Task<int> NextAsync()
            {
                await Task.Yield();
                return 1;
            }
        }
        """);
}
