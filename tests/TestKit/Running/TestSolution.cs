using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Makes a workspace's solution from a state, and tells how a solution differs from a state.</summary>
internal static class TestSolution
{
    internal static async Task<Solution> CreateAsync(
        Workspace workspace, ResolvedState state, ParseOptions parse, CompilationOptions compile, CancellationToken cancellationToken)
    {
        var solution = workspace.CurrentSolution;
        var ids = state.Projects.ToDictionary(static project => project.Name, static project => ProjectId.CreateNewId(project.Name));
        foreach (var project in state.Projects)
        {
            var framework = await project.ReferenceAssemblies.ResolveAsync(LanguageNames.CSharp, cancellationToken).ConfigureAwait(false);
            var id = ids[project.Name];
            solution = solution.AddProject(ProjectInfo.Create(
                id,
                VersionStamp.Create(),
                project.Name,
                project.AssemblyName,
                LanguageNames.CSharp,
                compilationOptions: compile.WithOutputKind(project.OutputKind),
                parseOptions: parse.WithDocumentationMode(project.DocumentationMode),
                metadataReferences: framework.AddRange(project.AdditionalReferences)));
            solution = AddFiles(solution, id, project);
        }

        foreach (var project in state.Projects)
        {
            foreach (var name in project.ProjectReferences)
            {
                solution = solution.AddProjectReference(ids[project.Name], new ProjectReference(ids[name]));
            }
        }

        return solution;
    }

    /// <summary>Requires every file of the solution to be as the state says, to the character.</summary>
    internal static async Task CompareAsync(Solution solution, ResolvedState state, IVerifier verifier, CancellationToken cancellationToken)
    {
        var projects = solution.Projects.ToDictionary(static project => project.Name);
        foreach (var expected in state.Projects)
        {
            var project = projects[expected.Name];
            await CompareAsync(project.Documents, expected.Sources, "source", verifier, cancellationToken).ConfigureAwait(false);
            await CompareAsync(project.AdditionalDocuments, expected.AdditionalFiles, "additional file", verifier, cancellationToken).ConfigureAwait(false);
            await CompareAsync(project.AnalyzerConfigDocuments, expected.AnalyzerConfigFiles, "analyzer config file", verifier, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Solution AddFiles(Solution solution, ProjectId id, ResolvedProject project)
    {
        foreach (var (path, content) in project.Sources)
        {
            var (name, folders) = Split(path);
            solution = solution.AddDocument(DocumentId.CreateNewId(id, path), name, content, folders, path);
        }

        foreach (var (path, content) in project.AdditionalFiles)
        {
            var (name, folders) = Split(path);
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(id, path), name, content, folders, path);
        }

        foreach (var (path, content) in project.AnalyzerConfigFiles)
        {
            var (name, folders) = Split(path);
            solution = solution.AddAnalyzerConfigDocument(DocumentId.CreateNewId(id, path), name, content, folders, path);
        }

        return solution;
    }

    private static (string Name, ImmutableArray<string> Folders) Split(string path)
    {
        string[] parts = path.Split('/', '\\');
        return (parts[^1], [.. parts[..^1].Where(static part => part.Length > 0)]);
    }

    private static async Task CompareAsync(
        IEnumerable<TextDocument> actual,
        ImmutableArray<(string filename, SourceText content)> expected,
        string kind,
        IVerifier verifier,
        CancellationToken cancellationToken)
    {
        var documents = actual.ToDictionary(static document => document.FilePath ?? document.Name);
        verifier.SequenceEqual(
            expected.Select(static file => file.filename).Order(StringComparer.Ordinal),
            documents.Keys.Order(StringComparer.Ordinal),
            message: $"The set of {kind}s differs.");
        foreach (var (path, content) in expected)
        {
            var text = await documents[path].GetTextAsync(cancellationToken).ConfigureAwait(false);
            verifier.EqualOrDiff(content.ToString(), text.ToString(), $"The {kind} {path} is not as expected.");
        }
    }
}
