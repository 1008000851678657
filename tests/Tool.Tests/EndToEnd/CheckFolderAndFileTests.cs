namespace AsyncRace.Tool.Tests.EndToEnd;

public sealed class CheckFolderAndFileTests
{
    [Fact]
    public async Task FolderOfProjectsOfTheSameName_AllChecked()
    {
        using var folder = new TempFolder();
        folder.Write("one/App.csproj", Code.Project());
        folder.Write("one/Counter.cs", Code.Counter);
        folder.Write("two/App.csproj", Code.Project());
        folder.Write("two/Counter.cs", Code.Counter);
        var result = await ToolProcess.RunAsync(folder.Path, "check", ".");
        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Equal([$"{Path.Combine("one", "Counter.cs")}:9:9  warning ASYNCRACE001", $"{Path.Combine("two", "Counter.cs")}:9:9  warning ASYNCRACE001"], result.Headers);
        Assert.EndsWith("2 findings (2 warnings) in 2 projects.\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProjectThatCompilesNothing_IsNeitherCheckedNorMissed()
    {
        using var folder = new TempFolder();
        folder.Write("app/App.csproj", Code.Project());
        folder.Write("app/Counter.cs", Code.Clean);
        folder.Write("pack/Pack.csproj", Code.Project("<CopyBuildOutputToOutputDirectory>false</CopyBuildOutputToOutputDirectory><SkipCopyBuildProduct>true</SkipCopyBuildProduct>")
            .Replace("<Project Sdk=\"Microsoft.NET.Sdk\">", "<Project><Import Project=\"Sdk.props\" Sdk=\"Microsoft.NET.Sdk\" />", StringComparison.Ordinal)
            .Replace("</Project>", "<Import Project=\"Sdk.targets\" Sdk=\"Microsoft.NET.Sdk\" /><Target Name=\"CoreCompile\" /></Project>", StringComparison.Ordinal));
        var result = await ToolProcess.RunAsync(folder.Path, "check");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal("No findings in 1 project.\n", result.Output);
    }

    [Fact]
    public async Task FolderWithoutProjects_IsTheCallersFault()
    {
        using var folder = new TempFolder();
        var result = await ToolProcess.RunAsync(folder.Path, "check");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("error: '.' holds no C# project and no solution, nor does any folder in it.\nGive a folder with one, or a C# file.\n", result.Error);
    }

    [Fact]
    public async Task MissingPath_IsTheCallersFault()
    {
        using var folder = new TempFolder();
        var result = await ToolProcess.RunAsync(folder.Path, "check", "Nowhere.sln");
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("error: 'Nowhere.sln' does not exist.\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SourceFileThatIsAProgram_Checked()
    {
        using var folder = new TempFolder();
        folder.Write("my app.cs", $"#:property Nullable=enable\nawait new Counter().IncrementAsync();\n{Code.Counter}");
        var before = folder.Hashes();
        var result = await ToolProcess.RunAsync(folder.Path, "check", "my app.cs");
        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Equal(["my app.cs:11:9  warning ASYNCRACE001"], result.Headers);
        Assert.EndsWith("1 finding (1 warning) in 1 file.\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, folder.Hashes());
    }

    [Fact]
    public async Task SourceFileWithoutEntryPoint_Checked()
    {
        using var folder = new TempFolder();
        folder.Write("Counter.cs", Code.Counter);
        var result = await ToolProcess.RunAsync(folder.Path, "check", "Counter.cs");
        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Equal(["Counter.cs:9:9  warning ASYNCRACE001"], result.Headers);
    }

    [Fact]
    public async Task SourceFileOfAProject_ThatDoesNotCompileOnItsOwn_PointsToTheProject()
    {
        using var folder = new TempFolder();
        folder.Write("App.csproj", Code.Project());
        folder.Write("Part.cs", "public sealed class Part { public Whole? Whole { get; set; } }");
        var result = await ToolProcess.RunAsync(folder.Path, "check", "Part.cs");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Part.cs:1:", result.Error, StringComparison.Ordinal);
        Assert.Contains("error CS0246", result.Error, StringComparison.Ordinal);
        Assert.Contains("asyncrace check App.csproj", result.Error, StringComparison.Ordinal);
    }
}
