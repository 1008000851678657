using System.Collections.Immutable;
using AsyncRace.Tool.Building;
using AsyncRace.Tool.Checking;
using AsyncRace.Tool.CommandLine;
using AsyncRace.Tool.Findings;
using AsyncRace.Tool.Tests.EndToEnd;

namespace AsyncRace.Tool.Tests.Checking;

public sealed class CheckRunTests : IDisposable
{
    private static readonly CompilerLog CleanLog = new([], [], NotLoaded: null, HasErrors: false, RulesRan: true, new Version(5, 0));

    private readonly TempFolder _folder = new();

    public CheckRunTests() => _folder.Write("App.csproj");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Clean_SaysSo()
    {
        var (exitCode, output, _) = await RunAsync(Result(CleanLog));
        Assert.Equal(ExitCode.Clean, exitCode);
        Assert.Equal("No findings in 1 project.", output.Trim());
    }

    [Fact]
    public async Task OneFindingInTwoTargetFrameworks_IsReportedOnce()
    {
        var log = CleanLog with { Findings = [Finding()] };
        var (exitCode, output, _) = await RunAsync(Result(log, log));
        Assert.Equal(ExitCode.Findings, exitCode);
        Assert.EndsWith("1 finding (1 warning) in 1 project.", output.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DoesNotBuild_ShowsTheErrors_AndWhatWasNotChecked()
    {
        var result = Result(CleanLog with { HasErrors = true }) with { ExitCode = 1, Errors = [new BuildError(_folder.At("A.cs"), 3, 7, "CS1002", "; expected")] };
        var (exitCode, output, error) = await RunAsync(result);
        Assert.Equal(ExitCode.CallerFault, exitCode);
        Assert.Empty(output);
        Assert.Contains($"{_folder.At("A.cs")}:3:7: error CS1002: ; expected", error, StringComparison.Ordinal);
        Assert.Contains("does not build, so App was not checked.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DoesNotBuild_WithoutSayingWhy_ShowsItsLastLines()
    {
        var (exitCode, _, error) = await RunAsync(new BuildResult(155, [], [], ["A compatible .NET SDK was not found."]));
        Assert.Equal(ExitCode.CallerFault, exitCode);
        Assert.Contains("A compatible .NET SDK was not found.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindingsAndErrors_AreBothShown()
    {
        var result = Result(CleanLog with { Findings = [Finding()] }, CleanLog with { HasErrors = true }) with { ExitCode = 1 };
        var (exitCode, output, _) = await RunAsync(result);
        Assert.Equal(ExitCode.CallerFault, exitCode);
        Assert.Contains("ASYNCRACE001", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingCompiled_IsNotClean()
    {
        var (exitCode, _, error) = await RunAsync(new BuildResult(0, [], [], []));
        Assert.Equal(ExitCode.CallerFault, exitCode);
        Assert.Contains("nothing was checked", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnalyzerThrew_IsOurFault_AndAsksForAReport()
    {
        var (exitCode, _, error) = await RunAsync(Result(CleanLog with { Crashes = ["Analyzer 'AsyncRace.X' threw\nat Somewhere()"] }));
        Assert.Equal(ExitCode.OwnFault, exitCode);
        Assert.Contains("This is a fault of AsyncRace, not of your code.", error, StringComparison.Ordinal);
        Assert.Contains("  at Somewhere()", error, StringComparison.Ordinal);
        Assert.Contains($"asyncrace {ToolVersion.Text}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompilerTooOld_SaysWhichIsNeeded()
    {
        var (exitCode, _, error) = await RunAsync(Result(CleanLog with { RulesRan = false, NotLoaded = "references version '4.5.0.0' of the compiler" }));
        Assert.Equal(ExitCode.CallerFault, exitCode);
        Assert.Contains("7.0.200", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RulesThatDidNotRun_AreNotTakenForClean()
    {
        var (exitCode, _, error) = await RunAsync(Result(CleanLog with { RulesRan = false }));
        Assert.Equal(ExitCode.OwnFault, exitCode);
        Assert.Contains("did not run over App", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompilationThatLeftNoLog_IsNotTakenForClean()
    {
        var (exitCode, _, _) = await RunAsync(new BuildResult(0, [new CompilationUnit("/App.csproj", IsCompiled: true, Log: null)], [], []));
        Assert.Equal(ExitCode.OwnFault, exitCode);
    }

    [Fact]
    public async Task ProjectThatCompilesNothing_IsNotMissed()
    {
        var result = Result(CleanLog);
        var (exitCode, output, _) = await RunAsync(result with { Units = [.. result.Units, new CompilationUnit("/Pack.csproj", IsCompiled: false, Log: null)] });
        Assert.Equal(ExitCode.Clean, exitCode);
        Assert.Equal("No findings in 1 project.", output.Trim());
    }

    private static Finding Finding() =>
        new("ASYNCRACE001", Severity.Warning, "message", new CodeSpan("/nowhere.cs", 1, 1, 1, 2), [], ImmutableDictionary<string, string>.Empty);

    private BuildResult Result(params CompilerLog[] logs) =>
        new(0, [.. logs.Select(log => new CompilationUnit(_folder.At("App.csproj"), IsCompiled: !log.HasErrors, log))], [], []);

    private async Task<(ExitCode ExitCode, string Output, string Error)> RunAsync(BuildResult result)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var run = new CheckRun(new CheckOptions([_folder.Path], Configuration: null, InPlace: false), new Terminal(output, error), (_, _, _) => Task.FromResult(result));
        return (await run.RunAsync(CancellationToken.None), output.ToString(), error.ToString());
    }
}
