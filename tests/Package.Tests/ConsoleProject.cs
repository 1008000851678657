namespace AsyncRace.Package.Tests;

/// <summary>A fresh console project in the sandbox, with <see cref="RacyProgram"/> as its only file.</summary>
internal sealed class ConsoleProject
{
    private readonly string _framework;

    private ConsoleProject(string framework, string items)
    {
        _framework = framework;
        Directory = Sandbox.Shared.NewProjectDirectory("Racy");
        ProjectFile = Path.Combine(Directory, "Racy.csproj");
        ProgramFile = Path.Combine(Directory, "Program.cs");
        File.WriteAllText(
            ProjectFile,
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{framework}</TargetFramework>
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

    internal string OutputDirectory => Path.Combine(Directory, "bin", "Debug", _framework);

    internal static ConsoleProject Create(string framework, string items = "") => new(framework, items);

    internal static ConsoleProject CreateWithPackage(string framework, string package) =>
        new(framework, $"""<PackageReference Include="{package}" Version="{Feed.Version}" />""");

    internal async Task AddPackageAsync(string package) =>
        (await Dotnet.RunAsync(Directory, "add", "package", package)).MustSucceed();

    internal async Task RestoreAsync() => (await Dotnet.RunAsync(Directory, "restore")).MustSucceed();

    /// <summary>Builds anew, also if nothing changed, and without a restore.</summary>
    internal async Task<BuildResult> BuildAsync(params IEnumerable<string> arguments) =>
        BuildResult.Of(await Dotnet.RunAsync(Directory, ["build", "--no-restore", "--no-incremental", .. arguments]));

    internal async Task<string> RunAsync() =>
        (await Dotnet.RunAsync(Directory, "exec", Path.Combine(OutputDirectory, "Racy.dll"))).MustSucceed().Output.Trim();

    internal async Task FormatAsync(string diagnostic) =>
        (await Dotnet.RunAsync(Directory, "format", "analyzers", "--no-restore", "--diagnostics", diagnostic, "--severity", "warn")).MustSucceed();

    internal void WriteFile(string name, string text) => File.WriteAllText(Path.Combine(Directory, name), text);

    internal void WriteEditorConfig(string text) => WriteFile(".editorconfig", "[*.cs]\n" + text + "\n");
}
