namespace AsyncRace.Package.Tests;

/// <summary>
/// A directory outside of the repository, in which fresh projects install the packages: with a package folder of its own, so that no
/// package of an earlier build is used, and cut off from whatever build settings lie in the directories above it.
/// Shared by all tests, deleted when the test process ends.
/// </summary>
internal sealed class Sandbox
{
    private static readonly Lazy<Sandbox> Lazily = new(() => new Sandbox());
    private int _projects;

    private Sandbox()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("asyncrace-packages-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.Directory.Delete(Directory, recursive: true);
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
        // The source mapping: AsyncRace comes from the feed of this build and from nowhere else.
        Write(
            "NuGet.Config",
            $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{Feed.Directory}" />
                <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
              </packageSources>
              <packageSourceMapping>
                <clear />
                <packageSource key="feed"><package pattern="AsyncRace.*" /></packageSource>
                <packageSource key="nuget.org"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>

            """);
    }

    internal static Sandbox Shared => Lazily.Value;

    internal string Directory { get; }

    internal string PackagesDirectory => Path.Combine(Directory, "packages");

    internal string NewProjectDirectory(string name)
    {
        string directory = Path.Combine(Directory, $"{name}{Interlocked.Increment(ref _projects)}");
        return System.IO.Directory.CreateDirectory(directory).FullName;
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(Directory, name), text);
}
