using System.Text;
using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Rendering;

/// <summary>Lines of source files as they can be shown. Files are read once; one that cannot be read has no lines.</summary>
internal sealed class SourceLines
{
    private const int TabWidth = 4;

    private readonly Dictionary<string, string[]> _files = new(StringComparer.Ordinal);

    /// <summary>Reads from disk.</summary>
    internal SourceLines()
    {
    }

    /// <summary>Knows <paramref name="files"/> already: paths and their texts.</summary>
    internal SourceLines(IEnumerable<KeyValuePair<string, string>> files)
    {
        foreach (var (path, text) in files)
            _files[path] = Split(text);
    }

    /// <summary>The 1-based <paramref name="line"/> with tabs expanded, or <see langword="null"/> where there is none.</summary>
    internal string? Line(string path, int line) => Raw(path, line) is { } raw ? Expand(raw) : null;

    /// <summary>The text of a span within one line, or <see langword="null"/> for one that is longer or cannot be read.</summary>
    internal string? Text(CodeSpan span) =>
        span.StartLine == span.EndLine && Raw(span.Path, span.StartLine) is { } raw && span.StartColumn >= 1 && span.EndColumn <= raw.Length + 1 && span.StartColumn < span.EndColumn
            ? Expand(raw[(span.StartColumn - 1)..(span.EndColumn - 1)])
            : null;

    /// <summary>How many cells stand before the 1-based UTF-16 <paramref name="column"/> of a line as shown.</summary>
    internal int CellsBefore(string path, int line, int column)
    {
        string raw = Raw(path, line) ?? "";
        return StyledLine.WidthOf(Expand(raw[..Math.Clamp(column - 1, 0, raw.Length)]));
    }

    private string? Raw(string path, int line)
    {
        if (!_files.TryGetValue(path, out string[]? lines))
            _files[path] = lines = Read(path);
        return line >= 1 && line <= lines.Length ? lines[line - 1] : null;
    }

    private static string[] Read(string path)
    {
        try
        {
            return Split(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>Where C# ends a line, which is more than where a terminal does.</summary>
    private static string[] Split(string text) => text.Split(["\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029"], StringSplitOptions.None);

    /// <summary>Control characters are replaced: shown as they are, source text could command the terminal.</summary>
    private static string Expand(string raw)
    {
        var text = new StringBuilder(raw.Length);
        int cells = 0;
        foreach (var rune in raw.EnumerateRunes())
        {
            if (rune.Value == '\t')
            {
                int spaces = TabWidth - cells % TabWidth;
                text.Append(' ', spaces);
                cells += spaces;
            }
            else if (Rune.IsControl(rune))
            {
                text.Append('\uFFFD');
                cells++;
            }
            else
            {
                text.Append(rune);
                cells += StyledLine.WidthOf(rune.ToString());
            }
        }

        return text.ToString();
    }
}
