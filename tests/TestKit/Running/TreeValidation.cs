using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// Requires that the tree a fix made is the tree its text parses to. One that is not compiles to something else than it shows, and
/// surprises the next fix that looks at it.
/// </summary>
internal static class TreeValidation
{
    internal static async Task VerifyAsync(Document document, CodeActionValidationMode mode, IVerifier verifier, CancellationToken cancellationToken)
    {
        if (await document.GetSyntaxTreeAsync(cancellationToken).ConfigureAwait(false) is not { } tree)
        {
            return;
        }

        var made = await tree.GetRootAsync(cancellationToken).ConfigureAwait(false);
        var parsed = await CSharpSyntaxTree.ParseText(made.ToFullString(), (CSharpParseOptions)tree.Options, cancellationToken: cancellationToken)
            .GetRootAsync(cancellationToken).ConfigureAwait(false);
        if (Difference(made, parsed, mode) is { } difference)
        {
            verifier.Fail($"The fix made a syntax tree of {document.FilePath} that is not what its text parses to: {difference}");
        }
    }

    private static string? Difference(SyntaxNodeOrToken made, SyntaxNodeOrToken parsed, CodeActionValidationMode mode)
    {
        if (made.RawKind != parsed.RawKind)
        {
            return $"a {made.Kind()} where the text gives a {parsed.Kind()}:{Environment.NewLine}{made}";
        }

        if (made.IsToken && mode == CodeActionValidationMode.Full && !made.AsToken().IsEquivalentTo(parsed.AsToken()))
        {
            return $"the trivia around '{made}' differ.";
        }

        var left = made.ChildNodesAndTokens();
        var right = parsed.ChildNodesAndTokens();
        return left.Count != right.Count
            ? $"a {made.Kind()} of {left.Count} parts where the text gives one of {right.Count}:{Environment.NewLine}{made}"
            : left.Zip(right, (l, r) => Difference(l, r, mode)).FirstOrDefault(static difference => difference is not null);
    }
}
