namespace Microsoft.CodeAnalysis.Testing;

/// <summary>How markup is read.</summary>
[Flags]
public enum MarkupOptions
{
    None = 0,

    /// <summary><c>[|…|]</c> is the first diagnostic that the analyzers support, if they support several.</summary>
    UseFirstDescriptor = 1,

    /// <summary><c>$$</c> is code. This kit knows no positions, so it always is.</summary>
    TreatPositionIndicatorsAsCode = 2,
}
