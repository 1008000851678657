using System.Diagnostics.CodeAnalysis;

namespace AsyncRace.Threading;

/// <summary>
/// The result of a timed attempt to enter: entered, and then to be disposed to leave again, or not entered because the time ran out.
/// </summary>
/// <remarks>
/// It is a type of its own, and not a releaser that may be empty, so that whoever has a <typeparamref name="TReleaser"/> knows to be
/// inside. Test it before anything else: <c>if (!attempt) return;</c>. Disposing it is always safe, entered or not, and more than once.
/// </remarks>
/// <example>
/// <code>
/// using var attempt = await _lock.TryLockAsync(TimeSpan.FromSeconds(1), cancellationToken);
/// if (!attempt)
///     throw new TimeoutException("The account is busy.");
/// _balance += amount;
/// </code>
/// </example>
/// <typeparam name="TReleaser">What a successful attempt holds.</typeparam>
[SuppressMessage("Usage", "CA2225", Justification = "Acquired is the named form of the operators.")]
public readonly struct Attempt<TReleaser> : IDisposable
    where TReleaser : struct, IDisposable
{
    private readonly TReleaser _releaser;

    internal Attempt(TReleaser releaser)
    {
        _releaser = releaser;
        Acquired = true;
    }

    /// <summary>Whether the attempt succeeded; false if its time ran out first.</summary>
    public bool Acquired { get; }

    /// <summary>What the attempt holds, to be passed on to whoever is to leave.</summary>
    /// <exception cref="InvalidOperationException">The attempt did not succeed.</exception>
    public TReleaser Releaser => Acquired
        ? _releaser
        : throw new InvalidOperationException("There is no releaser: the attempt timed out. Test Acquired first.");

    /// <summary>Leaves, if the attempt succeeded and nobody has left for it yet.</summary>
    public void Dispose() => _releaser.Dispose();

    /// <summary>Says <c>acquired</c> or <c>timed out</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Acquired ? "acquired" : "timed out";

    /// <summary>Whether the attempt succeeded.</summary>
    /// <param name="attempt">The attempt.</param>
    public static bool operator true(Attempt<TReleaser> attempt) => attempt.Acquired;

    /// <summary>Whether the attempt did not succeed.</summary>
    /// <param name="attempt">The attempt.</param>
    public static bool operator false(Attempt<TReleaser> attempt) => !attempt.Acquired;

    /// <summary>Whether the attempt did not succeed.</summary>
    /// <param name="attempt">The attempt.</param>
    public static bool operator !(Attempt<TReleaser> attempt) => !attempt.Acquired;
}
