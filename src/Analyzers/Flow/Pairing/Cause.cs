using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>How often something throws.</summary>
internal enum Likelihood
{
    Never,

    /// <summary>Only where something is quite wrong: a disposed semaphore, a constructor that fails.</summary>
    Hardly,

    /// <summary>A call that may throw for all that is known.</summary>
    Possibly,

    /// <summary>Cancellation, a failing operation that is awaited, an exception thrown on purpose.</summary>
    Likely,
}

/// <summary>The exception that a path has come by last.</summary>
/// <param name="IsCancellation">Whether it can only be that a wait was cancelled.</param>
internal sealed record Cause(SyntaxNode Syntax, Likelihood Likelihood, bool IsCancellation = false);
