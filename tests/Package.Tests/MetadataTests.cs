using System.Buffers.Binary;
using System.Xml.Linq;

namespace AsyncRace.Package.Tests;

/// <summary>What the packages say of themselves.</summary>
public sealed class MetadataTests
{
    public static TheoryData<string> Packages => ["AsyncRace.Analyzers", "AsyncRace.Threading", "AsyncRace.Tool"];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Metadata_IsComplete(string id)
    {
        using PackageFile package = Feed.Open(id);
        XElement metadata = package.Metadata;

        Assert.Equal(id, metadata.Element("id")?.Value);
        Assert.Equal(Feed.Version, metadata.Element("version")?.Value);
        Assert.Equal("The AsyncRace authors", metadata.Element("authors")?.Value);
        Assert.Equal("MIT", metadata.Element("license")?.Value);
        Assert.Equal("expression", metadata.Element("license")?.Attribute("type")?.Value);
        Assert.Equal("git", metadata.Element("repository")?.Attribute("type")?.Value);
        Assert.All(
            ["title", "description", "copyright", "tags", "projectUrl", "icon", "readme"],
            name => Assert.False(string.IsNullOrWhiteSpace(metadata.Element(name)?.Value), $"{id} has no {name}."));
        Assert.NotEqual("Package Description", metadata.Element("description")?.Value);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Readme_IsThePackagesOwn(string id)
    {
        using PackageFile package = Feed.Open(id);
        string readme = package.ReadText(package.Metadata.Element("readme")!.Value);
        Assert.StartsWith($"# {id}\n", readme.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Icon_IsAPngOfTheSizeThatNuGetShows(string id)
    {
        using PackageFile package = Feed.Open(id);
        byte[] icon = package.Read(package.Metadata.Element("icon")!.Value);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], icon[..8]);
        Assert.Equal(128, BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(16)));
        Assert.Equal(128, BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(20)));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Times_AreNotOfTheClock(string id)
    {
        using PackageFile package = Feed.Open(id);
        Assert.Single(package.Times.Distinct());
    }

    [Fact]
    public void Analyzers_AreADevelopmentDependencyWithoutDependencies()
    {
        using PackageFile package = Feed.Open("AsyncRace.Analyzers");
        Assert.Equal("true", package.Metadata.Element("developmentDependency")?.Value);
        Assert.Empty(package.Metadata.Descendants("dependency"));
    }

    [Fact]
    public void Threading_DependsOnTheAnalyzersWithEverythingIncluded()
    {
        using PackageFile package = Feed.Open("AsyncRace.Threading");
        Dictionary<string, XElement[]> groups = package.Metadata.Element("dependencies")!.Elements("group").ToDictionary(
            group => group.Attribute("targetFramework")!.Value,
            group => group.Elements("dependency").ToArray());

        Assert.Equal([".NETStandard2.0", "net10.0", "net8.0"], groups.Keys.Order(StringComparer.Ordinal));
        Assert.All(groups.Values, dependencies =>
        {
            XElement analyzers = Assert.Single(dependencies, dependency => dependency.Attribute("id")?.Value == "AsyncRace.Analyzers");
            Assert.Equal(Feed.Version, analyzers.Attribute("version")?.Value);
            Assert.Equal("All", analyzers.Attribute("include")?.Value);
            Assert.Null(analyzers.Attribute("exclude"));
        });
        Assert.Single(groups["net8.0"]);
        Assert.Single(groups["net10.0"]);
    }
}
