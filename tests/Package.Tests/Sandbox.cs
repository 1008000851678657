namespace AsyncRace.Package.Tests;

/// <summary>
/// A directory outside of the repository, in which fresh projects install the packages: with a package folder of its own, so that no
/// package of an earlier build is used, and cut off from whatever build settings lie in the directories above it.
/// Shared by the tests of a class and deleted after them.
/// </summary>
public sealed class Sandbox : IDisposable
{
    private int _projects;

    /// <summary>Makes the directory. xunit does it once for each test class that asks for one.</summary>
    public Sandbox()
    {
        Write(".editorconfig", "root = true\n");
        Write("Directory.Build.targets", "<Project />\n");
        Write("Directory.Packages.props", "<Project />\n");
        Write(
            "Directory.Build.props",
            """
            <Project>
              <PropertyGroup>
                <NuGetAudit>false</NuGetAudit>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
            </Project>

            """);
        // The source mapping: AsyncRace comes from the feed of this build and from nowhere else; all other packages from where the user's own
        // configuration gets them.
        Write(
            "NuGet.Config",
            $"""
            <configuration>
              <packageSources>
                <add key="feed" value="{Feed.Directory}" />
              </packageSources>
              <packageSourceMapping>
                <clear />
                <packageSource key="feed"><package pattern="AsyncRace.*" /></packageSource>
                <packageSource key="nuget.org"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>

            """);
    }

    internal string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("asyncrace-packages-").FullName;

    internal string PackagesDirectory => Path.Combine(Directory, "packages");

    /// <inheritdoc />
    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    /// <summary>A project for one target framework, or for several with semicolons between them.</summary>
    internal ConsoleProject CreateProject(string frameworks, string items = "") =>
        new(this, System.IO.Directory.CreateDirectory(Path.Combine(Directory, $"Racy{++_projects}")).FullName, frameworks, items);

    internal ConsoleProject CreateProjectWithPackage(string frameworks, string package) =>
        CreateProject(frameworks, $"""<PackageReference Include="{package}" Version="{Feed.Version}" />""");

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(Directory, name), text);
}
