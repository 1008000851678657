using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>Repairs all findings of a scope, each document at once: two that change the same method change it together.</summary>
internal sealed class MisuseFixAll : FixAllProvider
{
    internal static MisuseFixAll Instance { get; } = new();

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        var fix = MisuseFix.All.FirstOrDefault(fix => fix.EquivalenceKey == fixAllContext.CodeActionEquivalenceKey);
        return Task.FromResult(fix is null ? null : CodeAction.Create(fix.Title, cancellationToken => ApplyAsync(fixAllContext.WithCancellationToken(cancellationToken), fix), fix.EquivalenceKey));
    }

    private static async Task<Solution> ApplyAsync(FixAllContext context, MisuseFix fix)
    {
        var solution = context.Solution;
        var projects = context.Scope == FixAllScope.Solution
            ? context.Solution.Projects.Where(static project => project.Language == LanguageNames.CSharp)
                .GroupBy(static project => project.FilePath ?? project.Id.Id.ToString()).Select(static same => same.First())
            : [context.Project];
        foreach (var project in projects)
        {
            var findings = context.Scope == FixAllScope.Document
                ? await context.GetDocumentDiagnosticsAsync(context.Document!).ConfigureAwait(false)
                : await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            foreach (var ofFile in findings.Where(finding => finding.Id == fix.RuleId && finding.Location.SourceTree is not null).GroupBy(static finding => finding.Location.SourceTree!))
            {
                if (project.GetDocument(ofFile.Key) is { } document
                    && await MisuseEdits.ApplyAsync(document, ofFile, fix, context.CancellationToken).ConfigureAwait(false) is { } repaired)
                {
                    solution = solution.WithDocumentText(document.Id, await repaired.GetTextAsync(context.CancellationToken).ConfigureAwait(false));
                }
            }
        }

        return solution;
    }
}
