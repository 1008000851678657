namespace AsyncRace.Tool.Findings;

/// <summary>A stretch of a source file. Lines and columns are 1-based, columns count UTF-16 units, the end is exclusive.</summary>
internal sealed record CodeSpan(string Path, int StartLine, int StartColumn, int EndLine, int EndColumn);
