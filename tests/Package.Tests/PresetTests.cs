using System.Text.RegularExpressions;

namespace AsyncRace.Package.Tests;

/// <summary>The presets name every rule that ships, no more and no less.</summary>
public sealed partial class PresetTests
{
    /// <summary>A rule and its default severity, as the analyzers' release notes list them (which the compiler holds against the rules).</summary>
    private static Dictionary<string, string> Rules { get; } =
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "releases"))
            .SelectMany(File.ReadLines)
            .Select(line => ReleaseRow().Match(line))
            .Where(match => match.Success)
            .ToDictionary(match => match.Groups["id"].Value, match => match.Groups["severity"].Value);

    [Fact]
    public void All_MakesEveryRuleAWarning() =>
        Assert.Equal(Rules.Keys.ToDictionary(id => id, _ => "warning"), ReadPreset("all"));

    [Fact]
    public void None_TurnsEveryRuleOff() =>
        Assert.Equal(Rules.Keys.ToDictionary(id => id, _ => "none"), ReadPreset("none"));

    [Fact]
    public void Suggestions_MakesEveryRuleThatIsOnASuggestion() =>
        Assert.Equal(
            Rules.Where(rule => rule.Value is "Warning" or "Info").ToDictionary(rule => rule.Key, _ => "suggestion"),
            ReadPreset("suggestions"));

    [Fact]
    public void Strict_MakesEveryWarningAnErrorAndEveryInfoAWarning() =>
        Assert.Equal(
            Rules.Where(rule => rule.Value is "Warning" or "Info").ToDictionary(rule => rule.Key, rule => rule.Value == "Warning" ? "error" : "warning"),
            ReadPreset("strict"));

    private static Dictionary<string, string> ReadPreset(string name)
    {
        using PackageFile package = Feed.Open("AsyncRace.Analyzers");
        return PresetRow().Matches(package.ReadText($"presets/{name}.globalconfig"))
            .ToDictionary(match => match.Groups["id"].Value, match => match.Groups["severity"].Value);
    }

    [GeneratedRegex(@"^(?<id>ASYNCRACE\d{3}) \| \S+ \| (?<severity>\w+) \|")]
    private static partial Regex ReleaseRow();

    [GeneratedRegex(@"^dotnet_diagnostic\.(?<id>ASYNCRACE\d{3})\.severity = (?<severity>\w+)\r?$", RegexOptions.Multiline)]
    private static partial Regex PresetRow();
}
