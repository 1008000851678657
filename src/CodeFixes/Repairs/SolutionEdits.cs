using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Editing;
using AsyncRace.CodeFixes.Findings;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>Reads diagnostics back into findings, and writes repairs into documents.</summary>
internal static class SolutionEdits
{
    /// <summary>The findings behind diagnostics of a project, in source order.</summary>
    internal static IReadOnlyList<ReportedRace> FindingsOf(Compilation compilation, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellationToken) =>
    [
        .. diagnostics
            .Where(diagnostic => diagnostic.Location.SourceTree is { } tree && compilation.ContainsSyntaxTree(tree))
            .OrderBy(static diagnostic => diagnostic.Location.SourceTree!.FilePath, StringComparer.Ordinal)
            .ThenBy(static diagnostic => diagnostic.Location.SourceSpan.Start)
            .Select(diagnostic => ReportedRace.Of(diagnostic, diagnostic.Location.SourceTree!.GetRoot(cancellationToken), compilation.GetSemanticModel(diagnostic.Location.SourceTree), cancellationToken))
            .OfType<ReportedRace>()
            // What was put there has to be kept in a variable, whose uses are for a person to tell. What is set for the length of a call and set back
            // should be handed to the call: a lock around it would be held while anything runs.
            .Where(static finding => finding.Shape is not (RaceShape.TakenForOwn or RaceShape.Restored)),
    ];

    /// <summary>The solution with the parts of a repair written into the documents of a project.</summary>
    internal static Solution Apply(Solution solution, Project project, IEnumerable<RepairPart> parts, CancellationToken cancellationToken)
    {
        var byDocument = new Dictionary<DocumentId, DocumentEdits>();
        foreach (var part in parts)
        {
            part.Write(EditsOf);
        }

        foreach (var (id, edits) in byDocument.Select(static pair => (pair.Key, pair.Value)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            solution = solution.WithDocumentSyntaxRoot(id, edits.Apply(solution.Services));
        }

        return solution;

        DocumentEdits EditsOf(SyntaxTree tree)
        {
            var id = project.GetDocument(tree)?.Id ?? throw new InvalidOperationException($"No document of {project.Name} has the tree of {tree.FilePath}.");
            if (!byDocument.TryGetValue(id, out var edits))
            {
                byDocument.Add(id, edits = new DocumentEdits((CompilationUnitSyntax)tree.GetRoot(cancellationToken)));
            }

            return edits;
        }
    }
}
