namespace Microsoft.CodeAnalysis.Testing;

/// <summary>What a test says of the solution before, or after, a fix; it is itself the solution's first project.</summary>
public class SolutionState(string name, string language, string defaultPrefix, string defaultExtension)
    : ProjectState(name, language, defaultPrefix, defaultExtension)
{
    public List<DiagnosticResult> ExpectedDiagnostics { get; } = [];

    public ProjectCollection AdditionalProjects { get; } = new(language, defaultExtension);

    /// <summary>What is taken over from the state before; null is <see cref="StateInheritanceMode.AutoInherit"/>.</summary>
    public StateInheritanceMode? InheritanceMode { get; set; }

    /// <summary>
    /// What markup means. Null is <see cref="MarkupMode.Allow"/> before the fix and where the fix changes nothing, and
    /// <see cref="MarkupMode.IgnoreFixable"/> in fixed sources: a diagnostic that may stay there has to be allowed by name.
    /// </summary>
    public MarkupMode? MarkupHandling { get; set; }
}
