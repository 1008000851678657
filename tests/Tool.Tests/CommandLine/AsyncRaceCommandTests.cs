using AsyncRace.Tool.CommandLine;

namespace AsyncRace.Tool.Tests.CommandLine;

public sealed class AsyncRaceCommandTests
{
    [Fact]
    public async Task Help_OfTheCommandAsked()
    {
        var (exitCode, output, error) = await RunAsync("check", "--help");
        Assert.Equal(ExitCode.Clean, exitCode);
        Assert.StartsWith("Builds the code with the AsyncRace analyzers", output, StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Fact]
    public async Task Help_OfAll()
    {
        var (exitCode, output, _) = await RunAsync("--help");
        Assert.Equal(ExitCode.Clean, exitCode);
        Assert.StartsWith("AsyncRace finds the bugs that happen at an await", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoArguments_ShowsHelp_AndIsTheCallersFault()
    {
        var (exitCode, output, _) = await RunAsync();
        Assert.Equal(ExitCode.CallerFault, exitCode);
        Assert.Contains("asyncrace check", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_NameAndNumber()
    {
        var (exitCode, output, _) = await RunAsync("--version");
        Assert.Equal(ExitCode.Clean, exitCode);
        Assert.Matches(@"^asyncrace \d+\.\d+\.\d+(-\S+)?\s*$", output);
    }

    [Theory]
    [InlineData("chek")]
    [InlineData("check", "--nope")]
    [InlineData("check", ".", "--configuration")]
    public async Task WrongArguments_AreNamed_WithTheUsage(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);
        Assert.Equal(ExitCode.CallerFault, exitCode);
        Assert.Empty(output);
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.Contains(arguments.Last(), error, StringComparison.Ordinal);
        Assert.Contains("Usage: asyncrace check", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingPath_IsTheCallersFault()
    {
        var (exitCode, output, error) = await RunAsync("check", "/no/such/folder");
        Assert.Equal(ExitCode.CallerFault, exitCode);
        Assert.Empty(output);
        Assert.StartsWith("error: '/no/such/folder' does not exist.", error, StringComparison.Ordinal);
    }

    private static async Task<(ExitCode ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await new AsyncRaceCommand(new Terminal(output, error)).RunAsync(arguments);
        return (exitCode, output.ToString(), error.ToString());
    }
}
