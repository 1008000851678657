using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Throws a <see cref="VerificationException"/> that starts with what the test was doing.</summary>
public class DefaultVerifier : IVerifier
{
    public DefaultVerifier()
        : this([])
    {
    }

    protected DefaultVerifier(ImmutableStack<string> context) => Context = context;

    protected ImmutableStack<string> Context { get; }

    public virtual void Empty<T>(string collectionName, IEnumerable<T> collection)
    {
        if (collection.Any())
        {
            Fail($"'{collectionName}' should be empty, but holds: {string.Join(", ", collection)}");
        }
    }

    public virtual void NotEmpty<T>(string collectionName, IEnumerable<T> collection)
    {
        if (!collection.Any())
        {
            Fail($"'{collectionName}' should not be empty, but is.");
        }
    }

    public virtual void Equal<T>(T expected, T actual, string? message = null)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            Fail($"{message ?? "The values differ."}{Environment.NewLine}Expected: {expected}{Environment.NewLine}Actual:   {actual}");
        }
    }

    public virtual void True([DoesNotReturnIf(false)] bool assert, string? message = null)
    {
        if (!assert)
        {
            Fail(message ?? "Expected true, but it is false.");
        }
    }

    public virtual void False([DoesNotReturnIf(true)] bool assert, string? message = null)
    {
        if (assert)
        {
            Fail(message ?? "Expected false, but it is true.");
        }
    }

    [DoesNotReturn]
    public virtual void Fail(string? message = null) => throw new VerificationException(CreateMessage(message));

    public virtual void LanguageIsSupported(string language) =>
        True(language == LanguageNames.CSharp, $"The kit tests C# only, not {language}.");

    public virtual void SequenceEqual<T>(
        IEnumerable<T> expected, IEnumerable<T> actual, IEqualityComparer<T>? equalityComparer = null, string? message = null)
    {
        T[] left = [.. expected];
        T[] right = [.. actual];
        if (!left.SequenceEqual(right, equalityComparer))
        {
            Fail($"{message ?? "The sequences differ."}{Environment.NewLine}Expected: {string.Join(", ", left)}{Environment.NewLine}Actual:   {string.Join(", ", right)}");
        }
    }

    public virtual IVerifier PushContext(string context) => new DefaultVerifier(Context.Push(context));

    /// <summary>Puts what the test was doing, outermost first, before the message.</summary>
    protected virtual string CreateMessage(string? message) =>
        string.Join(Environment.NewLine, [.. Context.Reverse().Select(static step => "While " + step + ":"), message ?? "The verification failed."]);
}
