namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Which of the checks that every analyzer test makes are left out.</summary>
[Flags]
public enum TestBehaviors
{
    None = 0,

    /// <summary>Do not check that nothing is reported when the same source is generated code.</summary>
    SkipGeneratedCodeCheck = 1,

    /// <summary>Do not check that <c>#pragma warning disable</c> silences what is reported.</summary>
    SkipSuppressionCheck = 2,

    /// <summary>Generators are not run by this kit; kept so that a test compiles.</summary>
    SkipGeneratedSourcesCheck = 4,
}
