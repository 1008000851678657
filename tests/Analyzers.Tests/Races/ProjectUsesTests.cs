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

    // What only types with one owner name is a part of them.
    [Theory]
    [InlineData("internal", "public class Hub { } public class Chat : Hub { readonly Part part = new(); public Task SendAsync() => part.AddAsync(); }", "")]
    [InlineData("internal", "public class Hub { } public class Chat : Hub { public Task SendAsync() { var part = new Part(); return part.AddAsync(); } } public class Mail : Hub { Part part; }", "")]
    [InlineData("internal", "public class Chat { readonly Part part = new(); public Task SendAsync() => part.AddAsync(); }", "ASYNCRACE001")]
    [InlineData("internal", "public class Hub { } public class Chat : Hub { readonly Part part = new(); } public class Mail { Part part; }", "ASYNCRACE001")]
    [InlineData("internal", "public class Hub { } public class Chat : Hub { static readonly Part s_part = new(); }", "ASYNCRACE001")]
    [InlineData("internal", "public class Hub { } public class Chat : Hub { } public class Hubs { Part part; }", "ASYNCRACE001")]
    [InlineData("internal", "public class Hub { } internal class PartOfChat : Hub { }", "ASYNCRACE001")]
    [InlineData("internal", "", "ASYNCRACE001")]
    [InlineData("public", "public class Hub { } public class Chat : Hub { readonly Part part = new(); }", "ASYNCRACE001")]
    public async Task Part_OfWhatHasOneOwner(string accessibility, string owners, string id)
    {
        var compilation = await EngineTest.CompilationAsync(accessibility + " class Part { int v; public async Task AddAsync() { v += await Task.Run(() => 1); } }", owners);

        Assert.Equal(id, string.Join(" ", (await EngineTest.FindingsAsync(compilation)).Select(static found => found.Id)));
    }

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
