namespace AsyncRace.CodeFixes.Tests;

/// <summary>Sections that reach over several methods of a type.</summary>
public sealed class GuardHelperTests
{
    [Fact]
    public Task HelperThatIsOnlyCalledWithinTheSection_IsLeftAsItIs() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync()
            {
                var before = _count;
                await StepAsync();
                {|ASYNCRACE001:_count = before + 1|};
            }

            private async Task StepAsync()
            {
                await Task.Yield();
                _count = 0;
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private int _count;
            private readonly AsyncLock _countLock = new();

            public async Task AddAsync()
            {
                using (await _countLock.LockAsync())
                {
                    var before = _count;
                    await StepAsync();
                    _count = before + 1;
                }
            }

            private async Task StepAsync()
            {
                await Task.Yield();
                _count = 0;
            }
        }
        """);

    [Fact]
    public Task CheckInTheCaller_HoldsTheLockOverTheCall() => FixTest.GuardsAsync(
        """
        public class Client
        {
            private string? _name;

            public async Task<string> NameAsync()
            {
                if (_name is null)
                {
                    await FillAsync();
                }

                return _name!;
            }

            public async Task ReloadAsync()
            {
                Console.WriteLine("again");
                await FillAsync();
            }

            private async Task FillAsync()
            {
                await Task.Yield();
                {|ASYNCRACE007:_name = "me"|};
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Client
        {
            private string? _name;
            private readonly AsyncLock _nameLock = new();

            public async Task<string> NameAsync()
            {
                using (await _nameLock.LockAsync())
                {
                    if (_name is null)
                    {
                        await FillAsync();
                    }

                    return _name!;
                }
            }

            public async Task ReloadAsync()
            {
                Console.WriteLine("again");
                using (await _nameLock.LockAsync())
                {
                    await FillAsync();
                }
            }

            private async Task FillAsync()
            {
                await Task.Yield();
                _name = "me";
            }
        }
        """);

    /// <summary>Whoever calls it from outside would have to hold the lock, and those who hold it would wait for themselves if it took the lock.</summary>
    [Fact]
    public Task CheckInTheCaller_OfAWriterThatAnyoneCanCall_IsNotOffered() => FixTest.OffersNoGuardAsync(
        """
        public class Client
        {
            private string? _name;

            public async Task<string> NameAsync()
            {
                if (_name is null)
                    await FillAsync();
                return _name!;
            }

            public async Task FillAsync()
            {
                await Task.Yield();
                {|ASYNCRACE007:_name = "me"|};
            }
        }
        """);

    [Fact]
    public Task ConstructorsAndInitializers_AreNotGuarded() => FixTest.GuardsAsync(
        """
        public class Counter
        {
            private int _count = 1;

            public Counter(int start) => _count = start;

            public async Task AddAsync(Task<int> value)
            {
                {|ASYNCRACE001:_count += await value|};
            }

            public int Start { init => _count = value; }

            ~Counter() => _count = 0;
        }
        """,
        """
        using AsyncRace.Threading;

        public class Counter
        {
            private int _count = 1;
            private readonly AsyncLock _countLock = new();

            public Counter(int start) => _count = start;

            public async Task AddAsync(Task<int> value)
            {
                using (await _countLock.LockAsync())
                {
                    _count += await value;
                }
            }

            public int Start { init => _count = value; }

            ~Counter() => _count = 0;
        }
        """);

    [Fact]
    public Task DuplicateInitialization_HoldsTheLockFromTheCheck() => FixTest.GuardsWithSemaphoreAsync(
        """
        public class Client
        {
            private string? _token;

            public void Forget() => _token = null;

            public async Task<string> TokenAsync()
            {
                if (_token is null)
                {
                    {|ASYNCRACE007:_token = await LoginAsync().ConfigureAwait(false)|};
                }

                return _token;
            }

            private static async Task<string> LoginAsync()
            {
                await Task.Yield();
                return "t";
            }
        }
        """,
        """
        public class Client
        {
            private string? _token;
            private readonly SemaphoreSlim _tokenLock = new(1, 1);

            public void Forget()
            {
                _tokenLock.Wait();
                try
                {
                    _token = null;
                }
                finally
                {
                    _tokenLock.Release();
                }
            }

            public async Task<string> TokenAsync()
            {
                await _tokenLock.WaitAsync().ConfigureAwait(false);
                try
                {
                    if (_token is null)
                    {
                        _token = await LoginAsync().ConfigureAwait(false);
                    }

                    return _token;
                }
                finally
                {
                    _tokenLock.Release();
                }
            }

            private static async Task<string> LoginAsync()
            {
                await Task.Yield();
                return "t";
            }
        }
        """);

    [Fact]
    public Task CoalesceAssignment_InAnExpressionBody() => FixTest.GuardsAsync(
        """
        public class Client
        {
            private string? _token;

            public void Forget() => _token = null;

            public async Task<string> TokenAsync() => {|ASYNCRACE007:_token ??= await LoginAsync()|};

            private static async Task<string> LoginAsync()
            {
                await Task.Yield();
                return "t";
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Client
        {
            private string? _token;
            private readonly AsyncLock _tokenLock = new();

            public void Forget()
            {
                using (_tokenLock.Lock())
                {
                    _token = null;
                }
            }

            public async Task<string> TokenAsync()
            {
                using (await _tokenLock.LockAsync())
                {
                    return _token ??= await LoginAsync();
                }
            }

            private static async Task<string> LoginAsync()
            {
                await Task.Yield();
                return "t";
            }
        }
        """);
}
