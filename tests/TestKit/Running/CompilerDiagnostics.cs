namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Which of the compiler's own diagnostics count: those of this severity and above.</summary>
public enum CompilerDiagnostics
{
    None = 0,
    Errors = 1,
    Warnings = 2,
    Suggestions = 3,
    All = 4,
}
