namespace AsyncRace.Tool.Rendering;

/// <summary>The page to draw on.</summary>
/// <param name="Width">Cells per line, at least <see cref="Narrowest"/>.</param>
/// <param name="Glyphs">The characters to draw with.</param>
/// <param name="BaseDirectory">Paths below it are shown relative to it.</param>
internal sealed record Page(int Width, Glyphs Glyphs, string BaseDirectory)
{
    /// <summary>Below this nothing can be laid out; lines run over instead.</summary>
    internal const int Narrowest = 32;

    /// <summary>Longer lines are hard to read, however wide the terminal.</summary>
    internal const int Widest = 120;

    /// <summary>Where there is no terminal to ask: a log or a file.</summary>
    internal const int WithoutTerminal = 100;

    /// <summary><paramref name="path"/> as a person at <see cref="BaseDirectory"/> would name it.</summary>
    internal string Show(string path)
    {
        if (!Path.IsPathRooted(path))
            return path;

        string relative = Path.GetRelativePath(BaseDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
