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
    [InlineData("{|ASYNCRACE001 info:conf.Count = await F()|};")]
    [InlineData("{|ASYNCRACE001 info:conf.Count = i + await F()|};")]
    [InlineData("{|ASYNCRACE001 info:conf.Count = c ? await F() : 1|};")]
    [InlineData("{|ASYNCRACE001 info:this.conf.Count = (await F())|};")]
    [InlineData("{|ASYNCRACE001 info:list[i] = await F()|};")]
    [InlineData("{|ASYNCRACE001 info:list.Add(await F())|};")]
    [InlineData("{|ASYNCRACE001 info:list.Insert(0, await F())|};")]
    [InlineData("{|ASYNCRACE001 info:friend!.conf.Count = await F()|};")]
    public Task Receiver_BoundBeforeTheAwait(string statement) => VerifyMembersAsync("public void Befriend(Service other) { friend = other; list = new(); }" + Method(statement));

    [Theory]
    [InlineData("var v = await F(); conf.Count = v;")]
    [InlineData("var own = conf; own.Count = await F();")]
    [InlineData("var own = conf; var v = await F(); own.Count = v;")]
    [InlineData("given.Count = await F();")]
    [InlineData("fixedConf.Count = await F();")]
    [InlineData("array[i] = await F();")]
    [InlineData("map[key] = await F();")]
    [InlineData("list[i] = await F();")]
    [InlineData("list.Add(await F());")]
    [InlineData("queue.Enqueue(await F());")]
    [InlineData("conf.Count = c ? i : 1;")]
    [InlineData("point.F = await F();")]
    [InlineData("conf.Count = 1; await F();")]
    [InlineData("n = await F();")]
    [InlineData("await sem.WaitAsync(); try { conf.Count = await F(); } finally { sem.Release(); }")]
    [InlineData("new Config().Count = await F();")]
    [InlineData("lonely.Count = await F();")]
    [InlineData("emptied!.Count = await F();")]
    [InlineData("conf.Count = await Task.FromResult(1);")]
    public Task Receiver_ThatNobodyReplaces_IsSilent(string statement) => VerifyLowMembersAsync(
        "private Config lonely = new(); private Config? emptied = new(); public void Empty() => emptied = null;" + Method(statement));

    [Theory]
    [InlineData("{|ASYNCRACE001:conf.Count += await F()|};")]
    [InlineData("{|ASYNCRACE001:conf.Count = conf.Count + await F()|};")]
    public Task Receiver_OfAValueThatIsLost_IsWhatItAlwaysIs(string statement) => VerifyLowAsync(statement);

    [Theory]
    [InlineData("{|ASYNCRACE001 info:conf = await Reload(conf.Version)|};")]
    [InlineData("var fresh = await Reload(conf.Version); {|ASYNCRACE001 info:conf = fresh|};")]
    [InlineData("var id = conf.Version; {|ASYNCRACE001 info:conf = await Reload(id)|};")]
    [InlineData("var loading = Reload(conf.Version); {|ASYNCRACE001 info:conf = await loading|};")]
    [InlineData("{|ASYNCRACE001 info:conf = await Reload(conf.Version).ConfigureAwait(false)|};")]
    [InlineData("{|ASYNCRACE001 info:conf = await Reload(conf.Version + 1)|};")]
    public Task Value_AskedForByAMemberOfTheOldOne(string statement) => VerifyAsync(statement);

    [Theory]
    [InlineData("conf = await Reload(i);")]
    [InlineData("conf = await Reload(given.Version);")]
    [InlineData("conf = await Reload(fixedConf.Version);")]
    [InlineData("var id = conf.Version; var fresh = await Reload(id); if (conf.Version == id) conf = fresh;")]
    [InlineData("var v = await F(); conf = Pick(conf.Version);")]
    [InlineData("cfg = await Reload(conf.Version);")]
    [InlineData("var fresh = await Reload(conf.Version); Show(fresh);")]
    [InlineData("await sem.WaitAsync(); try { conf = await Reload(conf.Version); } finally { sem.Release(); }")]
    [InlineData("var own = given; own = await Reload(own.Version);")]
    public Task Value_AskedForByAnother_IsSilent(string statement) => VerifyLowMembersAsync("private static Config Pick(int version) => new();" + Method(statement));

    [Theory]
    [InlineData("{|ASYNCRACE001:conf = await Renew(conf)|};")]
    public Task Value_MadeOfTheOldOne_IsWhatItAlwaysIs(string statement) => VerifyLowMembersAsync("private static Task<Config> Renew(Config old) => L();" + Method(statement));

    [Theory]
    [InlineData(
        "if (!map.ContainsKey(key)) map[key] = await F();",
        "'map[key]' is written because of a check on line N, before the await on line N; another call of 'M' can change it in between and the check no longer holds")]
    [InlineData(
        "var old = text; text = key; await F(); text = old;",
        "'text' is set back to a value read on line N, before the await on line N; another call of 'M' can change it in between and that change is lost")]
    [InlineData(
        "conf.Count = await F();",
        "'conf.Count' is changed in the object read on line N, before the await on line N; 'Interfere' can put another in its place in between, and the old one is changed")]
    [InlineData(
        "conf = await Reload(conf.Version);",
        "'conf' is loaded anew by a member of it read on line N, before the await on line N; another call of 'M' can put another in its place in between, and that is lost")]
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

    private static Task VerifyLowAsync(string statement) => VerifyLowMembersAsync(Method(statement));

    private static Task VerifyLowMembersAsync(string members) => EngineTest.VerifyMemberAsync(s_low, members);
}
