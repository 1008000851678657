namespace Microsoft.CodeAnalysis.Testing;

/// <summary>What a fixed state takes over from the state before it.</summary>
public enum StateInheritanceMode
{
    /// <summary>Everything it does not say itself; of the expected diagnostics those that the fix does not repair.</summary>
    AutoInherit = 0,

    /// <summary>Nothing.</summary>
    Explicit = 1,

    /// <summary>Everything it does not say itself.</summary>
    AutoInheritAll = 2,
}
