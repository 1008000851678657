namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>What an operation has written itself: numbers it took, collections it has put in their place, counters it has moved on.</summary>
[Trait("Semantics", "What makes a value or a check stale")]
public sealed class OwnWriteTests
{
    [Theory]
    [InlineData("if (n++ > 0) return; await F(); n = 0;")]
    [InlineData("n++; if (n > 1) { n--; return; } await F(); n = 0;")]
    [InlineData("if (++n == 1) { await F(); m += 1; } n--;")]
    [InlineData("n += 1; if (n != 1) return; await F(); n = 0;")]
    [InlineData("n++; if (n > 100) { await F(); {|ASYNCRACE002 info:n = 0|}; }")]
    [InlineData("n++; await F(); if (n > 1) { await F(); {|ASYNCRACE002 info:n = 0|}; }")]
    [InlineData("if (c) n++; if (n > 1) { await F(); {|ASYNCRACE002 info:n = 0|}; }")]
    public Task CounterThatTellsWhoIsFirst_ClaimsItself(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("private async Task<int> More() { await F(); return n; } public async Task M() { await More(); n--; }")]
    [InlineData("private async Task<int> More(int x) { await F(); return n; } public async Task M() { await More(n).ConfigureAwait(false); {|ASYNCRACE001 info:n--|}; }")]
    [InlineData("private async Task More(int x) { await F(); } public async Task M() { await More(n); {|ASYNCRACE001 info:n--|}; }")]
    public Task NumberThatACallReturns_WasNotHandedToIt(string members) => EngineTest.VerifyMemberAsync(members);

    [Theory]
    [InlineData("var id = number++; try { await Send(id); } catch { {|ASYNCRACE001:number--|}; throw; }")]
    [InlineData("int id; lock (gate) { id = number++; } try { await Send(id); } catch (IOException) { lock (gate) { {|ASYNCRACE001:number--|}; } }")]
    [InlineData("var id = ++number; try { await Send(id); } catch (Exception e) when (e is IOException) { {|ASYNCRACE001:number -= 1|}; }")]
    [InlineData("number++; try { await F(); } catch { number--; throw; }")]
    [InlineData("number++; try { await F(); } finally { number--; }")]
    [InlineData("var id = number++; try { Show(id); } catch { number--; throw; } await F();")]
    [InlineData("await sem.WaitAsync(); try { var id = number++; try { await Send(id); } catch { number--; throw; } } finally { sem.Release(); }")]
    [InlineData("var id = Interlocked.Increment(ref number); try { await Send(id); } catch { Interlocked.Decrement(ref number); throw; }")]
    [InlineData("var id = number++; try { await Send(id); } catch { m--; throw; }")]
    public Task NumberTakenBackAfterASuspension(string statement) => EngineTest.VerifyStatementAsync(statement);

    [Theory]
    [InlineData("if (names is null) { {|ASYNCRACE007 info:names = new()|}; foreach (var e in items) { names.Add(await T()); } }")]
    [InlineData("if (names is null) { {|ASYNCRACE007 info:names = new List<string>()|}; await foreach (var e in Stream()) names.Add(text); } Show(names.Count);")]
    [InlineData("if (byKey == null) { {|ASYNCRACE007 info:byKey = new()|}; foreach (var e in items) { var t = await T(); byKey[t] = e; } }")]
    [InlineData("if (names is null) { var all = new List<string>(); foreach (var e in items) all.Add(await T()); if (names is null) names = all; }")]
    [InlineData("if (names is null) { names = new(); foreach (var e in items) names.Add(text); } await F();")]
    [InlineData("names = new(); foreach (var e in items) names.Add(await T());")]
    [InlineData("await sem.WaitAsync(); try { if (names is null) { names = new(); foreach (var e in items) names.Add(await T()); } } finally { sem.Release(); }")]
    [InlineData("if (busy) return; busy = true; if (names is null) { names = new(); foreach (var e in items) names.Add(await T()); } busy = false;")]
    [InlineData("if (names is null) { names = new(); await F(); Show(names.Count); }")]
    public Task CollectionPublishedBeforeItIsFilled(string statement) => EngineTest.VerifyMemberAsync(
        "private List<string>? names; private Dictionary<string, int>? byKey; public async Task M(bool c, int[] items) { " + statement + " }");

    [Theory]
    [InlineData("private void Put(string name) => names!.Add(name); public async Task M(int[] items) { if (names is null) { {|ASYNCRACE007 info:names = new()|}; foreach (var e in items) Put(await T()); } }")]
    [InlineData("private async Task Put(string name) { names!.Add(name); await F(); } public async Task M(int[] items) { if (names is null) { {|ASYNCRACE007 info:names = new()|}; foreach (var e in items) await Put(text); } }")]
    [InlineData("private void Put(string name) => names!.Add(name); public async Task M(int[] items) { if (names is null) { names = new(); foreach (var e in items) Put(text); } await F(); }")]
    [InlineData("private void Put(List<string> to, string name) => to.Add(name); public async Task M(int[] items) { if (names is null) { var all = new List<string>(); foreach (var e in items) Put(all, await T()); names ??= all; } }")]
    public Task CollectionPublishedBeforeAHelperFillsIt(string members) => EngineTest.VerifyMemberAsync("private List<string>? names; " + members);

    [Theory]
    [InlineData("await sem.WaitAsync(); try { if (names is null) { names = new(); foreach (var e in items) names.Add(await T()); } } finally { sem.Release(); }")]
    [InlineData("lock (gate) { if (names is not null) return; {|ASYNCRACE007:names = new()|}; } foreach (var e in items) names.Add(await T());")]
    public Task CollectionPublishedBeforeItIsFilled_UnderALock(string statement) => EngineTest.VerifyMemberAsync(
        "private List<string>? names; public async Task M(int[] items) { " + statement + " }");
}
