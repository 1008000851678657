using AsyncRace.Analyzers.Tests.Engine;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>A method that nobody outside of the project can call, and nobody in it but its own type names, is a step of what calls it.</summary>
[Trait("Semantics", "Evidence")]
public sealed class ProjectUsesTests
{
    private const string Step = "Task StepAsync() { var t = v; await Task.Yield(); {0}; }";

    private static string Source(string members, string sure) => members.Replace("{step}", Step.Replace("{0}", "{|ASYNCRACE001" + sure + ":v = t + 1|}", StringComparison.Ordinal), StringComparison.Ordinal);

    [Theory]
    [InlineData("public class C { int v; public async Task M() { await StepAsync(); } internal async {step} }", " info")]
    [InlineData("public class C { int v; public async Task M() { await StepAsync(); } private protected async {step} }", " info")]
    [InlineData("internal class C { int v; public async Task M() { await StepAsync(); } public async {step} }", " info")]
    [InlineData("public class Outer { internal class C { int v; public async Task M() { await StepAsync(); } public async {step} } }", " info")]
    [InlineData("public class C { int v; public async Task M() { await StepAsync(); } public async {step} }", "")]
    [InlineData("public class C { int v; public async Task M() { await StepAsync(); } protected internal async {step} }", "")]
    // A framework may call it.
    [InlineData("public class C { int v; internal async {step} }", "")]
    [InlineData("internal interface I { Task StepAsync(); } internal class C : I { int v; public async Task M() { await StepAsync(); } public async {step} }", "")]
    [InlineData("public abstract class B { internal abstract Task StepAsync(); } public class C : B { int v; public async Task M() { await StepAsync(); } internal override async {step} }", "")]
    [InlineData("public class C { int v; public async Task M() { await StepAsync(); } internal virtual async {step} }", "")]
    // Another that anyone can call sets it, too.
    [InlineData("public class C { int v; public void Reset() => v = 0; public async Task M() { await StepAsync(); } internal async {step} }", "")]
    [InlineData("public class C { int v; internal void Reset() => v = 0; public async Task M() { Reset(); await StepAsync(); } internal async {step} }", " info")]
    public Task Step_ThatNobodyElseNames(string members, string sure) => EngineTest.VerifyAsync(Source(members, sure));

    [Theory]
    [InlineData("public class Other { public Task N(C c) => c.StepAsync(); }", "")]
    [InlineData("public class Other { Func<Task> n; public void N(C c) => n = c.StepAsync; }", "")]
    [InlineData("public class Other { public object OtherStepAsync, StepAsync2, stepAsync; }", " info")]
    public Task Step_ThatAnotherFileNames(string other, string sure) => EngineTest.VerifyAsync(
        Source("public partial class C { int v; internal async {step} } public partial class C { public async Task M() { await StepAsync(); } }", sure), other);

    [Theory]
    [InlineData("Shop.Plugins", "")]
    [InlineData("Shop.Tests", " info")]
    [InlineData("Shop.Benchmarks", " info")]
    public Task Step_ThatAFriendMayCall(string friend, string sure) => EngineTest.VerifyAsync(
        $"[assembly: InternalsVisibleTo(\"{friend}\")] " + Source("public class C { int v; public async Task M() { await StepAsync(); } internal async {step} }", sure));

    [Theory]
    [InlineData(OutputKind.ConsoleApplication, DiagnosticSeverity.Info)]
    [InlineData(OutputKind.WindowsApplication, DiagnosticSeverity.Info)]
    [InlineData(OutputKind.DynamicallyLinkedLibrary, DiagnosticSeverity.Warning)]
    public async Task Program_IsReferredToByNobody(OutputKind kind, DiagnosticSeverity severity)
    {
        var compilation = await EngineTest.CompilationAsync("public static class Program { public static void Main() { } } public class C { int v; public async Task M() { await StepAsync(); } public async Task StepAsync() { var t = v; await Task.Yield(); v = t + 1; } }");
        var found = await EngineTest.FindingsAsync(compilation.WithOptions(compilation.Options.WithOutputKind(kind)));
        Assert.Equal(severity, Assert.Single(found, static finding => finding.Id == "ASYNCRACE001").Severity);
    }
}
