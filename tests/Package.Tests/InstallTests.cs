using System.Xml.Linq;

namespace AsyncRace.Package.Tests;

/// <summary>What an installed package brings into a project, and what it does not.</summary>
public sealed class InstallTests(Sandbox sandbox) : IClassFixture<Sandbox>
{
    private const string ExampleFile = "Example.cs";

    [Fact]
    public async Task Analyzers_FindWhatTheReadmeShowsAndAddNothingAtRunTime()
    {
        ConsoleProject project = sandbox.CreateProject("net10.0");
        await project.AddPackageAsync("AsyncRace.Analyzers");

        XElement reference = Assert.Single(XDocument.Load(project.ProjectFile).Descendants("PackageReference"));
        Assert.Equal("all", reference.Element("PrivateAssets")?.Value);

        string example = WriteReadmeExample(project, "AsyncRace.Analyzers");
        int marked = 1 + Array.FindIndex(example.Split('\n'), line => line.Contains("// ASYNCRACE001", StringComparison.Ordinal));

        BuildResult build = await project.BuildAsync();
        Assert.True(build.Succeeded, build.ToString());
        Assert.Equal([new BuildDiagnostic(ExampleFile, marked, "warning", "ASYNCRACE001")], FoundInExample(build));

        Assert.DoesNotContain(
            Directory.EnumerateFiles(project.OutputDirectory("net10.0")),
            file => Path.GetFileName(file).StartsWith("AsyncRace", StringComparison.OrdinalIgnoreCase));
        string dependencies = await File.ReadAllTextAsync(Path.Combine(project.OutputDirectory("net10.0"), "Racy.deps.json"));
        Assert.DoesNotContain("AsyncRace", dependencies, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Threading_CompilesWhatTheReadmeShowsAndBringsItsAssemblyAlone()
    {
        ConsoleProject project = sandbox.CreateProjectWithPackage("net10.0", "AsyncRace.Threading");
        await project.RestoreAsync();
        WriteReadmeExample(project, "AsyncRace.Threading");

        BuildResult build = await project.BuildAsync();
        Assert.True(build.Succeeded, build.ToString());
        Assert.Empty(FoundInExample(build));

        IEnumerable<string> brought =
            from file in Directory.EnumerateFiles(project.OutputDirectory("net10.0"), "*.dll")
            let name = Path.GetFileName(file)
            where name != "Racy.dll"
            select name;
        Assert.Equal(["AsyncRace.Threading.dll"], brought);
    }

    private static string WriteReadmeExample(ConsoleProject project, string package)
    {
        using PackageFile file = Feed.Open(package);
        string example = file.ReadExample();
        project.WriteFile(ExampleFile, example);
        return example;
    }

    private static IEnumerable<BuildDiagnostic> FoundInExample(BuildResult build) =>
        build.Diagnostics.Where(diagnostic => diagnostic.File == ExampleFile);
}
