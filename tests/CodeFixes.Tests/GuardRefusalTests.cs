namespace AsyncRace.CodeFixes.Tests;

/// <summary>Where a guard would make it worse, none is offered.</summary>
public sealed class GuardRefusalTests
{
    [Fact]
    public Task CallOfAnotherSectionWithinTheSection() => CounterIsLeftAsync(
        """
        public async Task AddAsync()
        {
            var before = _count;
            await ResetAsync();
            {|ASYNCRACE001:_count = before + 1|};
        }

        public async Task ResetAsync()
        {
            await Task.Yield();
            _count = 0;
        }
        """);

    [Fact]
    public Task CallThroughAnotherMember() => CounterIsLeftAsync(
        """
        public int Count { get => _count; set { _count = value; } }

        public async Task AddAsync()
        {
            var before = _count;
            await StepAsync();
            {|ASYNCRACE001:_count = before + 1|};
        }

        private async Task StepAsync()
        {
            await Task.Yield();
            Clear();
        }

        private void Clear() => Count = 0;
        """);

    [Fact]
    public Task Recursion() => CounterIsLeftAsync(
        """
        public async Task AddAsync(int n)
        {
            var before = _count;
            if (n > 0) await AddAsync(n - 1);
            {|ASYNCRACE001:_count = before + 1|};
        }
        """);

    /// <summary>What is done before the lock is tried for would not be done any more where it is not got.</summary>
    [Fact]
    public Task LockTriedForAfterSomethingHasBeenDone() => FixTest.OffersNoGuardAsync(
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
                var before = _count;
                Console.WriteLine(before);
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
        """);

    [Fact]
    public Task YieldWithinTheSection() => CounterIsLeftAsync(
        """
        public async IAsyncEnumerable<int> CountAsync()
        {
            var before = _count;
            await Task.Delay(1);
            yield return before;
            {|ASYNCRACE001:_count = before + 1|};
        }
        """);

    [Fact]
    public Task EndlessLoop() => FixTest.OffersNoGuardAsync(
        """
        public class Poller
        {
            private int _backoff;

            public void Reset() => _backoff = 1;

            public async Task PollAsync()
            {
                var backoff = _backoff;
                while (true)
                {
                    await Task.Delay(backoff);
                    {|ASYNCRACE001:_backoff = backoff + 1|};
                }
            }
        }
        """);

    [Fact]
    public Task SpanFromOutside() => CounterIsLeftAsync(
        """
        public async Task AddAsync(byte[] data)
        {
            Span<byte> span = data;
            span[0] = 1;
            var before = _count + span.Length;
            await Task.Delay(1);
            {|ASYNCRACE001:_count = before + 1|};
        }
        """);

    [Fact]
    public Task ConditionalCompilationWithinTheSection() => CounterIsLeftAsync(
        """
        public async Task AddAsync()
        {
            var before = _count;
        #if DEBUG
            Console.WriteLine(before);
        #endif
            await Task.Delay(1);
            {|ASYNCRACE001:_count = before + 1|};
        }
        """);

    [Fact]
    public Task SynchronousRivalWhereTheLockCannotBlock() => FixTest.With(
        FixTest.Guard,
        Shape("_count += 1;", "{|ASYNCRACE001:_count += await OneAsync()|};"),
        Shape("_count += 1;", "{|ASYNCRACE001:_count += await OneAsync()|};")).RunAsync();

    [Fact]
    public Task SynchronousRivalOfATypeBoundToOneThread()
    {
        string source = """
            namespace System.Windows.Forms { public class Control { } }

            public class Form : System.Windows.Forms.Control
            {
                private int _clicks;

                public void Clear() => _clicks = 0;

                public async Task ClickAsync()
                {
                    var before = _clicks;
                    await Task.Delay(1);
                    {|ASYNCRACE001:_clicks = before + 1|};
                }
            }
            """;
        // A form's clicks come one after the other as far as anyone can see.
        return FixTest.With(FixTest.Guard, source, source).Where("asyncrace_confidence = low").RunAsync();
    }

    /// <summary>To await it in two places takes two returns.</summary>
    [Fact]
    public Task TaskThatRunsOnAfterTheRivalReturns() => CounterIsLeftAsync(
        """
        public async Task AddAsync()
        {
            var before = _count;
            await Task.Delay(1);
            {|ASYNCRACE001:_count = before + 1|};
        }

        public Task ResetAsync(bool soon)
        {
            if (soon)
                return SetAsync(_count = 0);
            Console.WriteLine("later");
            return Task.CompletedTask;
        }

        private static Task SetAsync(int value) => Task.Delay(value);
        """);

    /// <summary>An <c>async</c> method cannot have it.</summary>
    [Fact]
    public Task RivalThatReturnsATaskAndHasAnOutParameter() => CounterIsLeftAsync(
        """
        public async Task AddAsync()
        {
            var before = _count;
            await Task.Delay(1);
            {|ASYNCRACE001:_count = before + 1|};
        }

        public Task<int> ResetAsync(out int old)
        {
            old = _count;
            return Task.FromResult(_count = 0);
        }
        """);

    [Fact]
    public Task LockThatWouldOpenAWindowForAnotherLocation() => FixTest.OffersNoGuardAsync(
        """
        public class Connection
        {
            private int _count;
            private int _total;

            public async Task AddAsync()
            {
                var before = _count;
                await Task.Delay(1);
                {|ASYNCRACE001:_count = before + 1|};
            }

            public async Task SumAsync()
            {
                await Task.Delay(1);
                var total = _total;
                _count = 0;
                _total = total + 1;
            }
        }
        """);

    [Fact]
    public Task FieldOfABaseType() => FixTest.OffersNoGuardAsync(
        """
        public class Base
        {
            protected int Count;
        }

        public class Counter : Base
        {
            public async Task AddAsync()
            {
                var before = Count;
                await Task.Delay(1);
                {|ASYNCRACE001:Count = before + 1|};
            }
        }
        """);

    /// <summary>A lock of a library that can only be awaited.</summary>
    private static string Shape(string rival, string write) => $$"""
        public sealed class OnlyAsync
        {
            public Task<IDisposable> LockAsync() => throw new NotSupportedException();
        }

        public class Counter
        {
            private readonly OnlyAsync _mutex = new();
            private int _count;

            public async Task ResetAsync()
            {
                using (await _mutex.LockAsync())
                {
                    _count = 0;
                }
            }

            public void Bump()
            {
                {{rival}}
            }

            public async Task AddAsync()
            {
                {{write}}
            }

            private static async Task<int> OneAsync()
            {
                await Task.Yield();
                return 1;
            }
        }
        """;

    /// <summary>A counter with these members.</summary>
    private static Task CounterIsLeftAsync(string members) => FixTest.OffersNoGuardAsync($$"""
        public class Counter
        {
            private int _count;

        {{members}}
        }
        """);
}
