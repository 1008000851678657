namespace Microsoft.CodeAnalysis.Testing;

/// <summary>What a state makes of the markup in its sources.</summary>
public enum MarkupMode
{
    /// <summary>The sources are taken as they are.</summary>
    None = 0,

    /// <summary>Markup is taken out and expects nothing.</summary>
    Ignore = 1,

    /// <summary>Markup of diagnostics that the test's fix repairs is taken out; other markup is expected.</summary>
    IgnoreFixable = 2,

    /// <summary>Markup is expected.</summary>
    Allow = 3,
}
