using AsyncRace.Tool.CommandLine;
using AsyncRace.Tool.Targets;
using AsyncRace.Tool.Tests.EndToEnd;

namespace AsyncRace.Tool.Tests.Targets;

public sealed class TargetResolverTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_WithASolution_TheSolution()
    {
        _folder.Write("App.slnx");
        _folder.Write("App.csproj");
        Assert.Equal(new CheckTarget.Solution(_folder.At("App.slnx")), Resolve("."));
    }

    [Fact]
    public void Folder_WithSeveralSolutions_AsksForOne()
    {
        _folder.Write("A.sln");
        _folder.Write("B.slnx");
        var fault = Assert.Throws<CallerFaultException>(() => Resolve("."));
        Assert.Contains("holds 2 solutions", fault.Message, StringComparison.Ordinal);
        Assert.Contains("A.sln", fault.Hint, StringComparison.Ordinal);
        Assert.Contains("B.slnx", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_WithProjects_AllOfThem()
    {
        _folder.Write("A.csproj");
        _folder.Write("B.csproj");
        AssertProjects(Resolve("."), "A.csproj", "B.csproj");
    }

    [Fact]
    public void Folder_ProjectsDeeperDown_AllOfThem_WithoutOutputFolders()
    {
        _folder.Write("src/A/A.csproj");
        _folder.Write("tools/B.csproj");
        _folder.Write("src/A/bin/Debug/Copied.csproj");
        _folder.Write(".hidden/C.csproj");
        AssertProjects(Resolve("."), "src/A/A.csproj", "tools/B.csproj");
    }

    [Fact]
    public void Folder_OneSolutionDeeperDown_TheSolution()
    {
        _folder.Write("src/App.sln");
        _folder.Write("src/A/A.csproj");
        Assert.Equal(new CheckTarget.Solution(_folder.At("src/App.sln")), Resolve("."));
    }

    [Fact]
    public void Folder_WithNothing_SaysWhatToGive()
    {
        _folder.Write("readme.txt");
        var fault = Assert.Throws<CallerFaultException>(() => Resolve("."));
        Assert.Contains("holds no C# project and no solution", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_WithOnlySourceFiles_SuggestsTheFile()
    {
        _folder.Write("App.cs");
        Assert.Contains("App.cs", Assert.Throws<CallerFaultException>(() => Resolve(".")).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingPath_IsNamed() =>
        Assert.Contains("does not exist", Assert.Throws<CallerFaultException>(() => Resolve("nowhere")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("App.fsproj", "not a C# project")]
    [InlineData("notes.txt", "nothing that can be checked")]
    public void OtherFiles_AreRefused(string file, string why)
    {
        _folder.Write(file);
        Assert.Contains(why, Assert.Throws<CallerFaultException>(() => Resolve(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SourceFile_OnItsOwn()
    {
        _folder.Write("App.cs");
        Assert.Equal(new CheckTarget.SourceFile(_folder.At("App.cs")), Resolve("App.cs"));
    }

    [Fact]
    public void SeveralPaths_ProjectsAreBuiltTogether_EachOnce()
    {
        _folder.Write("A/A.csproj");
        _folder.Write("B/B.csproj");
        _folder.Write("App.sln");
        var targets = TargetResolver.Resolve([_folder.At("A"), _folder.At("B/B.csproj"), _folder.At("App.sln"), _folder.At("A/A.csproj")]);
        Assert.Equal(2, targets.Length);
        Assert.Equal(new CheckTarget.Solution(_folder.At("App.sln")), targets[0]);
        AssertProjects(targets[1], "A/A.csproj", "B/B.csproj");
    }

    private CheckTarget Resolve(string path) => Assert.Single(TargetResolver.Resolve([path == "." ? _folder.Path : _folder.At(path)]));

    private void AssertProjects(CheckTarget target, params string[] projects) =>
        Assert.Equal(projects.Select(_folder.At), Assert.IsType<CheckTarget.Projects>(target).Paths);
}
