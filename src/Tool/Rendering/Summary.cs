using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Rendering;

/// <summary>The last line: how many findings in how much code.</summary>
internal static class Summary
{
    /// <summary>Describes <paramref name="findings"/> in <paramref name="checkedUnits"/> projects or files, as <paramref name="noun"/> says.</summary>
    internal static StyledLine Draw(IReadOnlyCollection<Finding> findings, int checkedUnits, string noun)
    {
        string scope = $" in {Count(checkedUnits, noun)}.";
        if (findings.Count == 0)
            return new StyledLine().Add("No findings", Tone.Good).Add(scope);

        var gravest = findings.Max(static finding => finding.Severity);
        var line = new StyledLine().Add(Count(findings.Count, "finding"), gravest switch { Severity.Error => Tone.Error, Severity.Warning => Tone.Warning, _ => Tone.Info });
        var parts = findings.GroupBy(static finding => finding.Severity).OrderByDescending(static group => group.Key)
            .Select(static group => group.Key switch
            {
                Severity.Error => Count(group.Count(), "error"),
                Severity.Warning => Count(group.Count(), "warning"),
                _ => $"{group.Count()} info",
            }).ToList();
        return line.Add($" ({string.Join(", ", parts)})").Add(scope);
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
