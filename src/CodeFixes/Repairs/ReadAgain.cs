using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Rereading;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>Reads the location after the await instead of before it, where the await does not need what was read.</summary>
internal sealed class ReadAgain : Repair
{
    internal override string EquivalenceKey => "AsyncRace.ReadAgain";

    internal override string FixAllTitle => "Read shared state again after the awaits";

    internal override bool Handles(string diagnosticId) => diagnosticId == RuleId.StaleWrite;

    internal override PreparedRepair? PrepareOne(
        Project project, Compilation compilation, ReportedRace finding, IReadOnlyList<ReportedRace> others, CancellationToken cancellationToken) =>
        PrepareAll(project, compilation, [finding], cancellationToken);

    internal override PreparedRepair? PrepareAll(Project project, Compilation compilation, IReadOnlyList<ReportedRace> findings, CancellationToken cancellationToken)
    {
        var rereads = new List<Reread>();
        foreach (var finding in findings)
        {
            var model = compilation.GetSemanticModel(finding.Write.SyntaxTree);
            var reread = AwaitFirst.Of(finding, model, cancellationToken) ?? MovedRead.Of(finding, model, cancellationToken);

            // Two findings in one statement are one edit; two that move into each other wait for the next round.
            if (reread is not null && !rereads.Exists(other => other.Place.SyntaxTree == reread.Place.SyntaxTree && other.Place.Span.IntersectsWith(reread.Place.Span)))
            {
                rereads.Add(reread);
            }
        }

        return rereads.Count == 0
            ? null
            : new PreparedRepair(
                $"Read '{findings[0].Spelling}' again after the await",
                [.. rereads.Select(static reread => new RepairPart([reread.Place.SyntaxTree], edits => reread.Write(edits(reread.Place.SyntaxTree))))]);
    }
}
