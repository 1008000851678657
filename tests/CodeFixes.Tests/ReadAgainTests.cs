namespace AsyncRace.CodeFixes.Tests;

/// <summary>The read moves behind the await, where the await does not need it.</summary>
public sealed class ReadAgainTests
{
    private const string One = """

            private static async Task<int> OneAsync(int scale = 1)
            {
                await Task.Yield();
                return scale;
            }
        }
        """;

    [Fact]
    public Task CompoundAssignment_AwaitsFirst() => FixTest.ReadsAgainAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync()
            {
                // one more
                {|ASYNCRACE001:_count += await OneAsync()|}; // done
            }
        """ + One,
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync()
            {
                // one more
                var value = await OneAsync();
                _count += value; // done
            }
        """ + One);

    [Fact]
    public Task CompoundAssignment_OfAnExpressionOfSeveralAwaits() => FixTest.ReadsAgainAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync(int value)
            {
                {|ASYNCRACE001:_count += value * (await OneAsync() + await OneAsync(2))|};
            }
        """ + One,
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync(int value)
            {
                var value2 = value * (await OneAsync() + await OneAsync(2));
                _count += value2;
            }
        """ + One);

    [Fact]
    public Task Assignment_AwaitsFirst() => FixTest.ReadsAgainAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync()
            {
                {|ASYNCRACE001:_count = _count + await OneAsync() * (await OneAsync(2).ConfigureAwait(false))|};
            }
        """ + One,
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync()
            {
                var value = await OneAsync();
                var value2 = await OneAsync(2).ConfigureAwait(false);
                _count = _count + value * value2;
            }
        """ + One);

    [Fact]
    public Task ExpressionBodiesAndReturns() => FixTest.ReadsAgainAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync() => {|ASYNCRACE001:_count += await OneAsync()|};

            public async Task<int> AddAndGetAsync()
            {
                return {|ASYNCRACE001:_count += await OneAsync()|};
            }

            public async Task AddIfAsync(bool really)
            {
                if (really) {|ASYNCRACE001:_count += await OneAsync()|};
            }
        """ + One,
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync()
            {
                var value = await OneAsync();
                _count += value;
            }

            public async Task<int> AddAndGetAsync()
            {
                var value = await OneAsync();
                return _count += value;
            }

            public async Task AddIfAsync(bool really)
            {
                if (really)
                {
                    var value = await OneAsync();
                    _count += value;
                }
            }
        """ + One);

    [Fact]
    public Task ReadIntoALocal_MovesBehindTheAwait() => FixTest.ReadsAgainAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync()
            {
                Console.WriteLine("start");

                // what there is
                var before = _count;

                await Task.Delay(1);
                Console.WriteLine("waited");
                {|ASYNCRACE001:_count = before + 1|};
            }
        }
        """,
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync()
            {
                Console.WriteLine("start");

                await Task.Delay(1);
                Console.WriteLine("waited");
                // what there is
                var before = _count;
                _count = before + 1;
            }
        }
        """);

    [Fact]
    public Task AwaitThatNeedsTheRead() => FixTest.OffersNoRereadAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync()
            {
                {|ASYNCRACE001:_count = _count + await OneAsync(_count)|};
                var before = _count;
                var next = await OneAsync(before);
                {|ASYNCRACE001:_count = before + next|};
            }
        """ + One);

    [Fact]
    public Task OperandThatWouldBeEvaluatedInAnotherOrder() => FixTest.OffersNoRereadAsync(
        """
        public class Counter
        {
            private int _count;
            private int _calls;

            public int Calls => _calls;

            public async Task AddAsync(bool really)
            {
                {|ASYNCRACE001:_count = _count + Next() + await OneAsync()|};
                {|ASYNCRACE001:_count = _count + (really ? await OneAsync() : 0)|};
            }

            private int Next() => 7;
        """ + One);

    [Fact]
    public Task ReadThatIsUsedBeforeTheAwait() => FixTest.OffersNoRereadAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync()
            {
                var before = _count;
                Console.WriteLine(before);
                await Task.Delay(1);
                {|ASYNCRACE001:_count = before + 1|};
            }
        }
        """);

    [Fact]
    public Task SourceThatChangesInBetween() => FixTest.OffersNoRereadAsync(
        """
        public class Counter
        {
            private int _count;

            public async Task AddAsync(int step)
            {
                var next = _count + step;
                step = 0;
                await Task.Delay(step);
                {|ASYNCRACE001:_count = next|};
            }
        }
        """);

    [Fact]
    public Task StaleCheck_IsNotRepairedByReadingAgain() => FixTest.OffersNoRereadAsync(
        """
        public class Account
        {
            private decimal _balance;

            public void Deposit(decimal amount) => _balance += amount;

            public async Task<bool> WithdrawAsync(decimal amount)
            {
                if (_balance < amount) return false;
                await Task.Delay(1);
                {|ASYNCRACE002:_balance -= amount|};
                return true;
            }
        }
        """);
}
