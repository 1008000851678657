namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// A test's expectation did not hold. It belongs to no test framework, and is an <see cref="InvalidOperationException"/>,
/// which is what the original kit throws.
/// </summary>
public sealed class VerificationException : InvalidOperationException
{
    public VerificationException()
    {
    }

    public VerificationException(string message)
        : base(message)
    {
    }

    public VerificationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
