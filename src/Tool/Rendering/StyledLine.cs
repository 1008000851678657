using System.Collections;
using Spectre.Console.Rendering;

namespace AsyncRace.Tool.Rendering;

/// <summary>One line of output as pieces of text with a tone each. Widths count terminal cells.</summary>
internal sealed class StyledLine : IEnumerable<(string Text, Tone Tone)>
{
    private readonly List<(string Text, Tone Tone)> _pieces = [];

    /// <summary>An empty line.</summary>
    internal static StyledLine Empty => new();

    /// <summary>The cells the line takes.</summary>
    internal int Width { get; private set; }

    /// <summary>The cells that <paramref name="text"/> takes: two for a wide character, none for a combining one.</summary>
    internal static int WidthOf(string text) => text.Length == 0 ? 0 : new Segment(text).CellCount();

    /// <summary>Shortens <paramref name="text"/> to <paramref name="width"/> cells, with an ellipsis where something is cut.</summary>
    internal static string Fit(string text, int width, string ellipsis)
    {
        if (WidthOf(text) <= width)
            return text;

        int room = Math.Max(0, width - ellipsis.Length);
        int length = 0;
        int used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            int cells = WidthOf(rune.ToString());
            if (used + cells > room)
                break;
            used += cells;
            length += rune.Utf16SequenceLength;
        }

        return text[..length] + ellipsis;
    }

    /// <summary>Breaks <paramref name="text"/> at spaces into lines of at most <paramref name="width"/> cells; a longer word has a line of its own.</summary>
    internal static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && WidthOf(line) + 1 + WidthOf(word) > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    /// <summary>Appends <paramref name="text"/>.</summary>
    internal StyledLine Add(string text, Tone tone = Tone.Plain)
    {
        if (text.Length > 0)
        {
            _pieces.Add((text, tone));
            Width += WidthOf(text);
        }

        return this;
    }

    /// <summary>Appends all of <paramref name="line"/>.</summary>
    internal StyledLine Add(StyledLine line)
    {
        foreach (var (text, tone) in line)
            Add(text, tone);
        return this;
    }

    /// <summary>Fills up with spaces to <paramref name="width"/> cells.</summary>
    internal StyledLine PadTo(int width) => Add(new string(' ', Math.Max(0, width - Width)));

    /// <summary>The pieces up to the last visible character.</summary>
    internal IEnumerable<(string Text, Tone Tone)> Visible()
    {
        int last = _pieces.FindLastIndex(static piece => !string.IsNullOrWhiteSpace(piece.Text));
        return _pieces.Take(last + 1).Select((piece, index) => index == last ? (piece.Text.TrimEnd(), piece.Tone) : piece);
    }

    /// <inheritdoc />
    public IEnumerator<(string Text, Tone Tone)> GetEnumerator() => _pieces.GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The text alone, without trailing spaces.</summary>
    public override string ToString() => string.Concat(Visible().Select(static piece => piece.Text));
}
