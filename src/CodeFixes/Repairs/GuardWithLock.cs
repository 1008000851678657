using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Guarding;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>Holds an async lock from the read to the write, or over the use of a collection, and around every other write of the location.</summary>
internal class GuardWithLock : Repair
{
    internal override string EquivalenceKey => "AsyncRace.GuardWithLock";

    internal override string FixAllTitle => "Guard shared state with async locks";

    internal override bool Handles(string diagnosticId) => diagnosticId is RuleId.StaleWrite or RuleId.StaleCheck or RuleId.CollectionAcrossAwait or RuleId.DuplicateInitialization;

    internal override PreparedRepair? PrepareOne(
        Project project, Compilation compilation, ReportedRace finding, IReadOnlyList<ReportedRace> others, CancellationToken cancellationToken)
    {
        // Another location whose section overlaps this one shares its lock, so that its rivals take the lock too.
        var plans = new GuardPlanner(project, compilation, cancellationToken).Plan([.. others.Prepend(finding).Where(static found => found.CanBeGuarded)])
            .Where(plan => plan.Locations.Any(location => location.IsSameAs(finding.Location))).ToList();
        return plans.Count == 0 || !finding.CanBeGuarded ? null : Prepared(compilation, plans, [finding], cancellationToken);
    }

    internal override PreparedRepair? PrepareAll(Project project, Compilation compilation, IReadOnlyList<ReportedRace> findings, CancellationToken cancellationToken)
    {
        List<ReportedRace> guarded = [.. findings.Where(static finding => finding.CanBeGuarded)];
        return Prepared(compilation, new GuardPlanner(project, compilation, cancellationToken).Plan(guarded), guarded, cancellationToken);
    }

    private protected virtual PreparedRepair? Prepared(
        Compilation compilation, IReadOnlyList<GuardPlan> plans, IReadOnlyList<ReportedRace> findings, CancellationToken cancellationToken) =>
        plans.Count == 0
            ? null
            : new PreparedRepair(
                Title(findings[0], plans[0].Lock),
                [.. plans.Select(plan => new RepairPart([.. plan.Trees], edits => new GuardWriter(compilation, edits, cancellationToken).Write(plan)))]);

    private protected static string Title(ReportedRace finding, GuardLock guard) => guard switch
    {
        { Existing: not null } => $"Guard '{finding.Spelling}' with '{guard.Name}'",
        { Kind: LockKind.Semaphore } => $"Guard '{finding.Spelling}' with a SemaphoreSlim",
        _ => $"Guard '{finding.Spelling}' with an async lock",
    };
}
