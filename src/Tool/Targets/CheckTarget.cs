using System.Collections.Immutable;

namespace AsyncRace.Tool.Targets;

/// <summary>What one build covers.</summary>
internal abstract record CheckTarget
{
    /// <summary>The folder whose <c>global.json</c> decides on the SDK.</summary>
    internal abstract string Directory { get; }

    /// <summary>A solution.</summary>
    internal sealed record Solution(string Path) : CheckTarget
    {
        internal override string Directory => System.IO.Path.GetDirectoryName(Path)!;
    }

    /// <summary>One or more projects, built together so that what they share is compiled once.</summary>
    internal sealed record Projects(ImmutableArray<string> Paths) : CheckTarget
    {
        internal override string Directory => System.IO.Path.GetDirectoryName(Paths[0])!;
    }

    /// <summary>A C# file on its own, built as the file-based program it is or could be.</summary>
    internal sealed record SourceFile(string Path) : CheckTarget
    {
        internal override string Directory => System.IO.Path.GetDirectoryName(Path)!;
    }
}
