using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Batches;
using AsyncRace.CodeFixes.Findings;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>Takes a batch out before it is handed on, rather than emptying it afterwards.</summary>
internal sealed class TakeBatchOut : Repair
{
    internal override string EquivalenceKey => "AsyncRace.TakeBatchOut";

    internal override string FixAllTitle => "Take batches out before the awaits";

    internal override bool Handles(string diagnosticId) => diagnosticId == RuleId.StaleWrite;

    internal override PreparedRepair? PrepareOne(
        Project project, Compilation compilation, ReportedRace finding, IReadOnlyList<ReportedRace> others, CancellationToken cancellationToken) =>
        PrepareAll(project, compilation, [finding], cancellationToken);

    internal override PreparedRepair? PrepareAll(Project project, Compilation compilation, IReadOnlyList<ReportedRace> findings, CancellationToken cancellationToken)
    {
        var batches = findings.Select(finding => TakenBatch.Of(finding, project, compilation, cancellationToken)).OfType<TakenBatch>().ToList();
        return batches.Count == 0
            ? null
            : new PreparedRepair(
                $"Take '{findings[0].Spelling}' out before the await",
                [.. batches.Select(static batch => new RepairPart([batch.Place.SyntaxTree], edits => batch.Write(edits(batch.Place.SyntaxTree))))]);
    }
}
