using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Initialization;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>Stores the task that makes a lazy value before it is awaited, so that the second caller awaits the same one.</summary>
internal sealed class StoreTheTask : Repair
{
    internal override string EquivalenceKey => "AsyncRace.StoreTheTask";

    internal override string FixAllTitle => "Store the tasks that make lazy values";

    internal override bool Handles(string diagnosticId) => diagnosticId == RuleId.DuplicateInitialization;

    internal override PreparedRepair? PrepareOne(
        Project project, Compilation compilation, ReportedRace finding, IReadOnlyList<ReportedRace> others, CancellationToken cancellationToken) =>
        PrepareAll(project, compilation, [finding], cancellationToken);

    internal override PreparedRepair? PrepareAll(Project project, Compilation compilation, IReadOnlyList<ReportedRace> findings, CancellationToken cancellationToken)
    {
        // A field that has the new name already is something else.
        var values = findings.Select(finding => LazyValue.Of(finding, project, compilation, cancellationToken)).OfType<LazyValue>()
            .Where(static value => value.Field.ContainingType.GetMembers(value.Field.Name + "Task").IsEmpty).ToList();
        return values.Count == 0
            ? null
            : new PreparedRepair(
                $"Store the task that makes '{findings[0].Spelling}', not its result",
                [.. values.Select(static value => new RepairPart([value.Variable.SyntaxTree], edits => LazyWriter.StoreTheTask(value, edits(value.Variable.SyntaxTree))))]);
    }
}
