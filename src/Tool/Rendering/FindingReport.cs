using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Rendering;

/// <summary>A finding as a person reads it: where and what, the code, the interleaving.</summary>
internal sealed class FindingReport(Page page, SourceLines source)
{
    /// <summary>The lines of <paramref name="finding"/>.</summary>
    internal IEnumerable<StyledLine> Draw(Finding finding)
    {
        var (severity, tone) = finding.Severity switch
        {
            Severity.Error => ("error", Tone.Error),
            Severity.Warning => ("warning", Tone.Warning),
            _ => ("info", Tone.Info),
        };
        yield return new StyledLine()
            .Add($"{page.Show(finding.Span.Path)}:{finding.Span.StartLine}:{finding.Span.StartColumn}", Tone.Strong)
            .Add("  ").Add($"{severity} {finding.RuleId}", tone);
        foreach (string line in StyledLine.Wrap(finding.Message, page.Width))
            yield return new StyledLine().Add(line);

        foreach (var line in Block(new CodeFrame(page, source).Draw(finding)))
            yield return line;

        if (Interleaving.Of(finding, source, page) is { } interleaving)
        {
            foreach (var line in Block(new Timeline(page).Draw(interleaving)))
                yield return line;
        }
    }

    private static IEnumerable<StyledLine> Block(IEnumerable<StyledLine> lines)
    {
        bool first = true;
        foreach (var line in lines)
        {
            if (first)
                yield return StyledLine.Empty;
            first = false;
            yield return line;
        }
    }
}
