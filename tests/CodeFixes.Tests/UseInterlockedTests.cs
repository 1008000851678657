namespace AsyncRace.CodeFixes.Tests;

/// <summary>Updates by several threads (ASYNCRACE006) become one step.</summary>
public sealed class UseInterlockedTests
{
    private const string Key = "AsyncRace.UseInterlocked";

    [Theory]
    [InlineData("_n++", "Interlocked.Increment(ref _n)")]
    [InlineData("--_n", "Interlocked.Decrement(ref _n)")]
    [InlineData("_n += i * 2", "Interlocked.Add(ref _n, i * 2)")]
    [InlineData("_n -= i * 2", "Interlocked.Add(ref _n, -(i * 2))")]
    [InlineData("_n -= i", "Interlocked.Add(ref _n, -i)")]
    [InlineData("_big += i", "Interlocked.Add(ref _big, i)")]
    [InlineData("_counts[i]++", "Interlocked.Increment(ref _counts[i])")]
    public Task Update_BecomesOneStep(string update, string atomic) => VerifyAsync(
        $"public void M() => Parallel.For(0, 9, i => {{ {{|ASYNCRACE006:{update}|}}; }});",
        $"public void M() => Parallel.For(0, 9, i => {{ {atomic}; }});");

    [Fact]
    public Task Postfix_WhoseValueIsUsed_GivesTheOldOne() => VerifyAsync(
        "public void M() => Parallel.For(0, 9, i => { int old = {|ASYNCRACE006:_n++|}; Console.WriteLine(old + {|ASYNCRACE006:_n--|}); });",
        "public void M() => Parallel.For(0, 9, i => { int old = Interlocked.Increment(ref _n) - 1; Console.WriteLine(old + (Interlocked.Decrement(ref _n) + 1)); });");

    [Fact]
    public Task Lambda_WithoutAResult_NeedsNoOldValue() => VerifyAsync(
        "public void M() => Parallel.For(0, 9, i => {|ASYNCRACE006:_n++|});",
        "public void M() => Parallel.For(0, 9, i => Interlocked.Increment(ref _n));");

    [Fact]
    public Task CapturedVariable_IsPassedByReferenceToo() => VerifyAsync(
        "public int M() { int sum = 0; Parallel.For(0, 9, i => { {|ASYNCRACE006:sum += i|}; }); return sum; }",
        "public int M() { int sum = 0; Parallel.For(0, 9, i => { Interlocked.Add(ref sum, i); }); return sum; }");

    [Theory]
    [InlineData("_n *= 2")]
    [InlineData("_n = _n + 1")]
    [InlineData("_price += 1")]
    [InlineData("Number++")]
    public Task Update_OfAnotherKind_IsNotOffered(string update)
    {
        string member = $"public void M() => Parallel.For(0, 9, i => {{ {{|ASYNCRACE006:{update}|}}; }});";
        return VerifyAsync(member, member);
    }

    private static async Task VerifyAsync(string member, string fixedMember)
    {
        static string In(string member) => $$"""
            public class Counter
            {
                private int _n;
                private long _big;
                private double _price = 1;
                private readonly int[] _counts = new int[9];
                public int Number { get; set; }
                public long All => _n + _big + (long)_price + _counts[0];
                {{member}}
            }
            """;
        await FixTest.With(Key, In(member), In(fixedMember)).RunAsync();
    }
}
