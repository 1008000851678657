namespace AsyncRace.Tool.Rendering;

/// <summary>What a piece of text is, so that a theme can colour it.</summary>
internal enum Tone
{
    /// <summary>Ordinary text.</summary>
    Plain,

    /// <summary>Frames, gutters and other scaffolding.</summary>
    Dim,

    /// <summary>What to see first.</summary>
    Strong,

    /// <summary>An error.</summary>
    Error,

    /// <summary>A warning; the write that goes wrong.</summary>
    Warning,

    /// <summary>An information.</summary>
    Info,

    /// <summary>The read or check.</summary>
    Read,

    /// <summary>The await.</summary>
    Suspension,

    /// <summary>What the other task does.</summary>
    Rival,

    /// <summary>All is well.</summary>
    Good,
}
