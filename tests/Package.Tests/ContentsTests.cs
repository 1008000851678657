namespace AsyncRace.Package.Tests;

/// <summary>What is in the packages, to the file.</summary>
public sealed class ContentsTests
{
    [Fact]
    public void Analyzers_HoldExactly()
    {
        using PackageFile package = Feed.Open("AsyncRace.Analyzers");
        Assert.Equal(
            [
                "analyzers/dotnet/cs/AsyncRace.Analyzers.dll",
                "analyzers/dotnet/cs/AsyncRace.Analyzers.pdb",
                "analyzers/dotnet/cs/AsyncRace.CodeFixes.dll",
                "analyzers/dotnet/cs/AsyncRace.CodeFixes.pdb",
                "buildTransitive/AsyncRace.Analyzers.targets",
                "icon.png",
                "presets/all.globalconfig",
                "presets/none.globalconfig",
                "presets/strict.globalconfig",
                "presets/suggestions.globalconfig",
                "README.md",
            ],
            package.Files);
    }

    [Fact]
    public void AnalyzersSymbols_HoldExactly()
    {
        using PackageFile package = Feed.OpenSymbols("AsyncRace.Analyzers");
        Assert.Equal(["analyzers/dotnet/cs/AsyncRace.Analyzers.pdb", "analyzers/dotnet/cs/AsyncRace.CodeFixes.pdb"], package.Files);
    }

    [Fact]
    public void Threading_HoldsExactly()
    {
        using PackageFile package = Feed.Open("AsyncRace.Threading");
        Assert.Equal(
            [
                "icon.png",
                "lib/net10.0/AsyncRace.Threading.dll",
                "lib/net10.0/AsyncRace.Threading.xml",
                "lib/net8.0/AsyncRace.Threading.dll",
                "lib/net8.0/AsyncRace.Threading.xml",
                "lib/netstandard2.0/AsyncRace.Threading.dll",
                "lib/netstandard2.0/AsyncRace.Threading.xml",
                "README.md",
            ],
            package.Files);
    }

    [Fact]
    public void ThreadingSymbols_HoldExactly()
    {
        using PackageFile package = Feed.OpenSymbols("AsyncRace.Threading");
        Assert.Equal(
            [
                "lib/net10.0/AsyncRace.Threading.pdb",
                "lib/net8.0/AsyncRace.Threading.pdb",
                "lib/netstandard2.0/AsyncRace.Threading.pdb",
            ],
            package.Files);
    }

    [Fact]
    public void Tool_HoldsExactly()
    {
        using PackageFile package = Feed.Open("AsyncRace.Tool");
        Assert.Equal(
            [
                "icon.png",
                "README.md",
                "tools/net10.0/any/analyzers/AsyncRace.Analyzers.dll",
                "tools/net10.0/any/analyzers/AsyncRace.Tool.Suppressor.dll",
                "tools/net10.0/any/asyncrace.deps.json",
                "tools/net10.0/any/asyncrace.dll",
                "tools/net10.0/any/asyncrace.pdb",
                "tools/net10.0/any/asyncrace.runtimeconfig.json",
                "tools/net10.0/any/asyncrace.xml",
                "tools/net10.0/any/DotnetToolSettings.xml",
                "tools/net10.0/any/msbuild/AsyncRace.Check.props",
                "tools/net10.0/any/msbuild/AsyncRace.Check.targets",
                "tools/net10.0/any/Spectre.Console.dll",
                "tools/net10.0/any/System.CommandLine.dll",
            ],
            package.Files);
    }

    /// <summary>
    /// What the oldest supported compiler has (Roslyn 4.5: Visual Studio 17.5, SDK 7.0.200). An analyzer that refers to anything newer
    /// does not load there, and the user hears of it only by a warning. <c>[Shared]</c> on a code fix is one way to get there.
    /// </summary>
    [Theory]
    [InlineData("AsyncRace.Analyzers.dll")]
    [InlineData("AsyncRace.CodeFixes.dll")]
    public void AnalyzerAssemblies_ReferToNothingNewerThanTheOldestCompilerHas(string assembly)
    {
        Dictionary<string, Version> available = new()
        {
            ["netstandard"] = new(2, 0, 0, 0),
            ["Microsoft.CodeAnalysis"] = new(4, 5, 0, 0),
            ["Microsoft.CodeAnalysis.CSharp"] = new(4, 5, 0, 0),
            ["System.Collections.Immutable"] = new(6, 0, 0, 0),
            ["System.Memory"] = new(4, 0, 1, 1),
            ["System.Reflection.Metadata"] = new(6, 0, 0, 0),
            ["System.Threading.Tasks.Extensions"] = new(4, 2, 0, 1),
        };
        if (assembly == "AsyncRace.CodeFixes.dll")
        {
            available["AsyncRace.Analyzers"] = new(Feed.Version + ".0");
            available["Microsoft.CodeAnalysis.Workspaces"] = new(4, 5, 0, 0);
            available["Microsoft.CodeAnalysis.CSharp.Workspaces"] = new(4, 5, 0, 0);
            available["System.Composition.AttributedModel"] = new(6, 0, 0, 0);
        }

        using PackageFile package = Feed.Open("AsyncRace.Analyzers");
        IEnumerable<string> tooNew =
            from reference in package.ReadAssemblyReferences("analyzers/dotnet/cs/" + assembly)
            where !available.TryGetValue(reference.Key, out Version? newest) || reference.Value > newest
            select $"{reference.Key} {reference.Value}";
        Assert.Empty(tooNew);
    }

    [Theory]
    [InlineData("net10.0")]
    [InlineData("net8.0")]
    public void Threading_OnModernFrameworks_RefersToTheFrameworkAlone(string framework)
    {
        using PackageFile package = Feed.Open("AsyncRace.Threading");
        Version major = new(framework["net".Length..]);
        Assert.All(
            package.ReadAssemblyReferences($"lib/{framework}/AsyncRace.Threading.dll"),
            reference =>
            {
                Assert.StartsWith("System.", reference.Key, StringComparison.Ordinal);
                Assert.Equal(major.Major, reference.Value.Major);
            });
    }
}
