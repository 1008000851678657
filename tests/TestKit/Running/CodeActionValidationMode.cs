namespace Microsoft.CodeAnalysis.Testing;

/// <summary>How the syntax tree that a fix makes is compared with the tree that its text parses to.</summary>
public enum CodeActionValidationMode
{
    None = 0,

    /// <summary>Nodes and tokens must be of the same kinds.</summary>
    SemanticStructure = 1,

    /// <summary>Trivia too.</summary>
    Full = 2,
}
