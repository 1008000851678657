namespace AsyncRace.Tool.Building;

/// <summary>How to build.</summary>
/// <param name="Configuration">The configuration to build, or <see langword="null"/> for the SDK's default.</param>
/// <param name="InPlace">Write to the projects' own output folders instead of a folder of the run.</param>
/// <param name="AnalyzersDirectory">Where the analyzers to inject are.</param>
/// <param name="MSBuildDirectory">Where the props and targets that inject them are.</param>
internal sealed record BuildOptions(string? Configuration, bool InPlace, string AnalyzersDirectory, string MSBuildDirectory)
{
    /// <summary>The options with what is beside this program.</summary>
    internal static BuildOptions Beside(string? configuration, bool inPlace) => new(
        configuration,
        inPlace,
        Path.Combine(AppContext.BaseDirectory, "analyzers"),
        Path.Combine(AppContext.BaseDirectory, "msbuild"));
}
