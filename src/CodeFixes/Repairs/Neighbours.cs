using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>What else is found in the member of a finding: a lock put around one could hide another whose rivals do not take that lock.</summary>
internal static class Neighbours
{
    internal static async Task<IReadOnlyList<ReportedRace>> OfAsync(ReportedRace finding, Document document, Compilation compilation, CancellationToken cancellationToken)
    {
        if (Body.Around(finding.Write) is not { } body)
        {
            return [];
        }

        var diagnostics = await Reanalysis.FindAsync(document, cancellationToken).ConfigureAwait(false);
        var fixable = diagnostics.Where(static diagnostic => Repair.All.Any(repair => repair.Handles(diagnostic.Id)));
        return
        [
            .. SolutionEdits.FindingsOf(compilation, fixable, cancellationToken)
                .Where(other => body.Equals(Body.Around(other.Write)) && other.Diagnostic.Location != finding.Diagnostic.Location),
        ];
    }
}
