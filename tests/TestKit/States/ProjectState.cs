namespace Microsoft.CodeAnalysis.Testing;

/// <summary>What a test says of one project.</summary>
public class ProjectState
{
    public ProjectState(string name, string language, string defaultPrefix, string defaultExtension)
    {
        Name = name;
        AssemblyName = name;
        Language = language;
        Sources = new SourceFileList(defaultPrefix, defaultExtension);
    }

    public string Name { get; }

    public string AssemblyName { get; }

    public string Language { get; }

    /// <summary>The reference assemblies; null takes the test's.</summary>
    public ReferenceAssemblies? ReferenceAssemblies { get; set; }

    /// <summary>What the project is compiled to; null is a library. Top-level statements need <see cref="OutputKind.ConsoleApplication"/>.</summary>
    public OutputKind? OutputKind { get; set; }

    public DocumentationMode? DocumentationMode { get; set; }

    public SourceFileList Sources { get; }

    public SourceFileCollection AdditionalFiles { get; } = [];

    /// <summary>Files such as <c>("/.editorconfig", "…")</c>; a source <c>/0/Test0.cs</c> is below it.</summary>
    public SourceFileCollection AnalyzerConfigFiles { get; } = [];

    public MetadataReferenceCollection AdditionalReferences { get; } = [];

    /// <summary>Names of the additional projects that this one references.</summary>
    public List<string> AdditionalProjectReferences { get; } = [];
}
