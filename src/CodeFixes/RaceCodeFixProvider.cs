using System.Collections.Immutable;
using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Repairs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncRace.CodeFixes;

/// <summary>
/// Repairs races at an await (ASYNCRACE001, 002 and 007): offers to hold a lock that can be awaited, and, where the await does not need
/// the value that was read, to read it afterwards.
/// </summary>
// Not [Shared]: the attribute's assembly is of another version in the oldest hosts, and this would not load there.
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RaceCodeFixProvider))]
public sealed class RaceCodeFixProvider : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(RuleId.StaleWrite, RuleId.StaleCheck, RuleId.CollectionAcrossAwait, RuleId.GuardedBy, RuleId.InconsistentGuard, RuleId.UnsynchronizedUpdate, RuleId.DuplicateInitialization);

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => RepairAll.Instance;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var project = context.Document.Project;
        if (await project.GetCompilationAsync(context.CancellationToken).ConfigureAwait(false) is not { } compilation)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            if (SolutionEdits.FindingsOf(compilation, [diagnostic], context.CancellationToken).FirstOrDefault() is not { } finding)
            {
                continue;
            }

            var others = await Neighbours.OfAsync(finding, context.Document, compilation, context.CancellationToken).ConfigureAwait(false);
            foreach (var repair in Repair.All.Where(repair => repair.Handles(diagnostic.Id)))
            {
                if (repair.PrepareOne(project, compilation, finding, others, context.CancellationToken) is not { } prepared)
                {
                    continue;
                }

                var changed = SolutionEdits.Apply(project.Solution, project, prepared.Parts, context.CancellationToken);
                if (await Reanalysis.IsGoneAsync(diagnostic, context.Document, changed, context.CancellationToken).ConfigureAwait(false)
                    && (await Reanalysis.WorsenedAsync(project, changed, context.CancellationToken).ConfigureAwait(false)).Count == 0)
                {
                    context.RegisterCodeFix(CodeAction.Create(prepared.Title, _ => Task.FromResult(changed), repair.EquivalenceKey), diagnostic);
                }
            }
        }
    }
}
