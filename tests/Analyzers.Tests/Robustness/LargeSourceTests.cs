using System.Text;
using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Robustness;

/// <summary>Generated and grown code is large: the analysis ends, in time that grows with the code and not with its paths, and says the same every time.</summary>
public sealed class LargeSourceTests
{
    [Theory]
    [InlineData(5000)]
    public async Task StraightMethod(int statements)
    {
        var body = new StringBuilder("int t = 0;");
        for (int i = 0; i < statements / 5; i++)
            body.Append($"t = n; await F(); if (t > {i}) m = {i}; n = t + {i}; Show(t);\n");
        await FindsAsync(body, statements / 5);
    }

    [Fact]
    public async Task ManyLoopsAndHandlers()
    {
        var body = new StringBuilder();
        for (int i = 0; i < 150; i++)
            body.Append($"while (n < {i}) {{ try {{ if (m == {i}) continue; n += await F(); }} catch (IOException) {{ if (c) break; }} finally {{ m++; }} }}\n");
        await FindsAsync(body, 150);
    }

    [Fact]
    public async Task NestedBlocks()
    {
        var body = new StringBuilder();
        for (int i = 0; i < 80; i++)
            body.Append($"if (n > {i}) {{ await F();\n");
        body.Append("n--;").Append('}', 80);
        await FindsAsync(body, 1);
    }

    [Fact]
    public async Task NestedFinallies()
    {
        var body = new StringBuilder();
        for (int i = 0; i < 12; i++)
            body.Append("try { if (c) return; await F();\n");
        body.Append("n += await F();");
        for (int i = 0; i < 12; i++)
            body.Append("} finally { m++; }");
        await FindsAsync(body, 1);
    }

    [Fact]
    public async Task NestedLoops()
    {
        var body = new StringBuilder();
        for (int i = 0; i < 30; i++)
            body.Append($"for (int i{i} = 0; i{i} < n; i{i}++) {{\n");
        body.Append("n += await F();").Append('}', 30);
        await FindsAsync(body, 1);
    }

    [Fact]
    public async Task DeepExpression()
    {
        var sum = new StringBuilder("n");
        for (int i = 0; i < 500; i++)
            sum.Append(" + m");
        await FindsAsync(new StringBuilder($"n = {sum} + await F();"), 1);
        await FindsAsync(new StringBuilder($"n = {new string('(', 200)}n + await F(){new string(')', 200)};"), 1);
        await FindsAsync(new StringBuilder($"n = {string.Concat(Enumerable.Repeat("Unknown(", 200))}n + await F(){new string(')', 200)};"), 1);
        await FindsAsync(new StringBuilder($"n = {string.Concat(Enumerable.Repeat("c ? n : ", 200))}n + await F();"), 1);
        await FindsAsync(new StringBuilder($"n = n + await F(); text = text{string.Concat(Enumerable.Repeat(".Trim()", 400))};"), 1);
    }

    [Fact]
    public async Task ManyMembersThatCallEachOther()
    {
        var members = new StringBuilder("public async Task M() { var t = A0(); await F(); n = t; } private int A300() => n;");
        for (int i = 0; i < 300; i++)
            members.Append($"private int A{i}() => A{i + 1}() + n - n;");
        Assert.Single(await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(EngineTest.Source(members.ToString()))));
    }

    [Fact]
    public async Task SameSource_SameFindings()
    {
        string[] sources =
        [
            .. Enumerable.Range(0, 60).Select(static i =>
                $$"""
                public partial class C{{i % 40}}
                {
                    private int n{{i}}; private object? o{{i}}; private bool b{{i}};
                    public async Task M{{i}}() { n{{i}} += await Task.Run(() => 1); o{{i}} ??= await Task.Run(() => new object()); if (b{{i}}) { await Task.Yield(); b{{i}} = false; } }
                    public void R{{i}}() { n{{i}} = 0; o{{i}} = new(); lock (this) b{{i}} = true; }
                    public void S{{i}}() { n{{i}} = 1; }
                    private class Inner { int n; async Task M(C{{i % 40}} c) { c.R{{i}}(); n += await Task.Run(() => 1); } }
                }
                """.Replace("private class Inner", i < 40 ? "private class Inner" : "private class Other", StringComparison.Ordinal)),
        ];
        string? first = null;
        for (int run = 0; run < 10; run++)
        {
            // Another order of the files, too: what comes first for the compiler must not matter.
            var compilation = (await EngineTest.CompilationAsync([.. sources]));
            if (run % 2 == 1)
                compilation = compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees.Reverse());
            string found = string.Join("\n", (await EngineTest.FindingsAsync(compilation)).Select(static d => $"{d} {string.Join(",", d.AdditionalLocations)} {d.Properties["AsyncRace.Rival"]}").Order(StringComparer.Ordinal));
            Assert.NotEmpty(found);
            Assert.Equal(first ??= found, found);
        }
    }

    private static async Task FindsAsync(StringBuilder body, int findings)
    {
        var found = await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(EngineTest.Source($"public async Task M(bool c) {{ {body} }}")));
        Assert.Equal(findings, found.Length);
    }
}
