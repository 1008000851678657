using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Atomics;
using AsyncRace.CodeFixes.Findings;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>Makes an update one step that no other thread can get into.</summary>
internal sealed class UseInterlocked : Repair
{
    internal override string EquivalenceKey => "AsyncRace.UseInterlocked";

    internal override string FixAllTitle => "Update shared state with Interlocked";

    internal override bool Handles(string diagnosticId) => diagnosticId == RuleId.UnsynchronizedUpdate;

    internal override PreparedRepair? PrepareOne(
        Project project, Compilation compilation, ReportedRace finding, IReadOnlyList<ReportedRace> others, CancellationToken cancellationToken) =>
        PrepareAll(project, compilation, [finding], cancellationToken);

    internal override PreparedRepair? PrepareAll(Project project, Compilation compilation, IReadOnlyList<ReportedRace> findings, CancellationToken cancellationToken)
    {
        List<AtomicUpdate> updates = [.. findings.Select(finding => AtomicUpdate.Of(finding, compilation.GetSemanticModel(finding.Write.SyntaxTree), compilation, cancellationToken)).OfType<AtomicUpdate>()];
        return updates.Count == 0
            ? null
            : new PreparedRepair(
                $"Update '{findings[0].Spelling}' with Interlocked",
                [.. updates.Select(static update => new RepairPart([update.Place.SyntaxTree], edits => update.Write(edits(update.Place.SyntaxTree))))]);
    }
}
