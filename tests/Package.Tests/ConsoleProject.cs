namespace AsyncRace.Package.Tests;

/// <summary>A fresh console project in the sandbox, with <see cref="RacyProgram"/> as its only file.</summary>
internal sealed class ConsoleProject
{
    private readonly Sandbox _sandbox;

    internal ConsoleProject(Sandbox sandbox, string directory, string frameworks, string items)
    {
        string targets = frameworks.Contains(';', StringComparison.Ordinal) ? "TargetFrameworks" : "TargetFramework";
        _sandbox = sandbox;
        Directory = directory;
        ProjectFile = Path.Combine(Directory, "Racy.csproj");
        ProgramFile = Path.Combine(Directory, "Program.cs");
        File.WriteAllText(
            ProjectFile,
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <{targets}>{frameworks}</{targets}>
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

    internal string OutputDirectory(string framework) => Path.Combine(Directory, "bin", "Debug", framework);

    internal Task<CommandResult> DotnetAsync(params IEnumerable<string> arguments) => Dotnet.RunAsync(_sandbox, Directory, arguments);

    /// <summary>Runs a program that was installed as a .NET tool.</summary>
    internal Task<CommandResult> RunToolAsync(string program, params IEnumerable<string> arguments) =>
        Dotnet.RunToolAsync(program, _sandbox, Directory, arguments);

    internal async Task AddPackageAsync(string package) => (await DotnetAsync("add", "package", package)).MustSucceed();

    internal async Task RestoreAsync() => (await DotnetAsync("restore")).MustSucceed();

    /// <summary>Builds anew, also if nothing changed, and without a restore.</summary>
    internal async Task<BuildResult> BuildAsync(params IEnumerable<string> arguments) =>
        BuildResult.Of(await DotnetAsync(["build", "--no-restore", "--no-incremental", .. arguments]));

    internal async Task<string> RunAsync(string framework) =>
        (await DotnetAsync("exec", Path.Combine(OutputDirectory(framework), "Racy.dll"))).MustSucceed().Output.Trim();

    internal async Task FormatAsync(string diagnostic) =>
        (await DotnetAsync("format", "analyzers", "--no-restore", "--diagnostics", diagnostic, "--severity", "warn")).MustSucceed();

    internal void WriteFile(string name, string text) => File.WriteAllText(Path.Combine(Directory, name), text);

    internal void WriteEditorConfig(string text) => WriteFile(".editorconfig", "[*.cs]\n" + text + "\n");
}
