using System.Reflection;
using AsyncRace.Analyzers.Rules;

namespace AsyncRace.Tool.Tests.EndToEnd;

public sealed class ReadmeTests
{
    [Fact]
    public async Task Picture_IsTheFirstFindingThatTheToolPrintsForTheSample()
    {
        var result = await ToolProcess.RunAsync(Repository, "check", Path.Combine("samples", "AsyncioChapter"));
        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.StartsWith($"{Picture()}\n", result.Output.Replace(Path.DirectorySeparatorChar, '/'), StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_AreAllInTheTable()
    {
        string readme = Readme();
        var ids = typeof(RuleId).GetFields(BindingFlags.Static | BindingFlags.NonPublic).Select(static field => (Name: field.Name, Id: (string)field.GetRawConstantValue()!)).ToList();
        Assert.NotEmpty(ids);
        Assert.All(ids, rule => Assert.Contains($"| {rule.Id} | {rule.Name} |", readme, StringComparison.Ordinal));
    }

    private static string Repository { get; } = FindRepository();

    /// <summary>The block of the README that says <c>text</c>, with its last line break.</summary>
    private static string Picture()
    {
        const string Begin = "```text\n";
        string readme = Readme();
        int begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return readme[begin..readme.IndexOf("```", begin, StringComparison.Ordinal)];
    }

    private static string Readme() => File.ReadAllText(Path.Combine(Repository, "README.md")).ReplaceLineEndings("\n");

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AsyncRace.Analyzers.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds AsyncRace.Analyzers.sln.");
    }
}
