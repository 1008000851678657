namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>An attempt at a lock that does not wait leaves nobody any time: what was read just before it is covered as what is read after it.</summary>
[Trait("Semantics", "What clears staleness")]
public sealed class AttemptTests
{
    [Theory]
    [InlineData("if (v != 0 || !await sem.WaitAsync(0)) return; try { await F(); v = 1; } finally { sem.Release(); }")]
    [InlineData("if (v != 0) return; if (!await sem.WaitAsync(0)) return; try { await F(); v = 1; } finally { sem.Release(); }")]
    [InlineData("if (v != 0) return; if (!await sem.WaitAsync(TimeSpan.Zero)) return; try { await F(); v = 1; } finally { sem.Release(); }")]
    [InlineData("if (v != 0) return; if (!sem.Wait(0)) return; try { await F(); v = 1; } finally { sem.Release(); }")]
    [InlineData("var t = v; if (!await sem.WaitAsync(0)) return; try { await F(); v = t + 1; } finally { sem.Release(); }")]
    // It waits.
    [InlineData("if (v != 0) return; if (!await sem.WaitAsync(100)) return; try { await F(); {|ASYNCRACE002:v = 1|}; } finally { sem.Release(); }")]
    [InlineData("if (v != 0) return; await sem.WaitAsync(); try { await F(); {|ASYNCRACE002:v = 1|}; } finally { sem.Release(); }")]
    // The time has passed before, or the lock is given back in between.
    [InlineData("if (v != 0) return; await F(); if (!await sem.WaitAsync(0)) return; try { {|ASYNCRACE002:v = 1|}; } finally { sem.Release(); }")]
    [InlineData("if (v != 0) return; if (!await sem.WaitAsync(0)) return; sem.Release(); await F(); {|ASYNCRACE002 info:v = 1|};")]
    [InlineData("if (v != 0) return; await sem.WaitAsync(0); await F(); {|ASYNCRACE002:v = 1|};")]
    public Task Attempt_ThatDoesNotWait(string statement) => EngineTest.VerifyMemberAsync($"private int v; public async Task M() {{ {statement} }}");

    // Of a background loop one run is under way, and it takes one step after the other.
    [Theory]
    [InlineData("public Service() { _ = Loop(); } private async Task Loop() { while (true) { await OneAsync(); await TwoAsync(); } } private async Task OneAsync() { if (v == 0) { await F(); v = 1; } } private async Task TwoAsync() { await F(); v = 0; }")]
    [InlineData("public Service() { _ = Loop(); } private async Task Loop() { while (true) { await StepAsync(); } } private async Task StepAsync() { await OneAsync(); await TwoAsync(); } private async Task OneAsync() { if (v == 0) { await F(); v = 1; } } private Task TwoAsync() { v = 0; return F(); }")]
    // Somebody else takes the other step, or the loop does not wait for it.
    [InlineData("public Service() { _ = Loop(); } private async Task Loop() { while (true) { await OneAsync(); await TwoAsync(); } } private async Task OneAsync() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } private async Task TwoAsync() { await F(); v = 0; } public Task AgainAsync() => TwoAsync();")]
    [InlineData("public Service() { _ = Loop(); } private async Task Loop() { while (true) { await OneAsync(); _ = TwoAsync(); } } private async Task OneAsync() { if (v == 0) { await F(); {|ASYNCRACE002:v = 1|}; } } private async Task TwoAsync() { await F(); v = 0; }")]
    [InlineData("public Service() { _ = Loop(); _ = Other(); } private async Task Loop() { while (true) { await OneAsync(); } } private async Task Other() { while (true) { await TwoAsync(); } } private async Task OneAsync() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } private async Task TwoAsync() { await F(); v = 0; }")]
    public Task StepsOfOneLoop_AreNoRivals(string members) => EngineTest.VerifyMemberAsync("private int v; " + members);
}
