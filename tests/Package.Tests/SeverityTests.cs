namespace AsyncRace.Package.Tests;

/// <summary>A project with the analyzers, restored once for all <see cref="SeverityTests"/>.</summary>
public sealed class RestoredProject : IAsyncLifetime
{
    private readonly Sandbox _sandbox = new();

    /// <summary>Makes the project.</summary>
    public RestoredProject() => Project = _sandbox.CreateProjectWithPackage("net10.0", "AsyncRace.Analyzers");

    internal ConsoleProject Project { get; }

    /// <inheritdoc />
    public Task InitializeAsync() => Project.RestoreAsync();

    /// <inheritdoc />
    public Task DisposeAsync()
    {
        _sandbox.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>A team sets how severe a finding is: on the command line, in <c>.editorconfig</c>, or with a preset.</summary>
public sealed class SeverityTests(RestoredProject restored) : IClassFixture<RestoredProject>
{
    private readonly ConsoleProject _project = restored.Project;

    [Fact]
    public async Task WarnAsError_FailsTheBuild()
    {
        _project.WriteEditorConfig("");
        ExpectFailure(await _project.BuildAsync("-warnaserror:ASYNCRACE001"));
    }

    [Fact]
    public async Task EditorConfigError_FailsTheBuild()
    {
        _project.WriteEditorConfig("dotnet_diagnostic.ASYNCRACE001.severity = error");
        ExpectFailure(await _project.BuildAsync());
    }

    [Theory]
    [InlineData("dotnet_diagnostic.ASYNCRACE001.severity = none")]
    [InlineData("dotnet_diagnostic.ASYNCRACE001.severity = suggestion")]
    [InlineData("dotnet_analyzer_diagnostic.category-AsyncRace.Races.severity = none")]
    public async Task EditorConfigBelowWarning_SilencesTheBuild(string setting)
    {
        _project.WriteEditorConfig(setting);
        (await _project.BuildAsync()).MustBeClean();
    }

    [Fact]
    public async Task StrictPreset_FailsTheBuild()
    {
        _project.WriteEditorConfig("");
        ExpectFailure(await _project.BuildAsync("-p:AsyncRacePreset=strict"));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("suggestions")]
    public async Task PresetBelowWarning_SilencesTheBuild(string preset)
    {
        _project.WriteEditorConfig("");
        (await _project.BuildAsync($"-p:AsyncRacePreset={preset}")).MustBeClean();
    }

    [Fact]
    public async Task EditorConfig_WinsOverThePreset()
    {
        _project.WriteEditorConfig("dotnet_diagnostic.ASYNCRACE001.severity = none");
        (await _project.BuildAsync("-p:AsyncRacePreset=strict")).MustBeClean();
    }

    [Fact]
    public async Task UnknownPreset_FailsTheBuildAndNamesThePresets()
    {
        _project.WriteEditorConfig("");
        BuildResult build = await _project.BuildAsync("-p:AsyncRacePreset=stict");
        Assert.False(build.Succeeded, build.ToString());
        Assert.Contains(
            "AsyncRacePreset is 'stict', which is not one of the presets: all, none, strict, suggestions.",
            build.Command.Output,
            StringComparison.Ordinal);
    }

    private static void ExpectFailure(BuildResult build)
    {
        Assert.False(build.Succeeded, build.ToString());
        Assert.Equal([new BuildDiagnostic("Program.cs", RacyProgram.StaleWriteLine, "error", "ASYNCRACE001")], build.Diagnostics);
    }
}
