using AsyncRace.Tool.Rendering;
using Spectre.Console;

namespace AsyncRace.Tool.CommandLine;

/// <summary>
/// Where a person, a log or another program reads what this tool says: the report on standard output, progress and complaints on standard
/// error. Colours follow the terminal and <c>NO_COLOR</c>.
/// </summary>
internal sealed class Terminal
{
    /// <summary>Wider than any line: lines are laid out before they are written, and must not be folded again.</summary>
    private const int Unfolded = 100_000;

    private readonly IAnsiConsole _out;
    private readonly IAnsiConsole _error;
    private readonly bool _isLive;

    /// <summary>Writes to the process's own streams.</summary>
    internal Terminal()
        : this(Console.Out, Console.Error)
    {
    }

    /// <summary>Writes to <paramref name="output"/> and <paramref name="error"/>.</summary>
    internal Terminal(TextWriter output, TextWriter error)
    {
        _out = Open(output);
        _error = Open(error);
        _isLive = _error.Profile.Out.IsTerminal && _error.Profile.Capabilities is { Ansi: true, Interactive: true };

        bool isTerminal = _out.Profile.Out.IsTerminal;
        int width = isTerminal ? _out.Profile.Width : Page.WithoutTerminal;
        Page = new Page(
            Math.Clamp(width, Page.Narrowest, Page.Widest),
            _out.Profile.Capabilities.Unicode ? Glyphs.Unicode : Glyphs.Ascii,
            Environment.CurrentDirectory);
        _out.Profile.Width = Unfolded;
        if (!_isLive)
            _error.Profile.Width = Unfolded;
    }

    /// <summary>The page that the report is drawn on.</summary>
    internal Page Page { get; }

    /// <summary>Writes a line of the report.</summary>
    internal void Write(StyledLine line) => Write(_out, line);

    /// <summary>Writes a line of plain text to the report.</summary>
    internal void Write(string line) => Write(_out, new StyledLine().Add(line));

    /// <summary>Writes a line to standard error.</summary>
    internal void Complain(StyledLine line) => Write(_error, line);

    /// <summary>Writes what is wrong to standard error, and below it what to do about it.</summary>
    internal void Complain(string problem, string? hint = null)
    {
        Complain(new StyledLine().Add("error: ", Tone.Error).Add(problem));
        if (hint is not null)
        {
            foreach (string line in hint.Split('\n'))
                Complain(new StyledLine().Add(line.TrimEnd('\r')));
        }
    }

    /// <summary>
    /// Does <paramref name="work"/> and shows where it is: a line that changes on a terminal, a line for each step elsewhere.
    /// </summary>
    internal async Task<T> ShowProgressAsync<T>(string title, Func<Action<string>, Task<T>> work)
    {
        if (!_isLive)
        {
            Complain(new StyledLine().Add(title, Tone.Dim));
            return await work(step => Complain(new StyledLine().Add($"  {step}", Tone.Dim))).ConfigureAwait(false);
        }

        return await _error.Status()
            .Spinner(_error.Profile.Capabilities.Unicode ? Spinner.Known.Dots : Spinner.Known.Line)
            .StartAsync(Markup.Escape(title), status => work(step => status.Status(Markup.Escape(step)))).ConfigureAwait(false);
    }

    private static IAnsiConsole Open(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        return AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            // A file or a pipe would get the escape sequences as text.
            Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = output.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
    }

    private static void Write(IAnsiConsole console, StyledLine line)
    {
        foreach (var (text, tone) in line.Visible())
            console.Write(new Text(text, StyleOf(tone)));
        console.WriteLine();
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Dim => new Style(decoration: Decoration.Dim),
        Tone.Strong => new Style(decoration: Decoration.Bold),
        Tone.Error => new Style(Color.Red, decoration: Decoration.Bold),
        // Olive is the terminal's plain yellow; the bright one cannot be read on white.
        Tone.Warning => new Style(Color.Olive, decoration: Decoration.Bold),
        Tone.Info => new Style(Color.Blue),
        Tone.Read => new Style(Color.Teal),
        Tone.Suspension => new Style(Color.Blue),
        Tone.Rival => new Style(Color.Purple),
        Tone.Good => new Style(Color.Green),
        _ => Style.Plain,
    };
}
