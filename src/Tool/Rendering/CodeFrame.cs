using System.Globalization;
using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Rendering;

/// <summary>The source lines of a finding, each place that has a part in it underlined and named.</summary>
internal sealed class CodeFrame(Page page, SourceLines source)
{
    private const string Indent = "  ";
    private const int ContextLines = 1;

    /// <summary>Gaps of so many lines are shown rather than elided: the mark would take as much room.</summary>
    private const int ShownGap = 1;

    /// <summary>The frame's lines; none where the source cannot be read.</summary>
    internal IEnumerable<StyledLine> Draw(Finding finding)
    {
        var marks = Marks(finding, Story.Of(finding)).ToList();
        var files = marks.GroupBy(static mark => mark.Span.Path).OrderByDescending(group => group.Key == finding.Span.Path).ToList();
        int digits = files.SelectMany(file => LinesToShow(file.Key, [.. file])).Append(1).Max().ToString(CultureInfo.InvariantCulture).Length;
        foreach (var file in files)
        {
            if (file.Key != finding.Span.Path)
            {
                yield return Gutter("", digits, page.Glyphs.Vertical);
                yield return new StyledLine().Add(Indent).Add(new string(page.Glyphs.Horizontal, 2), Tone.Dim).Add($" {page.Show(file.Key)}", Tone.Strong);
            }

            foreach (var line in DrawFile(file.Key, [.. file], digits))
                yield return line;
        }
    }

    private IEnumerable<StyledLine> DrawFile(string path, IReadOnlyList<Mark> marks, int digits)
    {
        var numbers = LinesToShow(path, marks);
        int margin = numbers.Select(number => source.Line(path, number)!).Where(static text => text.Trim().Length > 0)
            .Select(static text => text.Length - text.TrimStart().Length).DefaultIfEmpty(0).Min();
        int room = Math.Max(10, page.Width - (Indent.Length + digits + 3));
        int previous = 0;
        foreach (int number in numbers)
        {
            if (previous > 0 && number > previous + 1)
                yield return Gutter(page.Glyphs.Dots, digits, ' ');
            previous = number;

            string text = source.Line(path, number)!;
            text = text.Length >= margin ? text[margin..] : "";
            var onLine = marks.Where(mark => mark.Span.StartLine == number).OrderByDescending(static mark => mark.Role == Role.Write ? 0 : 1).ThenBy(static mark => mark.Span.StartColumn).ToList();
            yield return Gutter(number.ToString(CultureInfo.InvariantCulture), digits, page.Glyphs.Vertical)
                .Add(StyledLine.Fit(text.TrimEnd(), room, page.Glyphs.Ellipsis), onLine.Count > 0 ? Tone.Plain : Tone.Dim);
            foreach (var mark in onLine)
            {
                foreach (var line in Underline(path, mark, text, margin, room))
                    yield return Gutter("", digits, page.Glyphs.Vertical).Add(line);
            }
        }
    }

    /// <summary>The underline with its label beside it, or below it where there is no room.</summary>
    private IEnumerable<StyledLine> Underline(string path, Mark mark, string text, int margin, int room)
    {
        int start = Math.Max(0, source.CellsBefore(path, mark.Span.StartLine, mark.Span.StartColumn) - margin);
        int end = mark.Span.EndLine > mark.Span.StartLine
            ? StyledLine.WidthOf(text.TrimEnd())
            : source.CellsBefore(path, mark.Span.EndLine, mark.Span.EndColumn) - margin;
        start = Math.Min(start, room - 1);
        int length = Math.Max(1, Math.Min(end, room) - start);
        var line = new StyledLine().PadTo(start).Add(new string(mark.Role == Role.Write ? '^' : page.Glyphs.Underline, length), mark.Tone);
        if (mark.Label.Length == 0)
        {
            yield return line;
        }
        else if (start + length + 1 + StyledLine.WidthOf(mark.Label) <= room)
        {
            yield return line.Add(" ").Add(mark.Label, mark.Tone);
        }
        else
        {
            yield return line;
            int indent = Math.Min(start, Math.Max(0, room - StyledLine.WidthOf(mark.Label)));
            yield return new StyledLine().PadTo(indent).Add(StyledLine.Fit(mark.Label, room, page.Glyphs.Ellipsis), mark.Tone);
        }
    }

    private List<int> LinesToShow(string path, IReadOnlyList<Mark> marks)
    {
        var wanted = new SortedSet<int>();
        foreach (var mark in marks)
        {
            for (int number = mark.Span.StartLine - ContextLines; number <= mark.Span.StartLine + ContextLines; number++)
            {
                if (source.Line(path, number) is not null)
                    wanted.Add(number);
            }
        }

        foreach (int number in wanted.ToArray())
        {
            int next = wanted.GetViewBetween(number + 1, int.MaxValue).FirstOrDefault();
            if (next > number + 1 && next <= number + 1 + ShownGap)
                wanted.UnionWith(Enumerable.Range(number + 1, next - number - 1));
        }

        // Context that says nothing is no context.
        bool SaysNothing(int number) =>
            source.Line(path, number)!.Trim() is "" or "{" or "}" && marks.All(mark => mark.Span.StartLine != number);
        while (wanted.Count > 0 && SaysNothing(wanted.Min))
            wanted.Remove(wanted.Min);
        while (wanted.Count > 0 && SaysNothing(wanted.Max))
            wanted.Remove(wanted.Max);
        return [.. wanted];
    }

    private static IEnumerable<Mark> Marks(Finding finding, Story story)
    {
        foreach (var related in finding.Related)
        {
            // Another call of the same member: its write is the write that is marked anyway.
            if (related.Role == Role.Rival && related.Span.Path == finding.Span.Path && related.Span.StartLine == finding.Span.StartLine)
                continue;

            // Of a collection in use, and of what a static keeps, that is all there is to mark.
            if (related.Role is Role.Read or Role.Capture && related.Span == finding.Span)
                continue;

            yield return related.Role switch
            {
                Role.Read => new Mark(related.Span, related.Role, story.ReadLabel, Tone.Read),
                Role.Suspension => new Mark(related.Span, related.Role, Story.SuspensionLabel, Tone.Suspension),
                Role.Rival => new Mark(related.Span, related.Role, $"task B: {finding.Rival ?? "another member"} {story.RivalVerb} here", Tone.Rival),
                _ => new Mark(related.Span, related.Role, MisuseStory.LabelOf(related.Role), related.Role == Role.Await ? Tone.Suspension : Tone.Info),
            };
        }

        yield return new Mark(finding.Span, Role.Write, MisuseStory.Of(finding)?.Label ?? story.WriteLabel, Tone.Warning);
    }

    private StyledLine Gutter(string text, int digits, char border) =>
        new StyledLine().Add(Indent).Add(text.PadLeft(digits), Tone.Dim).Add($" {border} ", Tone.Dim);

    private sealed record Mark(CodeSpan Span, Role Role, string Label, Tone Tone);
}
