namespace AsyncRace.Analyzers.Model;

/// <summary>How sure it is that calls overlap: see docs/semantics.md, "Evidence".</summary>
internal enum Confidence
{
    /// <summary>Nothing overlaps here.</summary>
    None,

    /// <summary>They can overlap, and most often do no harm: told, as information, only where the options ask for little confidence.</summary>
    Slight,

    /// <summary>They can overlap, but nothing in sight says that they do: reported as information.</summary>
    Possible,

    /// <summary>They do, or nothing keeps them from it.</summary>
    Evident,
}
