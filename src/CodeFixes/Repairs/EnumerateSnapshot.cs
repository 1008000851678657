using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Snapshots;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>Enumerates a copy of a collection, taken inside the lock that guards its changes, if one does.</summary>
internal sealed class EnumerateSnapshot : Repair
{
    internal override string EquivalenceKey => "AsyncRace.EnumerateSnapshot";

    internal override string FixAllTitle => "Enumerate snapshots of shared collections";

    internal override bool Handles(string diagnosticId) => diagnosticId == RuleId.CollectionAcrossAwait;

    internal override PreparedRepair? PrepareOne(
        Project project, Compilation compilation, ReportedRace finding, IReadOnlyList<ReportedRace> others, CancellationToken cancellationToken) =>
        PrepareAll(project, compilation, [finding], cancellationToken);

    internal override PreparedRepair? PrepareAll(Project project, Compilation compilation, IReadOnlyList<ReportedRace> findings, CancellationToken cancellationToken)
    {
        var snapshots = findings.Select(finding => Snapshot.Of(finding, project, compilation, cancellationToken)).OfType<Snapshot>()
            .GroupBy(static snapshot => snapshot.Source).Select(static same => same.First()).ToList();
        return snapshots.Count == 0
            ? null
            : new PreparedRepair(
                $"Enumerate a snapshot of '{findings[0].Spelling}'",
                [.. snapshots.Select(static snapshot => new RepairPart([snapshot.Source.SyntaxTree], edits => snapshot.Write(edits(snapshot.Source.SyntaxTree))))]);
    }
}
