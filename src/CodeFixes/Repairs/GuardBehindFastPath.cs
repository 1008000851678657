using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Guarding;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>Holds an async lock as <see cref="GuardWithLock"/> does, and asks first, without it, whether there is anything to do.</summary>
internal sealed class GuardBehindFastPath : GuardWithLock
{
    internal override string EquivalenceKey => "AsyncRace.GuardBehindFastPath";

    internal override string FixAllTitle => "Guard shared state with async locks, each behind a first check";

    internal override bool Handles(string diagnosticId) => diagnosticId is RuleId.StaleCheck or RuleId.DuplicateInitialization;

    private protected override PreparedRepair? Prepared(
        Compilation compilation, IReadOnlyList<GuardPlan> plans, IReadOnlyList<ReportedRace> findings, CancellationToken cancellationToken)
    {
        var checkedFirst = findings.Select(static finding => finding.Write).ToList();
        var behind = plans
            .Select(plan => (Plan: plan, Sections: plan.Sections
                .Where(section => checkedFirst.Exists(section.Contains) && FastPath.Of(section, plan.Scope.ModelOf(section.Body.Node), cancellationToken) is not null).ToList()))
            .Where(static plan => plan.Sections.Count > 0).ToList();
        return behind.Count == 0
            ? null
            : new PreparedRepair(
                Title(findings[0], behind[0].Plan.Lock) + ", behind a first check",
                [.. behind.Select(plan => new RepairPart([.. plan.Plan.Trees], edits => new GuardWriter(compilation, edits, cancellationToken) { BehindFastPath = plan.Sections }.Write(plan.Plan)))]);
    }
}
