namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>B6.4: a body that releases a lock which it never acquires was entered with it.</summary>
[Trait("Semantics", "What clears staleness")]
[Trait("Semantics", "Locks")]
public sealed class HandedOverLockTests
{
    private const string Work = "var t = n; await F(); n = t + 1;";
    private const string Flagged = "var t = n; await F(); {|ASYNCRACE001:n = t + 1|};";
    private const string Classic = " public async Task Use() { await sem.WaitAsync(); try { await F(); } finally { sem.Release(); } }";
    private const string ClassicGate = " public async Task Use() { await exclusive.AcquireAsync(); try { await F(); } finally { exclusive.Release(); } }";

    [Theory]
    [InlineData("private async Task Core() { try { {0} } finally { sem.Release(); } }" + Classic)]
    [InlineData("internal async Task Core() { try { {0} } finally { sem.Release(); } }" + Classic)]
    [InlineData("protected async Task Core() { {0} sem.Release(); }" + Classic)]
    [InlineData("private async Task Core() { try { if (n > 5) return; {0} } finally { sem.Release(); } await F(); }" + Classic)]
    [InlineData("private async Task Core() { try { foreach (int i in array) { if (i > 2) continue; {0} } } finally { sem.Release(); } }" + Classic)]
    [InlineData("private async Task Core() { try { await Step(); } finally { sem.Release(); } } private async Task Step() { {0} }" + Classic)]
    [InlineData("public async Task M() { await sem.WaitAsync(); _ = Task.Run(async () => { try { {0} } finally { sem.Release(); } }); }" + Classic)]
    [InlineData("public async Task M() { await sem.WaitAsync(); _ = Core(); async Task Core() { try { {0} } finally { sem.Release(); } } }" + Classic)]
    [InlineData("public async Task M() { await sem.WaitAsync(); _ = Core(); } private async Task Core() { try { {0} } finally { sem.Release(); } } " + Classic)]
    [InlineData("public async Task Use() { try { await sem.WaitAsync(); await F(); } finally { sem.Release(); } } private async Task Core() { try { {0} } finally { sem.Release(); } }")]
    [InlineData("private async ValueTask Core() { try { {0} } finally { exclusive.Release(); } await F(); }" + ClassicGate)]
    [InlineData("public Func<Task> Later() { return async () => { try { {0} } finally { exclusive.Release(); } }; }" + ClassicGate)]
    public Task HeldOnEntry(string members) => VerifyAsync(members, Work);

    [Theory]
    // Anyone can call it, and has nothing to hand over.
    [InlineData("public async Task Core() { try { {0} } finally { sem.Release(); } }" + Classic)]
    // Nobody acquires and releases it: a signal. Nor does it exclude anyone where it lets in several, or nobody knows how many.
    [InlineData("public async Task Consume() { await sem.WaitAsync(); m = 1; } private async Task Produce() { {0} sem.Release(); }")]
    [InlineData("public async Task Consume() { await signal.WaitAsync(); m = 1; } private async Task Produce() { {0} signal.Release(); }")]
    [InlineData("public async Task Use() { await signal.WaitAsync(); signal.Release(); } private async Task Produce() { {0} signal.Release(); }")]
    [InlineData("public async Task Use() { await limiter.WaitAsync(); try { await F(); } finally { limiter.Release(); } } private async Task Core() { try { {0} } finally { limiter.Release(); } }")]
    [InlineData("public async Task Use() { await given.WaitAsync(); try { await F(); } finally { given.Release(); } } private async Task Core() { try { {0} } finally { given.Release(); } }")]
    // It is released before, or in some runs only; or another one is.
    [InlineData("private async Task Core() { sem.Release(); {0} }" + Classic)]
    [InlineData("private async Task Core() { try { m = 1; } finally { sem.Release(); } {0} }" + Classic)]
    [InlineData("private async Task Core(bool entered) { {0} if (entered) sem.Release(); }" + Classic)]
    [InlineData("private async Task Core() { try { {0} } catch (IOException) { sem.Release(); } }" + Classic)]
    [InlineData("private async Task Core() { try { {0} } finally { End(); } } private void End() => sem.Release();" + Classic)]
    [InlineData("private async Task Core() { {0} await Step(); } private async Task Step() { await F(); if (m > 1) { sem.Release(); throw new IOException(); } }" + Classic)]
    [InlineData("private async Task Core() { try { {0} } catch { sem.Release(); throw; } }" + Classic)]
    [InlineData("private async Task Core() { try { {0} } catch (IOException) { End(); throw; } } private void End() => sem.Release();" + Classic)]
    [InlineData("private async Task Core() { try { {0} } catch (IOException) when (m > 1) { sem.Release(); throw; } }" + Classic)]
    [InlineData("private async Task Core() { try { {0} } finally { signal.Release(); } }" + Classic)]
    // What acquires it itself, in whatever way, has not been handed it.
    [InlineData("private async Task Core(bool enter) { if (enter) await sem.WaitAsync(); try { {0} } finally { sem.Release(); } }" + Classic)]
    [InlineData("private async Task Core(bool enter) { if (enter) await Begin(); try { {0} } finally { sem.Release(); } } private async Task Begin() => await sem.WaitAsync();" + Classic)]
    [InlineData("private async Task Core() { {0} await sem.WaitAsync(); sem.Release(); }" + Classic)]
    public Task NotHeldOnEntry(string members) => VerifyAsync(members, Flagged);

    [Theory]
    [InlineData("private async Task Core() { var t = n; sem.Release(); await F(); {|ASYNCRACE001:n = t + 1|}; }" + Classic)]
    [InlineData("public async Task M() { await sem.WaitAsync(); var t = n; await Core(); await F(); {|ASYNCRACE001:n = t + 1|}; } private async Task Core() { try { await F(); } finally { sem.Release(); } }" + Classic)]
    [InlineData("public async Task M() { await sem.WaitAsync(); var t = n; End(); await F(); {|ASYNCRACE001:n = t + 1|}; } private void End() => sem.Release();" + Classic)]
    public Task Released_ItProtectsNoLonger(string members) => VerifyAsync(members, "");

    /// <summary>Whether acquires and releases pair is found out by itself: a release too many is reported as ever.</summary>
    [Theory]
    [InlineData("public async Task Core() { await F(); {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("public async Task M() { await Core(); } private async Task Core() { await F(); {|ASYNCRACE201:sem.Release()|}; }")]
    [InlineData("private async Task Core() { try { await sem.WaitAsync(); } finally { {|ASYNCRACE201 info:sem.Release()|}; } }")]
    public Task UnpairedRelease_IsReportedAsEver(string members) => EngineTest.VerifyAsync(
        new([]), static id => id == "ASYNCRACE201", EngineTest.Frame.Replace("/* members */", Locks + members + Classic, StringComparison.Ordinal));

    /// <summary>A lock that one hands to another may be waited for by its holder: what releases it comes later.</summary>
    [Fact]
    public Task Reentry_IsNoDeadlockWhereAnotherReleases() => EngineTest.VerifyAsync(
        new([]), static id => id.StartsWith("ASYNCRACE2", StringComparison.Ordinal),
        EngineTest.Frame.Replace("/* members */", Locks + "public async Task M() { await sem.WaitAsync(); _ = Task.Run(async () => { await F(); sem.Release(); }); await sem.WaitAsync(); sem.Release(); }" + Classic, StringComparison.Ordinal));

    private static Task VerifyAsync(string members, string work) => EngineTest.VerifyMemberAsync(Locks + members.Replace("{0}", work, StringComparison.Ordinal));

    private const string Locks = """
        public class AsyncExclusiveLock { public ValueTask AcquireAsync() => throw null!; public void Release() { } }
        private readonly AsyncExclusiveLock exclusive = new();
        private readonly SemaphoreSlim limiter = new(4), signal = new(0), given;
        public Service(SemaphoreSlim given) => this.given = given;

        """;
}
