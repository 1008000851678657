namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Which of the checks that every code fix test makes are left out.</summary>
[Flags]
public enum CodeFixTestBehaviors
{
    None = 0,
    SkipFixAllInDocumentCheck = 1,
    SkipFixAllInProjectCheck = 2,
    SkipFixAllInSolutionCheck = 4,
    SkipFixAllCheck = SkipFixAllInDocumentCheck | SkipFixAllInProjectCheck | SkipFixAllInSolutionCheck,

    /// <summary>Allow fixing a diagnostic that is not reported for its document alone.</summary>
    SkipLocalDiagnosticCheck = 8,

    /// <summary>Apply one fix, not one after the other until none is left.</summary>
    FixOne = 16,
}
