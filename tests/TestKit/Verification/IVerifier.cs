namespace Microsoft.CodeAnalysis.Testing;

/// <summary>The assertions a test makes. They throw when they do not hold; what they throw is the implementation's choice.</summary>
public interface IVerifier
{
    void Empty<T>(string collectionName, IEnumerable<T> collection);

    void NotEmpty<T>(string collectionName, IEnumerable<T> collection);

    void Equal<T>(T expected, T actual, string? message = null);

    void True([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool assert, string? message = null);

    void False([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(true)] bool assert, string? message = null);

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    void Fail(string? message = null);

    void LanguageIsSupported(string language);

    void SequenceEqual<T>(IEnumerable<T> expected, IEnumerable<T> actual, IEqualityComparer<T>? equalityComparer = null, string? message = null);

    /// <summary>A verifier whose messages also say <paramref name="context"/>: what the test was doing.</summary>
    IVerifier PushContext(string context);
}
