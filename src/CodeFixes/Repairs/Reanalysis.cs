using System.Collections.Immutable;
using AsyncRace.Analyzers;
using AsyncRace.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>
/// Asks the analyzer. Of the code as it is, because a light bulb is handed one diagnostic alone; and of the repaired code, because to take
/// a lock is to await: it can open a window for another location that had none.
/// </summary>
internal static class Reanalysis
{
    /// <summary>What is found in a document.</summary>
    internal static async Task<ImmutableArray<Diagnostic>> FindAsync(Document document, CancellationToken cancellationToken)
    {
        if (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model)
        {
            return ImmutableArray<Diagnostic>.Empty;
        }

        var options = new CompilationWithAnalyzersOptions(
            document.Project.AnalyzerOptions, onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        return await new CompilationWithAnalyzers(model.Compilation, ImmutableArray.Create<DiagnosticAnalyzer>(new AsyncRaceAnalyzer()), options)
            .GetAnalyzerSemanticDiagnosticsAsync(model, filterSpan: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The documents of a project in which a change of the solution makes something found that was not found before, or that do not
    /// compile any more.
    /// </summary>
    internal static async Task<IReadOnlyList<DocumentId>> WorsenedAsync(Project project, Solution changed, CancellationToken cancellationToken)
    {
        var worsened = new List<DocumentId>();
        foreach (var id in ChangedDocuments(project, changed))
        {
            var before = Counted(await FindAsync(project.GetDocument(id)!, cancellationToken).ConfigureAwait(false));
            var after = Counted(await FindAsync(changed.GetDocument(id)!, cancellationToken).ConfigureAwait(false));
            if (after.Any(found => !before.TryGetValue(found.Key, out var count) || found.Value > count)
                || await ErrorsAsync(changed.GetDocument(id)!, cancellationToken).ConfigureAwait(false) > await ErrorsAsync(project.GetDocument(id)!, cancellationToken).ConfigureAwait(false))
            {
                worsened.Add(id);
            }
        }

        return worsened;
    }

    /// <summary>Whether a finding is there no more.</summary>
    internal static async Task<bool> IsGoneAsync(Diagnostic finding, Document before, Solution changed, CancellationToken cancellationToken)
    {
        var (was, now) = (Counted(await FindAsync(before, cancellationToken).ConfigureAwait(false)), Counted(await FindAsync(changed.GetDocument(before.Id)!, cancellationToken).ConfigureAwait(false)));
        was.TryGetValue(KeyOf(finding), out var countBefore);
        now.TryGetValue(KeyOf(finding), out var countAfter);
        return countAfter == 0 || countAfter < countBefore;
    }

    private static async Task<int> ErrorsAsync(Document document, CancellationToken cancellationToken) =>
        await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is { } model
            ? model.GetDiagnostics(cancellationToken: cancellationToken).Count(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            : 0;

    private static IEnumerable<DocumentId> ChangedDocuments(Project project, Solution changed) =>
        changed.GetChanges(project.Solution).GetProjectChanges().Where(changes => changes.ProjectId == project.Id).SelectMany(static changes => changes.GetChangedDocuments());

    private static Dictionary<(string, string?, string?), int> Counted(ImmutableArray<Diagnostic> diagnostics) =>
        diagnostics.GroupBy(KeyOf).ToDictionary(static same => same.Key, static same => same.Count());

    // Lines move; the rule, the location and the member stay.
    private static (string Id, string? Location, string? Member) KeyOf(Diagnostic diagnostic)
    {
        diagnostic.Properties.TryGetValue(FindingProperties.Location, out var location);
        diagnostic.Properties.TryGetValue(FindingProperties.Member, out var member);
        return (diagnostic.Id, location, member);
    }
}
