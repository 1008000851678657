using System.Collections.Immutable;
using AsyncRace.Analyzers;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>
/// What else is found where a finding is. A light bulb is handed one diagnostic alone; a lock put around it could hide another one whose
/// rivals do not take that lock.
/// </summary>
internal static class Neighbours
{
    internal static async Task<IReadOnlyList<ReportedRace>> OfAsync(ReportedRace finding, Project project, Compilation compilation, CancellationToken cancellationToken)
    {
        if (Body.Around(finding.Write) is not { } body)
        {
            return [];
        }

        var options = new CompilationWithAnalyzersOptions(
            project.AnalyzerOptions, onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var diagnostics = await new CompilationWithAnalyzers(compilation, ImmutableArray.Create<DiagnosticAnalyzer>(new AsyncRaceAnalyzer()), options)
            .GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(body.Node.SyntaxTree), filterSpan: null, cancellationToken).ConfigureAwait(false);
        var fixable = diagnostics.Where(static diagnostic => Repair.All.Any(repair => repair.Handles(diagnostic.Id)));
        return
        [
            .. SolutionEdits.FindingsOf(compilation, fixable, cancellationToken)
                .Where(other => body.Equals(Body.Around(other.Write)) && other.Diagnostic.Location != finding.Diagnostic.Location),
        ];
    }
}
