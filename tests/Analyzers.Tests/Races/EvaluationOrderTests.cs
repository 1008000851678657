namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>Operands are read from left to right: what stands left of an await is stale after it, what stands right of it is fresh.</summary>
[Trait("Semantics", "Evaluation order")]
public sealed class EvaluationOrderTests
{
    private const string Frame = """
        #nullable enable
        public record Box(int Y, int Z);
        public struct Point { public int F; }
        public class C
        {
            private int x, y;
            private int[] a = new int[4];
            private readonly Dictionary<string, int> d = new();
            private Point s;
            private string text = "";
            private Box box = new(1, 2);
            private object? lazy;
            public int P { get; set; }
            public void Interfere() { x++; y++; a[0]++; d["k"] = 1; s.F++; text = "new"; box = new(3, 4); lazy = new(); P++; }
            private static Task<int> f() => Task.Run(() => 1);
            private static Task<object> g() => Task.Run(() => new object());
            private static int M(int a, int b) => a + b;
            public async Task Exercise(bool c, int i, string k) { /* statement */ }
        }
        """;

    [Theory]
    [InlineData("{|ASYNCRACE001:x += await f()|};")]
    [InlineData("{|ASYNCRACE001:x = x + await f()|};")]
    [InlineData("{|ASYNCRACE001:x = M(x, await f())|};")]
    [InlineData("({|ASYNCRACE001:x|}, y) = (x + 1, await f());")]
    [InlineData("{|ASYNCRACE001:box = box with { Y = await f() }|};")]
    [InlineData("""{|ASYNCRACE001:text = $"{text}{await f()}"|};""")]
    [InlineData("{|ASYNCRACE001:a[i] += await f()|};")]
    [InlineData("{|ASYNCRACE001:d[k] += await f()|};")]
    [InlineData("{|ASYNCRACE001:P += await f()|};")]
    [InlineData("{|ASYNCRACE001:s.F += await f()|};")]
    [InlineData("{|ASYNCRACE007 info:lazy ??= await g()|};")]
    [InlineData("{|ASYNCRACE007 info:lazy = lazy ?? await g()|};")]
    [InlineData("{|ASYNCRACE001:x = c ? x + await f() : 0|};")]
    [InlineData("var t = x; await f(); {|ASYNCRACE001:x = t + 1|};")]
    [InlineData("var t = (x, y); await f(); {|ASYNCRACE001:x = t.Item1|};")]
    [InlineData("for (int n = 0; n < 9; n++) { var t = x; await f(); {|ASYNCRACE001:x = t + n|}; }")]
    [InlineData("var t = 0; for (int n = 0; n < 9; n++) { {|ASYNCRACE001:x = t|}; t = x; await f(); }")]
    [InlineData("int t; try { t = x; await f(); } finally { y = 0; } {|ASYNCRACE001:x = t + 1|};")]
    [InlineData("var t = x; try { await f(); } catch (IOException) { {|ASYNCRACE001:x = t|}; }")]
    [InlineData("var t = x; await foreach (var e in Stream()) { Show(e); } {|ASYNCRACE001:x = t|}; static async IAsyncEnumerable<int> Stream() { await Task.Yield(); yield return 1; } static void Show(int e) { }")]
    [InlineData("var t = x; await using (var m = new MemoryStream()) { } {|ASYNCRACE001:x = t|};")]
    public Task ReadBeforeTheAwait_IsStale(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("x = await f() + x;")]
    [InlineData("x = M(await f(), x);")]
    [InlineData("Interlocked.Add(ref x, await f());")]
    [InlineData("x = c ? x : await f();")]
    [InlineData("var v = await f(); x += v;")]
    [InlineData("x = 1; await f(); x = 2;")]
    [InlineData("(x, y) = (await f(), x + 1);")]
    [InlineData("for (int n = 0; n < 9; n++) { await f(); var t = x; x = t + n; }")]
    [InlineData("int t = x; t = await f(); x = t;")]
    [InlineData("var t = x; await f(); y = t;")]
    [InlineData("x = await Task.FromResult(x) + 1;")]
    [InlineData("var t = 0; try { t = x; await f(); t = 0; } finally { y = 0; } x = t;")]
    [InlineData("a[0] = a[1] + await f();")]
    [InlineData("""d["p"] = d["q"] + await f();""")]
    public Task ReadAfterTheAwait_IsFresh(string statement) => VerifyAsync(statement);

    private static Task VerifyAsync(string statement) => RaceTest.VerifyAsync(Frame.Replace("/* statement */", statement, StringComparison.Ordinal));
}
