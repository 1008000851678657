using System.Collections.Immutable;
using System.Text;

namespace AsyncRace.Tool.Targets;

/// <summary>
/// A solution for projects that no solution of the user's names together: one build of it restores and compiles what they share once.
/// In the classic format, which every SDK reads.
/// </summary>
internal static class GeneratedSolution
{
    private const string CSharpProject = "{9A19103F-16F7-4668-BE54-9A1E7A4F7556}";

    /// <summary>The text of a solution of <paramref name="projects"/>, in one configuration.</summary>
    /// <param name="projects">Absolute paths.</param>
    /// <param name="configuration">The configuration every project is built in.</param>
    internal static string Write(ImmutableArray<string> projects, string configuration)
    {
        var text = new StringBuilder();
        text.AppendLine().AppendLine("Microsoft Visual Studio Solution File, Format Version 12.00");
        for (int index = 0; index < projects.Length; index++)
        {
            // The name is also a target's name in the build: the index keeps projects of the same name apart.
            text.AppendLine($"Project(\"{CSharpProject}\") = \"{index}-{Path.GetFileNameWithoutExtension(projects[index])}\", \"{projects[index]}\", \"{Id(index)}\"");
            text.AppendLine("EndProject");
        }

        text.AppendLine("Global").AppendLine("\tGlobalSection(SolutionConfigurationPlatforms) = preSolution");
        text.AppendLine($"\t\t{configuration}|Any CPU = {configuration}|Any CPU");
        text.AppendLine("\tEndGlobalSection").AppendLine("\tGlobalSection(ProjectConfigurationPlatforms) = postSolution");
        for (int index = 0; index < projects.Length; index++)
        {
            text.AppendLine($"\t\t{Id(index)}.{configuration}|Any CPU.ActiveCfg = {configuration}|Any CPU");
            text.AppendLine($"\t\t{Id(index)}.{configuration}|Any CPU.Build.0 = {configuration}|Any CPU");
        }

        return text.AppendLine("\tEndGlobalSection").AppendLine("EndGlobal").ToString();
    }

    private static string Id(int index) => new Guid(index + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]).ToString("B").ToUpperInvariant();
}
