namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>What one operation is cancelled by: when the slot still holds its own, and when nobody can know.</summary>
[Trait("Semantics", "Publish, await, clear")]
public sealed class OwnSlotTests
{
    private static Task VerifyAsync(string members) => EngineTest.VerifyAsync("public class C { CancellationTokenSource cts; " + members + " }");

    // Where everyone ends his predecessor, who has not been ended is the one that is there.
    [Theory]
    [InlineData("public async Task M() { cts?.Cancel(); var mine = cts = new(); await Task.Yield(); if (mine.IsCancellationRequested) return; cts.Cancel(); }")]
    [InlineData("public async Task M() { cts?.Cancel(); var mine = new CancellationTokenSource(); cts = mine; await Task.Yield(); if (mine.IsCancellationRequested) return; cts.Cancel(); }")]
    [InlineData("public async Task M() { cts?.Cancel(); cts = new(); var token = cts.Token; await Task.Yield(); if (!token.IsCancellationRequested) cts.Cancel(); }")]
    [InlineData("public async Task M() { cts?.Cancel(); var mine = cts = new(); await Task.Yield(); if (!mine.IsCancellationRequested) cts = null; }")]
    [InlineData("public async Task M() { cts?.Cancel(); var mine = cts = new(); await Task.Yield(); {|ASYNCRACE001:cts|}.Cancel(); }")]
    [InlineData("public async Task M() { cts?.Cancel(); var mine = cts = new(); await Task.Yield(); if (mine.IsCancellationRequested) return; await Task.Yield(); {|ASYNCRACE001:cts|}.Cancel(); }")]
    [InlineData("public async Task M() { cts?.Cancel(); var other = new CancellationTokenSource(); cts = new(); await Task.Yield(); if (other.IsCancellationRequested) return; {|ASYNCRACE001:cts|}.Cancel(); }")]
    [InlineData("public async Task M() { var mine = cts = new(); await Task.Yield(); if (mine.IsCancellationRequested) return; {|ASYNCRACE001 info:cts|}.Cancel(); }")]
    [InlineData("public async Task M(CancellationToken token) { cts?.Cancel(); cts = new(); await Task.Yield(); if (token.IsCancellationRequested) return; {|ASYNCRACE001:cts|}.Cancel(); }")]
    [InlineData("public async Task M() { cts?.Cancel(); cts = new(); await Task.Yield(); var token = cts.Token; if (token.IsCancellationRequested) return; {|ASYNCRACE001:cts|}.Cancel(); }")]
    public Task OwnToken_ThatIsAskedAfresh(string members) => VerifyAsync(members);

    // Who completes, under a lock, what is there, and clears it, has dealt with whosever it is.
    [Theory]
    [InlineData("lock (gate) { Tell(ready); ready = null; }", "")]
    [InlineData("Tell(ready); lock (gate) { ready = null; }", "ASYNCRACE001")]
    [InlineData("lock (gate) { ready = null; }", "ASYNCRACE001")]
    public async Task Slot_ThatIsClearedUnderALock(string statements, string id)
    {
        var found = await EngineTest.FindingsAsync(await EngineTest.CompilationAsync(
            "public class C { readonly object gate = new(); TaskCompletionSource ready; static void Tell(object given) { } public async Task M() { lock (gate) { ready = new(); } await Task.Yield(); " + statements + " } }"));
        Assert.Equal(id, string.Join(" ", found.Select(static finding => finding.Id).Where(static found => found == "ASYNCRACE001").Distinct()));
    }

    // A flag of one's own says who has put it there.
    [Theory]
    [InlineData("bool mine = false; if (load == null) { load = Task.Run(() => 1); mine = true; } await load; if (mine) load = null;")]
    [InlineData("bool mine = false; if (load == null) { mine = true; load = Task.Run(() => 1); } try { await load; } finally { if (mine) { load = null; } }")]
    [InlineData("bool mine = false; if (load == null) { load = Task.Run(() => 1); } mine = true; await load; if (mine) {|ASYNCRACE001 info:load = null|};")]
    [InlineData("bool mine = false; if (load == null) { load = Task.Run(() => 1); } await load; {|ASYNCRACE001 info:load = null|};")]
    [InlineData("bool mine = false, other = true; if (load == null) { load = Task.Run(() => 1); mine = true; } await load; if (other) {|ASYNCRACE001 info:load = null|};")]
    public Task Slot_ThatIsClearedByWhoPut(string statements) => EngineTest.VerifyAsync("public class C { Task<int> load; public async Task M() { " + statements + " } }");

    // What is only filled where it is empty may be another's from the beginning.
    [Theory]
    [InlineData("public async Task M() { cts ??= new(); await Task.Yield(); cts.Cancel(); }")]
    [InlineData("public async Task M() { cts = new(); await Task.Yield(); {|ASYNCRACE001 info:cts|}.Cancel(); }")]
    [InlineData("public async Task M() { Fill(); await Task.Yield(); cts.Cancel(); } private void Fill() => cts ??= new();")]
    [InlineData("public async Task M() { Fill(); await Task.Yield(); {|ASYNCRACE001 info:cts|}.Cancel(); } private void Fill() => cts = new();")]
    public Task Slot_ThatIsOnlyFilled(string members) => VerifyAsync(members);
}
