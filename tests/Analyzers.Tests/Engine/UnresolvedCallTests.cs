namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>What comes of an awaited call that the compiler cannot resolve depends on what went in whole, as with any other, and not on the object that it was asked of.</summary>
[Trait("Semantics", "What makes a value or a check stale")]
public sealed class UnresolvedCallTests
{
    // What is locked by a name that only speaks of a lock may be anything: that is no sign.
    [Theory]
    [InlineData("if (await o.TryGetGlobalLock(1)) found = new object();", Microsoft.CodeAnalysis.DiagnosticSeverity.Info)]
    [InlineData("if (await o.WaitAsync(1)) found = new object();", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning)]
    public async Task Lock_ThatOnlyItsNameSpeaksOf(string statement, Microsoft.CodeAnalysis.DiagnosticSeverity severity)
    {
        var compilation = await EngineTest.CompilationAsync("public class C { readonly NotHere o; object found; public void Reset() => found = null; public async Task M() { if (found != null) return; " + statement + " o.Release(); o.ReleaseGlobalLock(); } }");
        Assert.Equal(severity, Assert.Single(await EngineTest.FindingsAsync(compilation)).Severity);
    }

    [Theory]
    [InlineData("var ready = await o.NotThereAsync(); await Task.Yield(); if (ready) o = new object();", "")]
    [InlineData("var ready = await o.NotThereAsync(1); await Task.Yield(); if (ready) o = new object();", "")]
    [InlineData("var found = await o.Part.NotThereAsync(1); await Task.Yield(); o = found;", "")]
    [InlineData("var found = await o.NotThereAsync(v + 1); v = found;", "ASYNCRACE001")]
    [InlineData("var ready = o.NotThere(); await Task.Yield(); if (ready) o = new object();", "ASYNCRACE002")]
    [InlineData("Job job = o.NotThere(); await Task.Yield(); if (job.Status == 1) o = new object();", "")]
    [InlineData("var job = o.NotThere(); await Task.Yield(); if (job.Status == 1) o = new object();", "")]
    [InlineData("var job = o.Part; await Task.Yield(); if (job.Status == 1) o = new object();", "ASYNCRACE002")]
    [InlineData("v += await o.NotThereAsync();", "ASYNCRACE001")]
    public async Task Result_DependsOnWhatWentIn(string statements, string ids)
    {
        var compilation = await EngineTest.CompilationAsync("public class C { NotHere o; int v; public void Reset() { o = null; v = 0; } public async Task M() { " + statements + " } }");
        Assert.Contains(compilation.GetDiagnostics(), static d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
        Assert.Equal(ids, string.Join(" ", (await EngineTest.FindingsAsync(compilation)).Select(static found => found.Id)));
    }
}
