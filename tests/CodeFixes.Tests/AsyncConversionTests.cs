namespace AsyncRace.CodeFixes.Tests;

/// <summary>A rival that returns a task without being async becomes async, so that it can await the lock.</summary>
public sealed class AsyncConversionTests
{
    [Theory]
    [InlineData(
        "public Task<int> ResetAsync() => Task.FromResult(_count = 0);",
        """
        public async Task<int> ResetAsync()
            {
                using (await _countLock.LockAsync())
                {
                    return _count = 0;
                }
            }
        """)]
    [InlineData(
        "public Task ResetAsync() => Task.Delay(_count = 1);",
        """
        public async Task ResetAsync()
            {
                using (await _countLock.LockAsync())
                {
                    await Task.Delay(_count = 1);
                }
            }
        """)]
    [InlineData(
        """
        public ValueTask ResetAsync(bool really)
            {
                if (!really)
                {
                    return ValueTask.CompletedTask;
                }

                _count = 0;

                return ValueTask.CompletedTask;
            }
        """,
        """
        public async ValueTask ResetAsync(bool really)
            {
                if (!really)
                {
                    return;
                }

                using (await _countLock.LockAsync())
                {
                    _count = 0;
                }
            }
        """)]
    [InlineData(
        """
        public Task<bool> ResetAsync(bool really)
            {
                if (!really) return Task.FromResult(false);
                _count = 0;
                return DoneAsync();
            }
        """,
        """
        public async Task<bool> ResetAsync(bool really)
            {
                if (!really) return false;
                using (await _countLock.LockAsync())
                {
                    _count = 0;
                }
                return await DoneAsync();
            }
        """)]
    [InlineData(
        """
        public Task ResetAsync()
            {
                _count = 0;
                return Task.CompletedTask; // at once
            }
        """,
        """
        public async Task ResetAsync()
            {
                using (await _countLock.LockAsync())
                {
                    _count = 0;
                }
                return; // at once
            }
        """)]
    public Task Rival_AwaitsTheLock(string rival, string expected) => FixTest.GuardsAsync(
        $$"""
        public class Counter
        {
            private int _count;

            public async Task AddAsync()
            {
                var before = _count;
                await Task.Delay(1);
                {|ASYNCRACE001:_count = before + 1|};
            }

            {{rival}}

            private static Task<bool> DoneAsync() => Task.FromResult(true);
        }
        """,
        $$"""
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
                    await Task.Delay(1);
                    _count = before + 1;
                }
            }

            {{expected}}

            private static Task<bool> DoneAsync() => Task.FromResult(true);
        }
        """);
}
