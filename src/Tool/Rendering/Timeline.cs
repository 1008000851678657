using System.Globalization;
using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Rendering;

/// <summary>An interleaving drawn as two columns, one a task, time running downwards.</summary>
internal sealed class Timeline(Page page)
{
    private const string Indent = "  ";

    /// <summary>Two columns of less than this are harder to read than one.</summary>
    private const int NarrowestColumn = 22;

    /// <summary>Longer explanations are wrapped rather than making their column wider than its code.</summary>
    private const int ExplanationWidth = 34;

    /// <summary>The timeline's lines.</summary>
    internal IEnumerable<StyledLine> Draw(Interleaving interleaving)
    {
        int available = page.Width - Indent.Length - 3;
        return available / 2 < NarrowestColumn ? DrawNarrow(interleaving) : DrawColumns(interleaving, available);
    }

    private IEnumerable<StyledLine> DrawColumns(Interleaving interleaving, int available)
    {
        int digits = Digits(interleaving);
        int widthA = Natural(interleaving, rival: false, digits, int.MaxValue);
        int widthB = Natural(interleaving, rival: true, digits, int.MaxValue);
        if (widthA + widthB > available)
        {
            // The shorter column keeps its width as long as that leaves the longer one more than half, which then may not need it all.
            int half = available / 2;
            int roomA = widthB <= half ? available - widthB : available - half;
            int roomB = widthA <= half ? available - widthA : half;
            (widthA, widthB) = (Math.Min(roomA, Natural(interleaving, rival: false, digits, roomA)), Math.Min(roomB, Natural(interleaving, rival: true, digits, roomB)));
        }

        yield return Row(new StyledLine().Add(StyledLine.Fit(interleaving.TaskA, widthA, page.Glyphs.Ellipsis), Tone.Strong),
            new StyledLine().Add(StyledLine.Fit(interleaving.TaskB, widthB, page.Glyphs.Ellipsis), Tone.Strong), widthA);
        yield return Rule(widthA, widthB, page.Glyphs.Cross);
        Step? previous = null;
        foreach (var step in interleaving.Steps)
        {
            bool rival = step.Role == Role.Rival;
            foreach (var cell in Cell(step, previous, digits, rival ? widthB : widthA))
                yield return rival ? Row(StyledLine.Empty, cell, widthA) : Row(cell, StyledLine.Empty, widthA);
            previous = step;
        }

        yield return Rule(widthA, widthB, page.Glyphs.Tee);
        foreach (var line in OutcomeLines(interleaving))
            yield return line;
    }

    private IEnumerable<StyledLine> DrawNarrow(Interleaving interleaving)
    {
        int digits = Digits(interleaving);
        foreach (string title in (string[])[interleaving.TaskA, interleaving.TaskB])
            yield return new StyledLine().Add(Indent).Add(StyledLine.Fit(title, page.Width - Indent.Length, page.Glyphs.Ellipsis), Tone.Strong);
        Step? previous = null;
        foreach (var step in interleaving.Steps)
        {
            string task = step.Role == Role.Rival ? "B " : "A ";
            foreach (var cell in Cell(step, previous, digits, page.Width - Indent.Length - task.Length))
            {
                yield return new StyledLine().Add(Indent).Add(task, Tone.Strong).Add(cell);
                task = "  ";
            }

            previous = step;
        }

        foreach (var line in OutcomeLines(interleaving))
            yield return line;
    }

    private IEnumerable<StyledLine> OutcomeLines(Interleaving interleaving)
    {
        if (interleaving.Outcome is not { } outcome)
            yield break;

        string word = outcome.Word + ": ";
        foreach (string line in StyledLine.Wrap(word + outcome.What, page.Width - Indent.Length))
        {
            var styled = new StyledLine().Add(Indent);
            yield return line.StartsWith(word, StringComparison.Ordinal)
                ? styled.Add(word, Tone.Error).Add(line[word.Length..], Tone.Strong)
                : styled.Add(line, Tone.Strong);
        }
    }

    /// <summary>A step: its line and code, and below what happens there. The code of the line just shown is not repeated.</summary>
    private IEnumerable<StyledLine> Cell(Step step, Step? previous, int digits, int width)
    {
        int room = width - digits - 1;
        string number = step.Line?.ToString(CultureInfo.InvariantCulture) ?? "";
        bool sameTask = previous is not null && (previous.Role == Role.Rival) == (step.Role == Role.Rival);
        if (step.Code is not null && !(sameTask && previous!.Line == step.Line))
        {
            yield return new StyledLine().Add(number.PadLeft(digits), Tone.Dim).Add(" ").Add(CodeOf(step, room));
            number = "";
        }
        else if (step.Code is not null)
        {
            number = "";
        }

        foreach (string line in StyledLine.Wrap(step.Explanation, room))
        {
            yield return new StyledLine().Add(number.PadLeft(digits), Tone.Dim).Add(" ").Add(line, ToneOf(step));
            number = "";
        }
    }

    /// <summary>The line if there is room for it, else what matters of it.</summary>
    private string CodeOf(Step step, int room) =>
        StyledLine.WidthOf(step.Code!) <= room ? step.Code! : StyledLine.Fit(step.Excerpt ?? step.Code!, room, page.Glyphs.Ellipsis);

    /// <summary>The cells a column of at most <paramref name="room"/> makes use of.</summary>
    private int Natural(Interleaving interleaving, bool rival, int digits, int room) =>
        interleaving.Steps.Where(step => (step.Role == Role.Rival) == rival)
            .Select(step => Math.Max(
                step.Code is null ? 0 : StyledLine.WidthOf(CodeOf(step, room - digits - 1)),
                StyledLine.Wrap(step.Explanation, ExplanationWidth).Max(StyledLine.WidthOf)) + digits + 1)
            .Append(StyledLine.WidthOf(rival ? interleaving.TaskB : interleaving.TaskA))
            .Max();

    private StyledLine Row(StyledLine a, StyledLine b, int widthA) =>
        new StyledLine().Add(Indent).Add(a).PadTo(Indent.Length + widthA).Add($" {page.Glyphs.Vertical} ", Tone.Dim).Add(b);

    private StyledLine Rule(int widthA, int widthB, char joint) =>
        new StyledLine().Add(Indent).Add($"{new string(page.Glyphs.Horizontal, widthA + 1)}{joint}{new string(page.Glyphs.Horizontal, widthB + 1)}", Tone.Dim);

    private static int Digits(Interleaving interleaving) =>
        interleaving.Steps.Max(static step => step.Line?.ToString(CultureInfo.InvariantCulture).Length ?? 0);

    private static Tone ToneOf(Step step) => step.Role switch
    {
        Role.Read => Tone.Read,
        Role.Suspension => Tone.Suspension,
        Role.Rival => Tone.Rival,
        _ => Tone.Warning,
    };
}
