using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Guarding;
using AsyncRace.CodeFixes.Initialization;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>Makes a lazy value with the companion <c>AsyncLazy</c>, which runs once, and again after a failure.</summary>
internal sealed class UseAsyncLazy : Repair
{
    internal override string EquivalenceKey => "AsyncRace.AsyncLazy";

    internal override string FixAllTitle => "Make lazy values with AsyncLazy<T>";

    internal override bool Handles(string diagnosticId) => diagnosticId == RuleId.DuplicateInitialization;

    internal override PreparedRepair? PrepareOne(
        Project project, Compilation compilation, ReportedRace finding, IReadOnlyList<ReportedRace> others, CancellationToken cancellationToken) =>
        PrepareAll(project, compilation, [finding], cancellationToken);

    internal override PreparedRepair? PrepareAll(Project project, Compilation compilation, IReadOnlyList<ReportedRace> findings, CancellationToken cancellationToken)
    {
        if (compilation.GetTypeByMetadataName(LockTypes.CompanionNamespace + ".AsyncLazy`1") is not { } lazy || !compilation.IsSymbolAccessibleWithin(lazy, compilation.Assembly))
        {
            return null;
        }

        var parts = new List<RepairPart>();
        foreach (var finding in findings)
        {
            if (LazyValue.Of(finding, project, compilation, cancellationToken) is { } value && value.TryFindConstructor(cancellationToken, out var constructor))
            {
                parts.Add(new RepairPart([value.Variable.SyntaxTree], edits => LazyWriter.UseAsyncLazy(value, constructor, edits(value.Variable.SyntaxTree))));
            }
        }

        return parts.Count == 0 ? null : new PreparedRepair($"Make '{findings[0].Spelling}' an AsyncLazy<T>", parts);
    }
}
