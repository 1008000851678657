namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>Shapes that were missed when locks were taken away from methods of real projects.</summary>
[Trait("Semantics", "What makes a value or a check stale")]
public sealed class SeededTests
{
    [Theory]
    [InlineData("var v = conf; await F(); {|ASYNCRACE001 info:conf = new() { Version = v.Version + 1 }|};")]
    [InlineData("var v = box.Y; await F(); {|ASYNCRACE001:box = new(v + 1, 2)|};")]
    [InlineData("var v = box.Y; await F(); {|ASYNCRACE001:box = new(1, 2) { Z = v + 1 }|};")]
    [InlineData("var old = box; await F(); {|ASYNCRACE001:box = old with { Z = 3 }|};")]
    [InlineData("var z = box.Z; await F(); {|ASYNCRACE001 info:box = box with { Z = z + 1 }|};")]
    [InlineData("var v = box.Y; await F(); var next = new Config(); next.Count = v + 1; Show(next);")]
    [InlineData("var all = new List<int>(); all.Add(n); await F(); {|ASYNCRACE001:n = all.Count|};")]
    public Task WhatIsPutIntoAnObject_IsInTheObject(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("private void Dec() => {|ASYNCRACE002 info:n--|}; public async Task M() { if (n > 0) { await F(); Dec(); } }")]
    [InlineData("private void Init() { {|ASYNCRACE007 info:cfg = new()|}; } public async Task M() { if (cfg is null) { await F(); Init(); } }")]
    [InlineData("private void Init() { if (cfg is null) cfg = new(); } public async Task M() { if (cfg is null) { await F(); Init(); } }")]
    [InlineData("private void Outer() => Init(); private void Init() { {|ASYNCRACE007 info:cfg = new()|}; } public async Task M() { if (cfg is null) { await F(); Outer(); } }")]
    [InlineData("private void Dec() => n--; public async Task M() { if (n > 0) { Dec(); await F(); } }")]
    [InlineData("private void Dec() => n--; public async Task M() { await sem.WaitAsync(); try { if (n > 0) { await F(); Dec(); } } finally { sem.Release(); } }")]
    public Task SynchronousHelper_ThatWritesUnderItsCallersStaleCheck(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory]
    [InlineData("if (!await sem.WaitAsync(5)) ThrowTimeout(); try { n += await F(); } finally { sem.Release(); }")]
    [InlineData("if (!await sem.WaitAsync(5)) ThrowIfClosed(); try { {|ASYNCRACE001:n += await F()|}; } finally { sem.Release(); }")]
    public Task MethodThatOnlyThrows_DoesNotReturn(string statement) => EngineTest.VerifyMemberAsync(
        "private static void ThrowTimeout() => throw new TimeoutException(); private void ThrowIfClosed() { if (m > 5) throw new TimeoutException(); } public async Task M() { " + statement + " }");

    [Theory]
    [InlineData("if (Volatile.Read(ref running) == 0) { await F(); {|ASYNCRACE002 info:Interlocked.Exchange(ref running, 1)|}; }")]
    [InlineData("if (Volatile.Read(ref running) == 0) { await F(); _ = {|ASYNCRACE002 info:Interlocked.Exchange(ref running, 1)|}; }")]
    [InlineData("if (Volatile.Read(ref running) == 0) { await F(); if (Interlocked.Exchange(ref running, 1) == 1) return; Show(1); }")]
    public Task ExchangeWithoutALook_IsAWrite(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("var was = busy; busy = true; if (was) return; n += await F(); busy = false;")]
    [InlineData("bool was; lock (gate) { was = busy; busy = true; } if (was) return; n += await F(); busy = false;")]
    [InlineData("var was = busy; if (was) return; {|ASYNCRACE001:n += await F()|};")]
    [InlineData("var was = busy; busy = true; {|ASYNCRACE001:n += await F()|}; busy = was;")]
    public Task SwapAndTest_IsAClaim(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("var old = list.GetRange(0, 2); await F(); {|ASYNCRACE001 info:list = old|};")]
    [InlineData("var old = list.ToList(); old.Add(await F()); {|ASYNCRACE001 info:list = old|};")]
    [InlineData("var first = list.First(); await F(); list = new() { 1 };")]
    public Task CopyOfTheContents_IsMadeFromTheCollection(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("var mine = Interlocked.CompareExchange(ref slot, given, null) == null; await F(); if (mine) Interlocked.Exchange(ref slot, null);")]
    [InlineData("var found = Interlocked.CompareExchange(ref slot, given, null); await F(); if (found is null) slot = null;")]
    public Task ClaimThatIsRemembered_IsOnesOwn(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("if (flag is null) await F(); {|ASYNCRACE002 info:flag = given|};")]
    [InlineData("var wait = deadline - 5; if (wait > 0) await F(); {|ASYNCRACE002 info:deadline = 7|};")]
    [InlineData("if (slot is null) await F(); slot = given;")]
    [InlineData("if (flag is not null) await F(); flag = null;")]
    [InlineData("while (deadline > 0) await F(); deadline = 1; await F(); deadline = 0;")]
    [InlineData("if (flag is null) await F(); if (flag is null) flag = given;")]
    [InlineData("if (flag is null) await F(); conf = new();")]
    [InlineData("if (c) await F(); flag = given;")]
    [InlineData("if (busy) return; busy = true; if (flag is null) await F(); flag = given; busy = false;")]
    public Task CheckThatDecidesTheSuspensionOnly(string statement) => EngineTest.VerifyMemberAsync(
        "private volatile object? flag; private volatile int deadline; public async Task M(bool c, Config given) { " + statement + " }");

    [Theory]
    [InlineData("await Enable(); {|ASYNCRACE002 info:flag = given|};")]
    [InlineData("await Enable().ConfigureAwait(false); {|ASYNCRACE002 info:flag = given|};")]
    [InlineData("await (flag is null ? F() : Task.CompletedTask); {|ASYNCRACE002 info:flag = given|};")]
    [InlineData("var enabling = flag is null ? F() : Task.CompletedTask; await enabling; {|ASYNCRACE002 info:flag = given|};")]
    [InlineData("if (flag is null) await F(); Set(given);")]
    [InlineData("await Enable(); if (flag is null) flag = given;")]
    [InlineData("await Enable(); conf = new();")]
    [InlineData("await Enable(); flag = null;")]
    [InlineData("await sem.WaitAsync(); try { await Enable(); flag = given; } finally { sem.Release(); }")]
    [InlineData("if (busy) return; busy = true; await Enable(); flag = given; busy = false;")]
    [InlineData("var was = flag; await F(); flag = given; Show(was);")]
    public Task TaskThatACheckChose(string statement) => EngineTest.VerifyMemberAsync(
        "private volatile object? flag; private Task Enable() => flag is null ? F() : Task.CompletedTask; private void Set(object value) => flag = value; public async Task M(Config given) { " + statement + " }");

    [Theory]
    [InlineData("public async Task M() { if (slot is null) await Connect(); } private async Task Connect() { slot = null; {|ASYNCRACE007 info:slot = await O()|}; }")]
    [InlineData("public async Task M() { if (slot is null) { slot = null; {|ASYNCRACE007 info:slot = await O()|}; } }")]
    [InlineData("public async Task M() { if (slot is null) { slot = this; slot = await O(); } }")]
    [InlineData("public async Task M() { if (slot is not null) { slot = null; await F(); slot = null; } }")]
    public Task SettingToNullWhatIsNull_ClaimsNothing(string members) => EngineTest.VerifyMemberAsync(members);
}
