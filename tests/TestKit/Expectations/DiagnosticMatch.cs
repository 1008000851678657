using System.Collections.Immutable;
using System.Globalization;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Pairs what a test expects with what came, so that as few as possible remain on either side.</summary>
internal static class DiagnosticMatch
{
    /// <summary>Null when everything pairs up; else what is missing, what is too much, and why the near misses do not match.</summary>
    internal static string? Explain(
        IReadOnlyList<DiagnosticResult> expected, IReadOnlyList<Diagnostic> actual, string defaultPath, out ImmutableArray<(DiagnosticResult, Diagnostic)> pairs)
    {
        var partner = Pair(expected, actual);
        pairs = [.. partner.Select((index, i) => (index, i)).Where(static p => p.index >= 0).Select(p => (expected[p.index], actual[p.i]))];
        var surplus = actual.Where((_, i) => partner[i] < 0).ToList();
        var missing = expected.Where((_, i) => !partner.Contains(i)).ToList();
        if (surplus.Count == 0 && missing.Count == 0)
        {
            return null;
        }

        List<string> lines = [$"Expected {Count(expected.Count)}, found {Count(actual.Count)}."];
        foreach (var result in missing)
        {
            lines.Add("");
            lines.Add($"Missing:    {result}");
            if (Nearest(result, surplus) is { } nearest)
            {
                lines.Add($"            The nearest found one differs: {Difference(result, nearest)}");
            }
        }

        foreach (var diagnostic in surplus)
        {
            lines.Add("");
            lines.Add("Unexpected:");
            lines.Add(DiagnosticDescription.Of(diagnostic, defaultPath));
        }

        lines.Add("");
        lines.Add(actual.Count == 0 ? "No diagnostics were found." : "All that were found, as code:");
        lines.AddRange(actual.Select(diagnostic => DiagnosticDescription.Of(diagnostic, defaultPath) + ","));
        return string.Join(Environment.NewLine, lines);
    }

    private static string Count(int count) => count == 1 ? "1 diagnostic" : $"{count} diagnostics";

    /// <summary>A maximum matching: for each actual diagnostic the index of its expectation, or -1.</summary>
    private static int[] Pair(IReadOnlyList<DiagnosticResult> expected, IReadOnlyList<Diagnostic> actual)
    {
        var partner = new int[actual.Count];
        Array.Fill(partner, -1);
        for (var e = 0; e < expected.Count; e++)
        {
            Place(e, new bool[actual.Count]);
        }

        return partner;

        // An expectation may take another's diagnostic when that one finds a different diagnostic instead.
        bool Place(int e, bool[] tried)
        {
            for (var a = 0; a < actual.Count; a++)
            {
                if (tried[a] || Difference(expected[e], actual[a]) is not null)
                {
                    continue;
                }

                tried[a] = true;
                if (partner[a] < 0 || Place(partner[a], tried))
                {
                    partner[a] = e;
                    return true;
                }
            }

            return false;
        }
    }

    private static Diagnostic? Nearest(DiagnosticResult expected, List<Diagnostic> candidates) =>
        candidates
            .Where(candidate => candidate.Id == expected.Id)
            .OrderBy(candidate => expected.HasLocation
                ? Math.Abs(candidate.Location.GetLineSpan().StartLinePosition.Line - expected.Spans[0].Span.StartLinePosition.Line)
                : 0)
            .FirstOrDefault();

    /// <summary>The first thing in which a diagnostic is not what was expected, or null.</summary>
    private static string? Difference(DiagnosticResult expected, Diagnostic actual)
    {
        if (expected.Id != actual.Id)
        {
            return $"its id is {actual.Id}.";
        }

        if (!expected.Options.HasFlag(DiagnosticOptions.IgnoreSeverity) && expected.Severity != actual.Severity)
        {
            return $"its severity is {actual.Severity}, not {expected.Severity}.";
        }

        if (LocationDifference(expected, actual) is { } location)
        {
            return location;
        }

        if (expected.Message is { } message && message != actual.GetMessage(CultureInfo.InvariantCulture))
        {
            return $"its message is{Environment.NewLine}              {actual.GetMessage(CultureInfo.InvariantCulture)}{Environment.NewLine}            and should be{Environment.NewLine}              {message}";
        }

        return expected.IsSuppressed is { } suppressed && suppressed != actual.IsSuppressed
            ? $"it is {(actual.IsSuppressed ? "" : "not ")}suppressed."
            : null;
    }

    private static string? LocationDifference(DiagnosticResult expected, Diagnostic actual)
    {
        if (!expected.HasLocation)
        {
            return actual.Location == Location.None ? null : $"it is located at {Show(actual.Location)}, and no location was expected.";
        }

        if (SpanDifference(expected.Spans[0], actual.Location) is { } own)
        {
            return $"it is at {own}.";
        }

        if (expected.Options.HasFlag(DiagnosticOptions.IgnoreAdditionalLocations))
        {
            return null;
        }

        if (expected.Spans.Length - 1 != actual.AdditionalLocations.Count)
        {
            return $"it has {actual.AdditionalLocations.Count} additional locations, not {expected.Spans.Length - 1}.";
        }

        return actual.AdditionalLocations
            .Select((location, i) => SpanDifference(expected.Spans[i + 1], location) is { } difference
                ? $"its additional location {i + 1} is at {difference}."
                : null)
            .FirstOrDefault(static difference => difference is not null);
    }

    private static string? SpanDifference(DiagnosticLocation expected, Location actual)
    {
        var span = actual.GetLineSpan();
        var same = span.Path == expected.Span.Path
            && span.StartLinePosition == expected.Span.StartLinePosition
            && (expected.Options.HasFlag(DiagnosticLocationOptions.IgnoreLength) || span.EndLinePosition == expected.Span.EndLinePosition);
        return same ? null : Show(actual) + " instead";
    }

    private static string Show(Location location)
    {
        var span = location.GetLineSpan();
        return $"{span.Path}({span.StartLinePosition.Line + 1},{span.StartLinePosition.Character + 1})-({span.EndLinePosition.Line + 1},{span.EndLinePosition.Character + 1})";
    }
}
