using System.Globalization;
using System.Text.RegularExpressions;
using AsyncRace.Analyzers.Tests.Configuration;
using AsyncRace.Analyzers.Tests.Engine;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>
/// What is most often harmless: information where <c>asyncrace_confidence = low</c> asks for it, and nothing anywhere else. Each shape stands next to its
/// nearest neighbours, which are right.
/// </summary>
[Trait("Semantics", "What low confidence adds")]
public sealed class SlightConfidenceTests
{
    [Theory]
    [InlineData("if (!map.ContainsKey(key)) { var v = await F(); {|ASYNCRACE002 info:map[key] = v|}; }")]
    [InlineData("if (!map.ContainsKey(key)) {|ASYNCRACE002 info:map[key] = await F()|};")]
    [InlineData("if (!map.TryGetValue(key, out var v)) { v = await F(); {|ASYNCRACE002 info:map[key] = v|}; } Show(v);")]
    [InlineData("if (map.TryGetValue(key, out var v)) return; {|ASYNCRACE002 info:map[key] = await F()|};")]
    [InlineData("if (array[i] == 0) {|ASYNCRACE002 info:array[i] = await F()|};")]
    [InlineData("if (map.Count < 100) {|ASYNCRACE002 info:map[key] = await F()|};")]
    [InlineData("if (!set.Contains(key)) { await F(); {|ASYNCRACE002 info:set.Add(key)|}; }")]
    [InlineData("if (set.Contains(key)) return; await F(); {|ASYNCRACE002 info:set.Add(key)|};")]
    public Task Element_SetAfterAnOutdatedCheck(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("if (!map.ContainsKey(key)) { var v = await F(); if (!map.ContainsKey(key)) map[key] = v; }")]
    [InlineData("if (!map.ContainsKey(key)) { var v = await F(); map.TryAdd(key, v); }")]
    [InlineData("if (!map.ContainsKey(key)) { map[key] = 0; map[key] = await F(); }")]
    [InlineData("var v = await F(); if (!map.ContainsKey(key)) map[key] = v;")]
    [InlineData("await sem.WaitAsync(); try { if (!map.ContainsKey(key)) map[key] = await F(); } finally { sem.Release(); }")]
    [InlineData("if (!map.ContainsKey(\"other\")) map[\"key\"] = await F();")]
    [InlineData("map[key] = await F();")]
    [InlineData("if (map.ContainsKey(key)) { await F(); map.Remove(key); }")]
    [InlineData("if (map.Count > 0) { await F(); map.Clear(); }")]
    [InlineData("if (!concurrent.ContainsKey(key)) concurrent[key] = await F();")]
    [InlineData("if (!set.Contains(key)) { await F(); if (set.Add(key)) Show(key); }")]
    [InlineData("if (!set.Contains(key)) { await F(); if (!set.Contains(key)) set.Add(key); }")]
    [InlineData("if (set.Add(key)) await F();")]
    [InlineData("var own = new Dictionary<string, int>(); if (!own.ContainsKey(key)) own[key] = await F();")]
    public Task Element_SetInAWayThatIsRight_IsSilent(string statement) => VerifyLowAsync(statement);

    [Theory]
    [InlineData("if (!map.ContainsKey(key)) { var v = await F(); {|ASYNCRACE002:map.Add(key, v)|}; }")]
    [InlineData("if (map.ContainsKey(key)) { await F(); {|ASYNCRACE002:map[key]++|}; }")]
    public Task Element_WrongUnderAnOutdatedCheck_IsWhatItAlwaysIs(string statement) => VerifyLowAsync(statement);

    [Fact]
    public Task Element_SetByAMethodThatIsCalledUnderTheCheck_IsToldOnce() => VerifyMembersAsync(
        """
        public async Task M(string key) { if (!map.ContainsKey(key)) await FillAsync(key); }
        private async Task FillAsync(string key) { if (!map.ContainsKey(key)) { var v = await F(); {|ASYNCRACE002 info:map[key] = v|}; } }
        """);

    [Theory]
    [InlineData("var old = busy; busy = true; await F(); {|ASYNCRACE001 info:busy = old|};")]
    [InlineData("var old = busy; busy = true; try { await F(); } finally { {|ASYNCRACE001 info:busy = old|}; }")]
    [InlineData("var old = text; text = key; try { await F(); } finally { {|ASYNCRACE001 info:text = old|}; }")]
    [InlineData("var old = cfg; cfg = given; try { await F(); } finally { {|ASYNCRACE001 info:cfg = old|}; }")]
    [InlineData("var old = conf.Count; conf.Count = i; try { await F(); } finally { {|ASYNCRACE001 info:conf.Count = old|}; }")]
    [InlineData("var old = map[key]; map[key] = i; try { await F(); } finally { {|ASYNCRACE001 info:map[key] = old|}; }")]
    [InlineData("var old = n; n = i; if (c) await F(); {|ASYNCRACE001 info:n = old|};")]
    [InlineData("var (a, b) = (n, m); n = i; m = i; await F(); {|ASYNCRACE001 info:n = a|}; {|ASYNCRACE001 info:m = b|};")]
    public Task Value_RestoredAfterTheAwait(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("var old = text; text = key; try { Show(text); } finally { text = old; } await F();")]
    [InlineData("await sem.WaitAsync(); try { var old = text; text = key; await F(); text = old; } finally { sem.Release(); }")]
    [InlineData("var old = text; text = key; try { await F(); } finally { if (text == key) text = old; }")]
    [InlineData("var old = text; text = key; await F(); Show(old);")]
    [InlineData("var old = n; n = i; await F(); m = old;")]
    [InlineData("var old = n; n = i; await F(); n = i;")]
    [InlineData("var old = n; n = i; await F(); Interlocked.CompareExchange(ref n, old, i);")]
    [InlineData("var mine = given; var old = key; key = \"\"; await F(); key = old;")]
    [InlineData("var old = ambient.Value; ambient.Value = i; try { await F(); } finally { ambient.Value = old; }")]
    [InlineData("var was = busy; busy = true; if (was) return; try { await F(); } finally { busy = was; }")]
    public Task Value_RestoredInAWayThatIsRight_IsSilent(string statement) => VerifyLowAsync(statement);

    [Theory]
    [InlineData("var old = n; await F(); n = i; await F(); {|ASYNCRACE001:n = old|};")]
    public Task Value_RestoredThatWasOutdatedBefore_IsWhatItAlwaysIs(string statement) => VerifyLowAsync(statement);

    [Theory]
    [InlineData(
        "if (!map.ContainsKey(key)) map[key] = await F();",
        "'map[key]' is written because of a check on line N, before the await on line N; another call of 'M' can change it in between and the check no longer holds")]
    [InlineData(
        "var old = text; text = key; await F(); text = old;",
        "'text' is set back to a value read on line N, before the await on line N; another call of 'M' can change it in between and that change is lost")]
    public async Task Message_SaysWhatIsDone(string statement, string message)
    {
        var findings = await EngineTest.FindingsAsync(await EngineTest.CompilationAsync("", EngineTest.Source(Method(statement))), s_low);
        Assert.Equal(message, Regex.Replace(Assert.Single(findings).GetMessage(CultureInfo.InvariantCulture), @"line \d+", "line N"));
    }

    private static readonly AnalyzerOptions s_low = ConfiguredOptions.ForAll("asyncrace_confidence = low");

    private static string Method(string statement) => $"public async Task M(bool c, int i, string key, Config given) {{ {statement} }}";

    private static Task VerifyAsync(string statement) => VerifyMembersAsync(Method(statement));

    private static async Task VerifyMembersAsync(string members)
    {
        await EngineTest.VerifyMemberAsync(s_low, members);
        await EngineTest.VerifyAsync(EngineTest.Source(members));
        await EngineTest.VerifyAsync(ConfiguredOptions.ForAll("asyncrace_confidence = high"), EngineTest.Source(members));
    }

    private static Task VerifyLowAsync(string statement) => EngineTest.VerifyMemberAsync(s_low, Method(statement));
}
