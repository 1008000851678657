namespace AsyncRace.Package.Tests;

/// <summary>A fresh console project in the sandbox, with <see cref="RacyProgram"/> as its only file.</summary>
internal sealed class ConsoleProject
{
    private ConsoleProject(string frameworks, string items)
    {
        Directory = Sandbox.Shared.NewProjectDirectory("Racy");
        ProjectFile = Path.Combine(Directory, "Racy.csproj");
        ProgramFile = Path.Combine(Directory, "Program.cs");
        File.WriteAllText(
            ProjectFile,
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFrameworks>{frameworks}</TargetFrameworks>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <LangVersion>latest</LangVersion>
              </PropertyGroup>
              <ItemGroup>
                {items}
              </ItemGroup>
            </Project>

            """);
        File.WriteAllText(ProgramFile, RacyProgram.Source);
    }

    internal string Directory { get; }

    internal string ProjectFile { get; }

    internal string ProgramFile { get; }

    /// <summary>A project for one target framework, or for several with semicolons between them.</summary>
    internal static ConsoleProject Create(string frameworks, string items = "") => new(frameworks, items);

    internal static ConsoleProject CreateWithPackage(string frameworks, string package) =>
        new(frameworks, $"""<PackageReference Include="{package}" Version="{Feed.Version}" />""");

    internal async Task AddPackageAsync(string package) =>
        (await Dotnet.RunAsync(Directory, "add", "package", package)).MustSucceed();

    internal async Task RestoreAsync() => (await Dotnet.RunAsync(Directory, "restore")).MustSucceed();

    /// <summary>Builds anew, also if nothing changed, and without a restore.</summary>
    internal async Task<BuildResult> BuildAsync(params IEnumerable<string> arguments) =>
        BuildResult.Of(await Dotnet.RunAsync(Directory, ["build", "--no-restore", "--no-incremental", .. arguments]));

    internal string OutputDirectory(string framework) => Path.Combine(Directory, "bin", "Debug", framework);

    internal async Task<string> RunAsync(string framework) =>
        (await Dotnet.RunAsync(Directory, "exec", Path.Combine(OutputDirectory(framework), "Racy.dll"))).MustSucceed().Output.Trim();

    internal async Task FormatAsync(string diagnostic) =>
        (await Dotnet.RunAsync(Directory, "format", "analyzers", "--no-restore", "--diagnostics", diagnostic, "--severity", "warn")).MustSucceed();

    internal void WriteFile(string name, string text) => File.WriteAllText(Path.Combine(Directory, name), text);

    internal void WriteEditorConfig(string text) => WriteFile(".editorconfig", "[*.cs]\n" + text + "\n");
}
