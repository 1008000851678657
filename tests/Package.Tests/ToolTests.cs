namespace AsyncRace.Package.Tests;

/// <summary>The tool as a user installs it, on a project that knows nothing of AsyncRace.</summary>
public sealed class ToolTests(Sandbox sandbox) : IClassFixture<Sandbox>
{
    [Fact]
    public async Task InstalledTool_FindsTheRaceInAnyProject()
    {
        ConsoleProject project = sandbox.CreateProject("net10.0");
        string tools = Path.Combine(sandbox.Directory, "tools");
        (await project.DotnetAsync("tool", "install", "AsyncRace.Tool", "--tool-path", tools)).MustSucceed();
        string[] before = FilesOf(project);

        CommandResult check = await project.RunToolAsync(Path.Combine(tools, "asyncrace"), "check", ".");

        Assert.True(check.ExitCode == 1, check.ToString());
        Assert.Contains("ASYNCRACE001", check.Output, StringComparison.Ordinal);
        Assert.Contains("_count", check.Output, StringComparison.Ordinal);
        Assert.Equal(before, FilesOf(project));
    }

    private static string[] FilesOf(ConsoleProject project) =>
        [.. Directory.EnumerateFiles(project.Directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
