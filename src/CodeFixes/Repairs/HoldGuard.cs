using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Guarding;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>Holds the lock that guards a member, or that the rest of the type holds for it, where it is used without.</summary>
internal sealed class HoldGuard : Repair
{
    internal override string EquivalenceKey => "AsyncRace.HoldGuard";

    internal override string FixAllTitle => "Hold the locks that guard shared state";

    internal override bool Handles(string diagnosticId) => diagnosticId is RuleId.GuardedBy or RuleId.InconsistentGuard;

    internal override PreparedRepair? PrepareOne(
        Project project, Compilation compilation, ReportedRace finding, IReadOnlyList<ReportedRace> others, CancellationToken cancellationToken) =>
        PrepareAll(project, compilation, [finding], cancellationToken);

    internal override PreparedRepair? PrepareAll(Project project, Compilation compilation, IReadOnlyList<ReportedRace> findings, CancellationToken cancellationToken)
    {
        var plans = new GuardPlanner(project, compilation, cancellationToken).PlanHolding(findings);
        return plans.Count == 0
            ? null
            : new PreparedRepair(
                $"Hold '{plans[0].Lock.Name}' here",
                [.. plans.Select(plan => new RepairPart([.. plan.Trees], edits => new GuardWriter(compilation, edits, cancellationToken).Write(plan)))]);
    }
}
