using Microsoft.CodeAnalysis.CodeActions;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>What tests of code fixes say about the action to apply.</summary>
public abstract class CodeActionTest<TVerifier> : AnalyzerTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    /// <summary>The number of the offered action to apply, from 0; null takes the first.</summary>
    public int? CodeActionIndex { get; set; }

    /// <summary>The equivalence key of the action to apply. With <see cref="CodeActionIndex"/> too, both must be of the same action.</summary>
    public string? CodeActionEquivalenceKey { get; set; }

    /// <summary>Looks at the action that is applied: at its title, say.</summary>
    public Action<CodeAction, IVerifier>? CodeActionVerifier { get; set; }

    public CodeActionValidationMode CodeActionValidationMode { get; set; } = CodeActionValidationMode.SemanticStructure;

    private protected CodeAction? Choose(IReadOnlyList<CodeAction> offered, IVerifier verifier)
    {
        var chosen = CodeActionIndex switch
        {
            { } index when index >= offered.Count => null,
            { } index => offered[index],
            null when CodeActionEquivalenceKey is { } key => offered.FirstOrDefault(action => action.EquivalenceKey == key),
            null => offered.Count > 0 ? offered[0] : null,
        };
        if (chosen is null)
        {
            return null;
        }

        if (CodeActionEquivalenceKey is { } expected)
        {
            verifier.Equal(expected, chosen.EquivalenceKey, "The code action has another equivalence key.");
        }

        CodeActionVerifier?.Invoke(chosen, verifier);
        return chosen;
    }

    private protected async Task<Solution> ApplyAsync(Solution before, CodeAction action, IVerifier verifier, CancellationToken cancellationToken)
    {
        var operations = await action.GetOperationsAsync(cancellationToken).ConfigureAwait(false);
        var changes = operations.OfType<ApplyChangesOperation>().ToArray();
        verifier.True(changes.Length == 1, $"The code action '{action.Title}' makes {changes.Length} changes of the solution, not 1.");
        var after = changes[0].ChangedSolution;
        if (CodeActionValidationMode == CodeActionValidationMode.None)
        {
            return after;
        }

        foreach (var project in after.GetChanges(before).GetProjectChanges())
        {
            foreach (var id in project.GetChangedDocuments().Concat(project.GetAddedDocuments()))
            {
                await TreeValidation.VerifyAsync(after.GetDocument(id)!, CodeActionValidationMode, verifier, cancellationToken).ConfigureAwait(false);
            }
        }

        return after;
    }
}
