namespace AsyncRace.Tool.Rendering;

/// <summary>The characters that draw frames and timelines.</summary>
internal sealed record Glyphs(char Vertical, char Horizontal, char Cross, char Tee, char Underline, string Ellipsis, string Dots)
{
    /// <summary>For terminals and files that take any character.</summary>
    internal static Glyphs Unicode { get; } = new('│', '─', '┼', '┴', '─', "…", "⋮");

    /// <summary>For those that do not.</summary>
    internal static Glyphs Ascii { get; } = new('|', '-', '+', '+', '-', "...", ":");
}
