using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Slots;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>Clears a slot only if it still holds what this operation put there.</summary>
internal sealed class CompareAndClear : Repair
{
    internal override string EquivalenceKey => "AsyncRace.CompareAndClear";

    internal override string FixAllTitle => "Clear slots only if they hold their own value";

    internal override bool Handles(string diagnosticId) => diagnosticId == RuleId.StaleWrite;

    internal override PreparedRepair? PrepareOne(
        Project project, Compilation compilation, ReportedRace finding, IReadOnlyList<ReportedRace> others, CancellationToken cancellationToken) =>
        PrepareAll(project, compilation, [finding], cancellationToken);

    internal override PreparedRepair? PrepareAll(Project project, Compilation compilation, IReadOnlyList<ReportedRace> findings, CancellationToken cancellationToken)
    {
        var slots = findings
            .Select(finding => OwnedSlot.Of(finding, compilation.GetSemanticModel(finding.Write.SyntaxTree), cancellationToken))
            .OfType<OwnedSlot>().ToList();
        return slots.Count == 0
            ? null
            : new PreparedRepair(
                $"Clear '{findings[0].Spelling}' only if it still holds its own value",
                [.. slots.Select(static slot => new RepairPart([slot.Clearing.SyntaxTree], edits => slot.Write(edits(slot.Clearing.SyntaxTree))))]);
    }
}
