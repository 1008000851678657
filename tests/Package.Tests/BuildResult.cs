using System.Globalization;
using System.Text.RegularExpressions;

namespace AsyncRace.Package.Tests;

/// <summary>A diagnostic as the build printed it.</summary>
internal sealed record BuildDiagnostic(string File, int Line, string Severity, string Id);

/// <summary>How a build ended, and the diagnostics that it printed.</summary>
internal sealed partial record BuildResult(CommandResult Command, IReadOnlyList<BuildDiagnostic> Diagnostics)
{
    internal bool Succeeded => Command.ExitCode == 0;

    internal static BuildResult Of(CommandResult command)
    {
        // The build prints each again in its closing summary.
        IEnumerable<BuildDiagnostic> diagnostics =
            from match in DiagnosticLine().Matches(command.Output)
            select new BuildDiagnostic(
                Path.GetFileName(match.Groups["file"].Value),
                int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture),
                match.Groups["severity"].Value,
                match.Groups["id"].Value);
        return new BuildResult(command, [.. diagnostics.Distinct()]);
    }

    internal void MustBeClean()
    {
        Assert.True(Succeeded, Command.ToString());
        Assert.True(Diagnostics.Count == 0, Command.ToString());
    }

    public override string ToString() => Command.ToString();

    [GeneratedRegex(@"^\s*(?<file>[^\r\n(]+)\((?<line>\d+),\d+\): (?<severity>warning|error) (?<id>[A-Z]+\d+):", RegexOptions.Multiline)]
    private static partial Regex DiagnosticLine();
}
