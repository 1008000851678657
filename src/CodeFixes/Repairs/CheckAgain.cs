using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Rereading;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>Makes a check again after the await that it went stale at.</summary>
internal sealed class CheckAgain : Repair
{
    internal override string EquivalenceKey => "AsyncRace.CheckAgain";

    internal override string FixAllTitle => "Check shared state again after the awaits";

    internal override bool Handles(string diagnosticId) => diagnosticId == RuleId.StaleCheck;

    internal override PreparedRepair? PrepareOne(
        Project project, Compilation compilation, ReportedRace finding, IReadOnlyList<ReportedRace> others, CancellationToken cancellationToken) =>
        PrepareAll(project, compilation, [finding], cancellationToken);

    internal override PreparedRepair? PrepareAll(Project project, Compilation compilation, IReadOnlyList<ReportedRace> findings, CancellationToken cancellationToken)
    {
        // Two writes behind one await are one edit.
        var checks = findings
            .Select(finding => SecondCheck.Of(finding, compilation.GetSemanticModel(finding.Write.SyntaxTree), cancellationToken))
            .OfType<Reread>().GroupBy(static check => check.Place).Select(static same => same.First()).ToList();
        return checks.Count == 0
            ? null
            : new PreparedRepair(
                $"Check '{findings[0].Spelling}' again after the await",
                [.. checks.Select(static check => new RepairPart([check.Place.SyntaxTree], edits => check.Write(edits(check.Place.SyntaxTree))))]);
    }
}
