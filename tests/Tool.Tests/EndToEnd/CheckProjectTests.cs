namespace AsyncRace.Tool.Tests.EndToEnd;

public sealed class CheckProjectTests
{
    [Fact]
    public async Task CleanProject_SaysSo()
    {
        using var folder = new TempFolder();
        folder.Write("App.csproj", Code.Project());
        folder.Write("Counter.cs", Code.Clean);
        var result = await ToolProcess.RunAsync(folder.Path, "check", "App.csproj");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal("No findings in 1 project.\n", result.Output);
        Assert.Equal("Building App.csproj\n  checking App (net10.0)\n", result.Error);
    }

    [Fact]
    public async Task Finding_IsDrawn_AndNothingOfTheUsersIsTouched()
    {
        using var folder = new TempFolder("my app, 100% (new); copy");
        folder.Write("App.csproj", Code.Project());
        folder.Write("Counter.cs", Code.Counter);
        var before = folder.Hashes();
        var result = await ToolProcess.RunAsync(folder.Path, "check");
        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.StartsWith(
            """
            Counter.cs:9:9  warning ASYNCRACE001
            '_value' is written from a value read on line 7, before the await on line 8; another call of
            """.ReplaceLineEndings("\n"),
            result.Output,
            StringComparison.Ordinal);
        Assert.EndsWith(
            """
              7 │ int copy = _value;
                │            ────── read
              8 │ await Task.Delay(10);
                │ ──────────────────── await: other tasks run here
              9 │ _value = copy + 1;
                │ ^^^^^^^^^^^^^^^^^ write

              task A: IncrementAsync             │ task B: IncrementAsync
              ───────────────────────────────────┼───────────────────────
              7 int copy = _value;               │
                reads _value                     │
              8 await Task.Delay(10);            │
                suspends, and task B runs        │
                                                 │ 9 _value = copy + 1;
                                                 │   writes _value
              9 _value = copy + 1;               │
                overwrites _value with a value   │
                made from the one read on line 7 │
              ───────────────────────────────────┴───────────────────────
              Lost: what task B wrote to _value on line 9.

            1 finding (1 warning) in 1 project.

            """.ReplaceLineEndings("\n"),
            result.Output,
            StringComparison.Ordinal);
        Assert.Equal(before, folder.Hashes());
    }

    [Fact]
    public async Task CompilerError_IsShownPlainly()
    {
        using var folder = new TempFolder();
        folder.Write("App.csproj", Code.Project());
        folder.Write("Counter.cs", Code.Counter.Replace("int copy = _value;", "int copy = _value", StringComparison.Ordinal));
        var result = await ToolProcess.RunAsync(folder.Path, "check", "App.csproj");
        Assert.True(result.ExitCode == 2, result.ToString());
        Assert.Empty(result.Output);
        Assert.Contains("\nCounter.cs:7:26: error CS1002: ; expected\nerror: App.csproj does not build, so App was not checked.\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RestoreError_IsShownPlainly()
    {
        using var folder = new TempFolder();
        folder.Write("App.csproj", Code.Project(items: """<ProjectReference Include="../Missing/Missing.csproj" /><PackageReference Include="AsyncRace.NoSuchPackage" Version="1.0.0" />"""));
        folder.Write("nuget.config", """<configuration><packageSources><clear /><add key="empty" value="." /></packageSources></configuration>""");
        var result = await ToolProcess.RunAsync(folder.Path, "check", "App.csproj");
        Assert.True(result.ExitCode == 2, result.ToString());
        Assert.Contains("App.csproj: error NU1101: Unable to find package AsyncRace.NoSuchPackage.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WarningsAsErrors_AndAnalyzersSwitchedOff_StillChecked()
    {
        using var folder = new TempFolder();
        folder.Write("App.csproj", Code.Project("<TreatWarningsAsErrors>true</TreatWarningsAsErrors><WarningsAsErrors>ASYNCRACE001</WarningsAsErrors><RunAnalyzers>false</RunAnalyzers>"));
        folder.Write("Counter.cs", Code.Counter);
        var result = await ToolProcess.RunAsync(folder.Path, "check", "App.csproj");
        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Single(result.Headers);
        Assert.DoesNotContain("does not build", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralTargetFrameworks_FoundOnce()
    {
        using var folder = new TempFolder();
        folder.Write("App.csproj", Code.Project("<LangVersion>latest</LangVersion>", framework: "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>"));
        folder.Write("Counter.cs", Code.Counter);
        var result = await ToolProcess.RunAsync(folder.Path, "check", "App.csproj");
        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Equal(["Counter.cs:9:9  warning ASYNCRACE001"], result.Headers);
        Assert.Contains("checking App (net10.0)", result.Error, StringComparison.Ordinal);
        Assert.Contains("checking App (netstandard2.0)", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("1 finding (1 warning) in 1 project.\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InPlace_WritesToTheProjectsOwnFolders_AndCompilesAgainWhatWasUpToDate()
    {
        using var folder = new TempFolder();
        folder.Write("App.csproj", Code.Project());
        folder.Write("Counter.cs", Code.Counter);
        Assert.Equal(1, (await ToolProcess.RunAsync(folder.Path, "check", "--in-place", "-c", "Release")).ExitCode);
        Assert.True(File.Exists(folder.At("bin/Release/net10.0/App.dll")));
        var again = await ToolProcess.RunAsync(folder.Path, "check", "--in-place", "-c", "Release");
        Assert.True(again.ExitCode == 1, again.ToString());
        Assert.Single(again.Headers);
    }

    [Fact]
    public async Task LeftoversOfAnOrdinaryBuild_AreNotCompiled()
    {
        using var folder = new TempFolder();
        folder.Write("App.csproj", Code.Project());
        folder.Write("Counter.cs", Code.Clean);
        folder.Write("obj/Debug/net10.0/Generated.cs", "this is not C#");
        folder.Write("bin/Debug/net10.0/Copied.cs", "this is not C#");
        var result = await ToolProcess.RunAsync(folder.Path, "check");
        Assert.True(result.ExitCode == 0, result.ToString());
    }
}
