using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>Writes fixes into a document, and sees to it that it still compiles.</summary>
internal static class MisuseEdits
{
    /// <summary>The document with as many of the findings repaired as can be; null where none can.</summary>
    internal static async Task<Document?> ApplyAsync(Document document, IEnumerable<Diagnostic> findings, MisuseFix fix, CancellationToken cancellationToken)
    {
        if (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root)
        {
            return null;
        }

        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var errors = Errors(model, cancellationToken);
        var made = new SortedSet<TextChange>(Comparer<TextChange>.Create(static (a, b) => (a.Span.Start, a.Span.End, a.NewText ?? "").CompareTo((b.Span.Start, b.Span.End, b.NewText ?? ""))));
        Document? repaired = null;
        foreach (var finding in findings.OrderBy(static finding => finding.Location.SourceSpan.Start))
        {
            if (finding.Location.SourceTree != root.SyntaxTree
                || fix.ChangesFor(root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true), finding, model, cancellationToken) is not { } changes
                || changes.Any(change => made.Any(other => !other.Equals(change) && other.Span.IntersectsWith(change.Span))))
            {
                continue;
            }

            var together = made.Concat(changes).Distinct().OrderBy(static change => change.Span.Start).ToList();
            var candidate = document.WithText(text.WithChanges(together));
            if (await candidate.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is { } after && Errors(after, cancellationToken) <= errors)
            {
                made.UnionWith(changes);
                repaired = candidate;
            }
        }

        return repaired;
    }

    private static int Errors(SemanticModel model, CancellationToken cancellationToken) =>
        model.GetDiagnostics(cancellationToken: cancellationToken).Count(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
