using System.Collections.Immutable;
using AsyncRace.Tool.Targets;

namespace AsyncRace.Tool.Findings;

/// <summary>The findings of all compilations as a person wants to read them.</summary>
internal static class FindingList
{
    /// <summary>
    /// Each place once, in the order of the files and lines. A file compiled for several target frameworks, or in several projects,
    /// is found wanting in each: the gravest is kept.
    /// </summary>
    internal static ImmutableArray<Finding> Merge(IEnumerable<Finding> findings) =>
    [
        .. findings
            .GroupBy(static finding => (finding.RuleId, Path: Normalized(finding.Span.Path), finding.Span.StartLine, finding.Span.StartColumn))
            .Select(static group => group.MaxBy(static finding => finding.Severity)!)
            .OrderBy(static finding => finding.Span.Path, StringComparer.Ordinal)
            .ThenBy(static finding => finding.Span.StartLine)
            .ThenBy(static finding => finding.Span.StartColumn)
            .ThenBy(static finding => finding.RuleId, StringComparer.Ordinal),
    ];

    private static string Normalized(string path) =>
        TargetResolver.PathComparer == StringComparer.Ordinal ? path : path.ToUpperInvariant();
}
