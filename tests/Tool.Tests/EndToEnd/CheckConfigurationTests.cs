namespace AsyncRace.Tool.Tests.EndToEnd;

public sealed class CheckConfigurationTests
{
    [Fact]
    public async Task EditorConfigSeverities_AreHonoured_AndAnErrorDoesNotKeepDependentsFromBeingChecked()
    {
        using var folder = new TempFolder();
        folder.Write("App.slnx", """<Solution><Project Path="Loud/Loud.csproj" /><Project Path="Quiet/Quiet.csproj" /><Project Path="App/App.csproj" /></Solution>""");
        folder.Write("Loud/Loud.csproj", Code.Project());
        folder.Write("Loud/Loud.cs", Code.Counter.Replace("Counter", "Loud", StringComparison.Ordinal));
        folder.Write("Loud/.editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.ASYNCRACE001.severity = error\n");
        folder.Write("Quiet/Quiet.csproj", Code.Project());
        folder.Write("Quiet/Quiet.cs", Code.Counter.Replace("Counter", "Quiet", StringComparison.Ordinal));
        folder.Write("Quiet/.editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.ASYNCRACE001.severity = none\n");
        folder.Write("App/App.csproj", Code.Project(items: """<ProjectReference Include="../Loud/Loud.csproj" /><ProjectReference Include="../Quiet/Quiet.csproj" />"""));
        folder.Write("App/App.cs", Code.Counter + "\npublic sealed class Uses { public Loud Loud { get; } = new(); public Quiet Quiet { get; } = new(); }");
        var result = await ToolProcess.RunAsync(folder.Path, "check");
        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Equal([$"{Path.Combine("App", "App.cs")}:9:9  warning ASYNCRACE001", $"{Path.Combine("Loud", "Loud.cs")}:9:9  error ASYNCRACE001"], result.Headers);
        Assert.EndsWith("2 findings (1 error, 1 warning) in 3 projects.\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PragmaInTheCode_IsHonoured()
    {
        using var folder = new TempFolder();
        folder.Write("App.csproj", Code.Project());
        folder.Write("Counter.cs", Code.Counter.Replace("        _value = copy", "#pragma warning disable ASYNCRACE001\n        _value = copy", StringComparison.Ordinal));
        var result = await ToolProcess.RunAsync(folder.Path, "check");
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    [Fact]
    public async Task OwnOutputFoldersAndOwnTargetsHook_AreKept()
    {
        using var folder = new TempFolder();
        folder.Write("Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <UseArtifactsOutput>true</UseArtifactsOutput>
                <BaseIntermediateOutputPath>$(MSBuildThisFileDirectory)build/obj/$(MSBuildProjectName)/</BaseIntermediateOutputPath>
                <CustomAfterMicrosoftCommonTargets>$(MSBuildThisFileDirectory)hook.targets</CustomAfterMicrosoftCommonTargets>
              </PropertyGroup>
            </Project>
            """);
        folder.Write("hook.targets", """<Project><PropertyGroup><DefineConstants>$(DefineConstants);HOOKED</DefineConstants></PropertyGroup></Project>""");
        folder.Write("App.csproj", Code.Project());
        folder.Write("build/obj/App/Left.cs", "this is not C#");
        folder.Write("artifacts/obj/App/Left.cs", "this is not C#");
        folder.Write("Counter.cs", $"#if !HOOKED\n#error The hook of the user's is gone.\n#endif\n{Code.Counter}");
        var before = folder.Hashes();
        var result = await ToolProcess.RunAsync(folder.Path, "check");
        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Equal(["Counter.cs:12:9  warning ASYNCRACE001"], result.Headers);
        Assert.Equal(before, folder.Hashes());
    }

    [Fact]
    public async Task ProjectWithTheAnalyzersAlready_FoundOnce()
    {
        using var folder = new TempFolder();
        folder.Write("App.csproj", Code.Project(items: $"""<Analyzer Include="{Path.Combine(ToolProcess.Directory, "analyzers", "AsyncRace.Analyzers.dll")}" />"""));
        folder.Write("Counter.cs", Code.Counter);
        var result = await ToolProcess.RunAsync(folder.Path, "check");
        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Single(result.Headers);
    }
}
