namespace AsyncRace.Tool.Building;

/// <summary>How to build.</summary>
/// <param name="Configuration">The configuration to build, or <see langword="null"/> for the SDK's default.</param>
/// <param name="InPlace">Write to the projects' own output folders instead of a folder of the run.</param>
/// <param name="AnalyzersDirectory">Where the analyzers to inject are.</param>
/// <param name="MSBuildDirectory">Where the props and targets that inject them are.</param>
internal sealed record BuildOptions(string? Configuration, bool InPlace, string AnalyzersDirectory, string MSBuildDirectory)
{
    /// <summary>The options with what is beside this program.</summary>
    /// <exception cref="FileNotFoundException">This program is not completely installed.</exception>
    internal static BuildOptions Beside(string? configuration, bool inPlace)
    {
        var options = new BuildOptions(configuration, inPlace, Path.Combine(AppContext.BaseDirectory, "analyzers"), Path.Combine(AppContext.BaseDirectory, "msbuild"));
        string[] needed =
        [
            Path.Combine(options.AnalyzersDirectory, "AsyncRace.Analyzers.dll"),
            Path.Combine(options.AnalyzersDirectory, "AsyncRace.Tool.Suppressor.dll"),
            Path.Combine(options.MSBuildDirectory, "AsyncRace.Check.props"),
            Path.Combine(options.MSBuildDirectory, "AsyncRace.Check.targets"),
        ];
        return needed.FirstOrDefault(static file => !File.Exists(file)) is { } missing
            ? throw new FileNotFoundException($"The installation of asyncrace is incomplete: {missing} is missing.", missing)
            : options;
    }
}
