namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>Shapes that were missed when locks were taken away from methods of real projects.</summary>
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
    [InlineData("if (Volatile.Read(ref running) == 0) { await F(); {|ASYNCRACE002:Interlocked.Exchange(ref running, 1)|}; }")]
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
    [InlineData("if (slot is null) await F(); {|ASYNCRACE002 info:slot = given|};")]
    [InlineData("var wait = big - 5; if (wait > 0) await F(); {|ASYNCRACE002 info:big = 7|};")]
    [InlineData("if (!ready) await F(); {|ASYNCRACE002 info:ready = true|};")]
    [InlineData("if (slot is not null) await F(); slot = null;")]
    [InlineData("while (busy) await F(); busy = true; await F(); busy = false;")]
    [InlineData("if (slot is null) await F(); if (slot is null) slot = given;")]
    [InlineData("if (slot is null) await F(); conf = new();")]
    [InlineData("if (c) await F(); slot = given;")]
    [InlineData("if (busy) return; busy = true; if (slot is null) await F(); slot = given; busy = false;")]
    public Task CheckThatDecidesTheSuspensionOnly(string statement) => EngineTest.VerifyStatementAsync(statement);
}
