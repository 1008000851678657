using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Gives a Fix All the diagnostics it asks for.</summary>
internal sealed class FixAllDiagnostics(AnalyzerRun analysis, ImmutableArray<string> ids) : FixAllContext.DiagnosticProvider
{
    public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken)
    {
        var all = await analysis.GetAsync(project, cancellationToken).ConfigureAwait(false);
        return all.Where(diagnostic => !diagnostic.IsSuppressed && ids.Contains(diagnostic.Id));
    }

    public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
    {
        var tree = await document.GetSyntaxTreeAsync(cancellationToken).ConfigureAwait(false);
        var all = await GetAllDiagnosticsAsync(document.Project, cancellationToken).ConfigureAwait(false);
        return all.Where(diagnostic => diagnostic.Location.SourceTree == tree);
    }

    public override async Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken)
    {
        var all = await GetAllDiagnosticsAsync(project, cancellationToken).ConfigureAwait(false);
        return all.Where(static diagnostic => !diagnostic.Location.IsInSource);
    }
}
