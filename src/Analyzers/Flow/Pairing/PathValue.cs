using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>What is known of a value on one path, as far as it can tell whether a lock is held.</summary>
internal enum PathValueKind
{
    Unknown,
    Constant,
    NotNull,

    /// <summary>A condition that nothing is known of but its name: the next one of the same name comes out the same.</summary>
    Test,

    /// <summary>The lock object that lies at a location.</summary>
    Lock,

    /// <summary>A task that acquires.</summary>
    Acquisition,

    /// <summary>A task of a bool that acquires if it is true.</summary>
    Attempt,

    /// <summary>A task of a releaser.</summary>
    ScopeTask,
    Releaser,
}

/// <param name="Text">Of a test, its name.</param>
/// <param name="Site">The call that acquires.</param>
/// <param name="IsCancelable">Whether a token can end that call without it having acquired.</param>
internal sealed record PathValue(
    PathValueKind Kind, object? Value = null, LockKey? Lock = null, string? Text = null, bool IsNegated = false, SyntaxNode? Site = null, bool IsCancelable = false)
{
    internal static PathValue Unknown { get; } = new(PathValueKind.Unknown);

    internal static PathValue NotNull { get; } = new(PathValueKind.NotNull);

    internal static PathValue True { get; } = Constant(true);

    internal static PathValue False { get; } = Constant(false);

    internal static PathValue Constant(object? value) => new(PathValueKind.Constant, value);

    internal static PathValue Test(string text, bool isNegated = false) => new(PathValueKind.Test, Text: text, IsNegated: isNegated);

    internal bool IsUnknown => Kind == PathValueKind.Unknown;

    internal bool IsPending => Kind is PathValueKind.Acquisition or PathValueKind.Attempt or PathValueKind.ScopeTask;

    /// <summary>Whether it is null, where that is known.</summary>
    internal bool? IsNull => Kind switch
    {
        PathValueKind.Constant => Value is null,
        PathValueKind.Unknown or PathValueKind.Test or PathValueKind.Lock => null,
        _ => false,
    };

    internal PathValue Negate() => Kind switch
    {
        PathValueKind.Constant when Value is bool value => Constant(!value),
        PathValueKind.Test => this with { IsNegated = !IsNegated },
        _ => Unknown,
    };
}
