namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>Who looks again after the last suspension is right; only where what was looked at decides about the write.</summary>
[Trait("Semantics", "What clears staleness")]
public sealed class RecheckTests
{
    // What was asked under the lock holds until it is released, whichever way the try is left.
    [Theory]
    [InlineData("if (flag) return; await sem.WaitAsync(); try { if (flag) return; await F(); } finally { flag = true; sem.Release(); }")]
    [InlineData("if (flag) return; await sem.WaitAsync(); try { if (flag) return; await F(); } catch (IOException) { flag = true; } finally { sem.Release(); }")]
    [InlineData("if (flag) return; await sem.WaitAsync(); try { await F(); } finally { {|ASYNCRACE002:flag = true|}; sem.Release(); }")]
    [InlineData("if (flag) return; await sem.WaitAsync(); try { if (flag) return; await F(); } finally { sem.Release(); {|ASYNCRACE002 info:flag = true|}; }")]
    [InlineData("if (flag) return; await sem.WaitAsync(); try { Show(flag ? 1 : 2); await F(); {|ASYNCRACE002:flag = true|}; } finally { sem.Release(); }")]
    public Task Look_UnderALock(string statements) => EngineTest.VerifyMemberAsync(
        "private bool flag; public async Task M() { " + statements + " }");

    [Theory]
    [InlineData("var t = n; await F(); while (m > 0 && n < 9) Show(1); {|ASYNCRACE001:n = t|};")]
    [InlineData("var t = n; await F(); if (n < 9) Show(1); {|ASYNCRACE001:n = t|};")]
    [InlineData("var t = n; await F(); if (n < 9) n = t;")]
    [InlineData("var at = list.IndexOf(1); await F(); if (at < list.Count) list[at] = 5;")]
    [InlineData("var old = map[\"a\"]; await F(); if (map.Count == old) {|ASYNCRACE001:map[\"a\"] = old + 1|};")]
    [InlineData("var old = map[\"a\"]; await F(); if (map[\"a\"] == old) map[\"a\"] = old + 1;")]
    [InlineData("var at = list.IndexOf(1); await F(); if (list[at] == 1) list[at] = 5;")]
    public Task Recheck_CountsWhereItControlsTheWrite(string statement) => EngineTest.VerifyStatementAsync(statement);

    // What was the newest when it was compared may be an old one when the next task has run.
    [Theory]
    [InlineData("var t = n; await F(); if (n == t) n = t + 1;")]
    [InlineData("var t = n; await F(); if (n == t) { await F(); {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("var t = n; await F(); if (n != t) return; await F(); {|ASYNCRACE001:n = t + 1|};")]
    public Task Version_IsComparedAfterTheLastSuspension(string statement) => EngineTest.VerifyStatementAsync(statement);

    // An immutable collection that is replaced by one with another element: right, whatever the other elements have become.
    [Theory]
    [InlineData("if (slots.ContainsKey(1)) return; var x = await F(); slots = slots.SetItem(1, x);")]
    [InlineData("if (!slots.ContainsKey(1)) return; await F(); slots = slots.Remove(1);")]
    [InlineData("if (slots.Count > 9) return; var x = await F(); {|ASYNCRACE002 info:slots = slots.Add(1, x)|};")]
    [InlineData("var old = slots; var x = await F(); {|ASYNCRACE001:slots = old.SetItem(1, x)|};")]
    [InlineData("var old = slots.Keys; await F(); slots = slots.RemoveRange(old);")]
    [InlineData("var old = slots.Keys.ToList(); await F(); this.slots = this.slots.RemoveRange(old);")]
    [InlineData("var old = slots; await F(); {|ASYNCRACE001 info:slots = old.RemoveRange(slots.Keys)|};")]
    [InlineData("{|ASYNCRACE001:slots = slots.SetItem(1, await F())|};")]
    public Task ImmutableCollection_WithAnotherElement(string statements) => EngineTest.VerifyMemberAsync(
        "private ImmutableDictionary<int, int> slots = ImmutableDictionary<int, int>.Empty; public void Clear() => slots = slots.Clear(); public async Task M() { " + statements + " }");

    // Who is handed the object may have changed what is in it, and this task knows that.
    [Theory]
    [InlineData("var t = conf.Version; await Send(1); {|ASYNCRACE001:conf.Version = t + 1|};")]
    [InlineData("var t = conf.Version; await Send(conf); {|ASYNCRACE001 info:conf.Version = t + 1|};")]
    [InlineData("var t = conf.Version; await Send(fixedConf); {|ASYNCRACE001:conf.Version = t + 1|};")]
    [InlineData("var t = conf.Version; Show(conf); await Send(1); {|ASYNCRACE001:conf.Version = t + 1|};")]
    [InlineData("var t = n; await Send(conf); {|ASYNCRACE001:n = t + 1|};")]
    public Task Object_ThatIsHandedOver(string statements) => EngineTest.VerifyStatementAsync(statements);

    // What stands in an event's arguments afterwards, its handlers have put there.
    [Theory]
    [InlineData("var e = new ChangeArgs { Value = n }; await Raise(e); n = e.Value;")]
    [InlineData("var e = new ChangeArgs { Value = n }; await F(); {|ASYNCRACE001:n = e.Value|};")]
    [InlineData("var e = new Change { Value = n }; await Raise(e); {|ASYNCRACE001:n = e.Value|};")]
    public Task Arguments_OfAnEvent(string statements) => EngineTest.VerifyMemberAsync(
        "public sealed class ChangeArgs { public int Value; } public sealed class Change { public int Value; } private static Task Raise(object e) => F(); public async Task M() { " + statements + " }");

    // What an object says that a call has answered is its own affair.
    [Theory]
    [InlineData("var job = jobs.Start(); await F(); if (job.IsDone) jobs = new();")]
    [InlineData("var job = jobs.Start(); await F(); if (job.Done()) {|ASYNCRACE002 info:jobs = new()|};")]
    [InlineData("if (jobs.IsIdle) { await F(); {|ASYNCRACE002 info:jobs = new()|}; }")]
    [InlineData("if (jobs.Start() == null) { await F(); {|ASYNCRACE007 info:jobs = new()|}; }")]
    public Task Answer_IsAnObjectOfItsOwn(string statements) => EngineTest.VerifyMemberAsync(
        "public sealed class Jobs { public bool IsIdle; public Job Start() => new(); } public sealed class Job { public bool IsDone; public bool Done() => IsDone; } private Jobs jobs = new(); public void Reset() => jobs = new(); public async Task M() { " + statements + " }");

    // Where something is now depends on what is there now.
    [Theory]
    [InlineData("var t = list[n]; await F(); n = list.IndexOf(t);")]
    [InlineData("var t = list[n]; await F(); n = Array.IndexOf(array, t);")]
    [InlineData("var t = list[n]; await F(); {|ASYNCRACE001:n = Unknown(t)|};")]
    public Task Search_FindsWhatIsThere(string statements) => EngineTest.VerifyStatementAsync(statements);

    // The keys are not what they stand for.
    [Theory]
    [InlineData("map[\"a\"] = await G(map.Keys.Count);")]
    [InlineData("{|ASYNCRACE001 info:map[\"a\"] = await Count(map.Values)|};")]
    [InlineData("map[\"a\"] = await Count(map.Keys);")]
    public Task Keys_ThatAreHandedOn(string statements) => EngineTest.VerifyMemberAsync(
        "private static Task<int> Count(object given) => F(); public async Task M() { " + statements + " }");

    // The resource is disposed of, and that suspends, before the handler runs.
    [Theory]
    [InlineData("var t = 0; try { await using (new Resource()) { t = n; Show(t); } } catch (Exception) { {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("var t = 0; try { await using var r = new Resource(); t = n; Show(t); } catch (Exception) { {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("var t = 0; try { using (new Resource()) { t = n; Show(t); } } catch (Exception) { n = t + 1; }")]
    [InlineData("var t = 0; try { await using (new Resource()) { t = n; throw new IOException(); } } catch (IOException) { {|ASYNCRACE001:n = t + 1|}; }")]
    [InlineData("var t = 0; try { using (new Resource()) { t = n; throw new IOException(); } } catch (IOException) { n = t + 1; }")]
    public Task AwaitUsing_LeftByAnException_Suspends(string statement) => EngineTest.VerifyStatementAsync(statement);

    // A version that the caller has read, and handed in: where it is the same still, nobody has come in between.
    [Theory]
    [InlineData("async Task Save(int version) { var t = n; await F(); if (version == m) n = t; } public async Task GoAsync() { await Save(m); await Task.Yield(); }")]
    [InlineData("async Task Save(int version) { var t = n; await F(); if (m != version) return; n = t; } public async Task GoAsync() { await Save(m); await Task.Yield(); }")]
    [InlineData("async Task Save(object mine) { var t = n; await F(); if (ReferenceEquals(mine, cfg)) n = t; } public async Task GoAsync() { await Save(cfg); await Task.Yield(); }")]
    [InlineData("async Task Save(int version) { var t = n; await F(); if (m < version) {|ASYNCRACE001:n = t|}; } public async Task GoAsync() { await Save(m); await Task.Yield(); }")]
    [InlineData("async Task Save(int version) { var t = n; var then = m; await F(); if (then == version) {|ASYNCRACE001:n = t|}; } public async Task GoAsync() { await Save(m); await Task.Yield(); }")]
    [InlineData("async Task Save(List<int> versions) { var t = n; await F(); if (versions.Count == m) {|ASYNCRACE001:n = t|}; } public async Task GoAsync() { await Save(list); await Task.Yield(); }")]
    [InlineData("async Task Save(int version) { var t = n; await F(); if (version == 3) {|ASYNCRACE001:n = t|}; } public async Task GoAsync() { await Save(m); await Task.Yield(); }")]
    [InlineData("async Task Open(int version) { cfg = new(); await F(); if (m == version) cfg = null; } public async Task GoAsync() { await Open(m); await Task.Yield(); }")]
    [InlineData("async Task Open(int version) { cfg = new(); await F(); if (m > version) {|ASYNCRACE001 info:cfg = null|}; } public async Task GoAsync() { await Open(m); await Task.Yield(); }")]
    public Task Version_ThatIsHandedIn(string member) => EngineTest.VerifyMemberAsync("private " + member);
}
