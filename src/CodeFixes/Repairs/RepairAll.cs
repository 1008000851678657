using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>
/// Repairs all findings of a scope at once. It plans them together, so that a location gets one lock wherever it is used and findings
/// that overlap get one section; merging separate fixes, as the stock batch fixer does, drops those.
/// </summary>
internal sealed class RepairAll : FixAllProvider
{
    internal static RepairAll Instance { get; } = new();

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        var repair = Repair.All.FirstOrDefault(repair => repair.EquivalenceKey == fixAllContext.CodeActionEquivalenceKey);
        return Task.FromResult(repair is null
            ? null
            : CodeAction.Create(repair.FixAllTitle, cancellationToken => ApplyAsync(fixAllContext.WithCancellationToken(cancellationToken), repair), repair.EquivalenceKey));
    }

    private static async Task<Solution> ApplyAsync(FixAllContext context, Repair repair)
    {
        var solution = context.Solution;
        foreach (var project in ProjectsOf(context))
        {
            var diagnostics = context.Scope == FixAllScope.Document
                ? await context.GetDocumentDiagnosticsAsync(context.Document!).ConfigureAwait(false)
                : await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            var handled = diagnostics.Where(diagnostic => repair.Handles(diagnostic.Id)).ToList();
            if (handled.Count == 0 || await project.GetCompilationAsync(context.CancellationToken).ConfigureAwait(false) is not { } compilation)
            {
                continue;
            }

            var findings = SolutionEdits.FindingsOf(compilation, handled, context.CancellationToken);
            if (findings.Count > 0 && repair.PrepareAll(project, compilation, findings, context.CancellationToken) is { } prepared)
            {
                var parts = await HarmlessAsync(project, prepared.Parts, context.CancellationToken).ConfigureAwait(false);
                solution = SolutionEdits.Apply(solution, project, parts, context.CancellationToken);
            }
        }

        return solution;
    }

    /// <summary>The parts that open no window elsewhere; the others are left to a person.</summary>
    private static async Task<IReadOnlyList<RepairPart>> HarmlessAsync(Project project, IReadOnlyList<RepairPart> parts, CancellationToken cancellationToken)
    {
        while (parts.Count > 0)
        {
            var changed = SolutionEdits.Apply(project.Solution, project, parts, cancellationToken);
            var worsened = await Reanalysis.WorsenedAsync(project, changed, cancellationToken).ConfigureAwait(false);
            var kept = parts.Where(part => !part.Trees.Any(tree => project.GetDocument(tree) is { } document && worsened.Contains(document.Id))).ToList();
            if (kept.Count == parts.Count)
            {
                break;
            }

            parts = kept;
        }

        return parts;
    }

    /// <summary>The projects to look at; of those that compile the same files for several frameworks, the first.</summary>
    private static IEnumerable<Project> ProjectsOf(FixAllContext context) =>
        context.Scope == FixAllScope.Solution
            ? context.Solution.Projects.Where(static project => project.Language == LanguageNames.CSharp)
                .GroupBy(static project => project.FilePath ?? project.Id.Id.ToString()).Select(static same => same.First())
            : [context.Project];
}
