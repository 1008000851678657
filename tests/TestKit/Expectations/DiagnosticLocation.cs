namespace Microsoft.CodeAnalysis.Testing;

/// <summary>One expected location of a diagnostic.</summary>
public readonly struct DiagnosticLocation(FileLinePositionSpan span, DiagnosticLocationOptions options)
{
    /// <summary>The span; for a markup key that is not resolved yet, its start line is the key.</summary>
    public FileLinePositionSpan Span { get; } = span;

    public DiagnosticLocationOptions Options { get; } = options;
}
