namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Comparisons of texts, whose failure shows the lines that differ.</summary>
public static class IVerifierExtensions
{
    /// <summary>Requires two texts to be equal to the character, line ends included.</summary>
    public static void EqualOrDiff(this IVerifier verifier, string expected, string actual, string? message = null)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        if (!string.Equals(expected, actual, StringComparison.Ordinal))
        {
            verifier.Fail($"{message ?? "The texts differ."}{Environment.NewLine}{TextDiff.Describe(expected, actual)}");
        }
    }
}
