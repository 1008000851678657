using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>A project with everything inherited and all markup taken out.</summary>
internal sealed record ResolvedProject(
    string Name,
    string AssemblyName,
    ImmutableArray<(string filename, SourceText content)> Sources,
    ImmutableArray<(string filename, SourceText content)> AdditionalFiles,
    ImmutableArray<(string filename, SourceText content)> AnalyzerConfigFiles,
    ImmutableArray<MetadataReference> AdditionalReferences,
    ImmutableArray<string> ProjectReferences,
    ReferenceAssemblies ReferenceAssemblies,
    OutputKind OutputKind,
    DocumentationMode DocumentationMode)
{
    internal bool HasSameFiles(ResolvedProject other) =>
        Same(Sources, other.Sources) && Same(AdditionalFiles, other.AdditionalFiles) && Same(AnalyzerConfigFiles, other.AnalyzerConfigFiles);

    private static bool Same(ImmutableArray<(string filename, SourceText content)> left, ImmutableArray<(string filename, SourceText content)> right) =>
        left.Length == right.Length
        && left.Zip(right).All(static pair => pair.First.filename == pair.Second.filename && pair.First.content.ContentEquals(pair.Second.content));
}

/// <summary>A state with everything inherited, all markup taken out, and every expectation at its place.</summary>
internal sealed record ResolvedState(ImmutableArray<ResolvedProject> Projects, ImmutableArray<DiagnosticResult> Expected)
{
    internal bool HasSameFiles(ResolvedState other) =>
        Projects.Length == other.Projects.Length && Projects.Zip(other.Projects).All(static pair => pair.First.HasSameFiles(pair.Second));

    /// <summary>The same state with a line put before every source, and expectations moved down by it.</summary>
    internal ResolvedState WithFirstLine(string line, Func<DiagnosticResult, bool> stillExpected) => new(
        [.. Projects.Select(project => project with
        {
            Sources = [.. project.Sources.Select(source => (source.filename, source.content.Replace(0, 0, line + "\n")))],
        })],
        [.. Expected.Where(stillExpected).Select(static result => result.WithLineOffset(1))]);
}
