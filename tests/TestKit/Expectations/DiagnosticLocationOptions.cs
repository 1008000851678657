namespace Microsoft.CodeAnalysis.Testing;

/// <summary>How an expected location is compared.</summary>
[Flags]
public enum DiagnosticLocationOptions
{
    /// <summary>The whole span.</summary>
    None = 0,

    /// <summary>Only where it starts.</summary>
    IgnoreLength = 1,

    /// <summary>The location is the number of a <c>{|#n:…|}</c> in the test's sources.</summary>
    InterpretAsMarkupKey = 2,

    /// <summary>The location is one of the diagnostic's unnecessary (faded) ones.</summary>
    UnnecessaryCode = 4,
}
