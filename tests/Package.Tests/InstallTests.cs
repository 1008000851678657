using System.Xml.Linq;

namespace AsyncRace.Package.Tests;

/// <summary>What an installed package brings into a project, and what it does not.</summary>
public sealed class InstallTests
{
    [Fact]
    public async Task Analyzers_AreADevelopmentDependencyWithNothingAtRunTime()
    {
        ConsoleProject project = ConsoleProject.Create("net10.0");
        await project.AddPackageAsync("AsyncRace.Analyzers");

        XElement reference = Assert.Single(XDocument.Load(project.ProjectFile).Descendants("PackageReference"));
        Assert.Equal("all", reference.Element("PrivateAssets")?.Value);

        BuildResult build = await project.BuildAsync();
        Assert.True(build.Succeeded, build.ToString());
        Assert.DoesNotContain(
            Directory.EnumerateFiles(project.OutputDirectory),
            file => Path.GetFileName(file).StartsWith("AsyncRace", StringComparison.OrdinalIgnoreCase));
        string dependencies = await File.ReadAllTextAsync(Path.Combine(project.OutputDirectory, "Racy.deps.json"));
        Assert.DoesNotContain("AsyncRace", dependencies, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Threading_BringsItsAssemblyAlone()
    {
        ConsoleProject project = ConsoleProject.CreateWithPackage("net10.0", "AsyncRace.Threading");
        await project.RestoreAsync();

        BuildResult build = await project.BuildAsync();
        Assert.True(build.Succeeded, build.ToString());
        IEnumerable<string> brought =
            from file in Directory.EnumerateFiles(project.OutputDirectory, "*.dll")
            let name = Path.GetFileName(file)
            where name != "Racy.dll"
            select name;
        Assert.Equal(["AsyncRace.Threading.dll"], brought);
    }
}
