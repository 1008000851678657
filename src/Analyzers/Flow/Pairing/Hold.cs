using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>What one path has done to one lock so far.</summary>
internal sealed record Hold
{
    /// <summary>More nested acquisitions than these are not counted: then nothing is known.</summary>
    internal const int MaxCount = 3;

    internal static Hold None { get; } = new();

    /// <summary>Somebody else may release it, or has counted it: nothing is said of it any more on this path.</summary>
    internal static Hold Unknown { get; } = new() { IsUnknown = true };

    internal bool IsUnknown { get; private init; }

    internal int Count { get; private init; }

    /// <summary>Whether the path has released what it had not acquired: then its caller had.</summary>
    internal bool IsBorrowed { get; private init; }

    /// <summary>The last acquisition, while it is held.</summary>
    internal SyntaxNode? Acquired { get; private init; }

    /// <summary>The release that ended the last acquisition.</summary>
    internal SyntaxNode? Released { get; private init; }

    /// <summary>The wait that came to nothing: it timed out, or was cancelled and taken for complete.</summary>
    internal SyntaxNode? Missed { get; private init; }

    /// <summary>What is held beyond what the caller had.</summary>
    internal int Net => Count - (IsBorrowed ? 1 : 0);

    internal Hold Acquire(SyntaxNode site) =>
        IsUnknown || Count >= MaxCount ? Unknown : this with { Count = Count + 1, Acquired = site, Released = null, Missed = null };

    internal Hold Miss(SyntaxNode site) => IsUnknown ? this : this with { Missed = site, Released = null };

    internal Hold Release(SyntaxNode site) => this switch
    {
        { IsUnknown: true } => this,
        { Count: > 1 } => this with { Count = Count - 1 },
        { Count: 1 } => this with { Count = 0, Acquired = null, Released = site },
        _ => this with { IsBorrowed = true },
    };

    // Where it was released or missed does not make two paths differ, only whether.
    public bool Equals(Hold? other) =>
        other is not null && IsUnknown == other.IsUnknown && Count == other.Count && IsBorrowed == other.IsBorrowed && Acquired == other.Acquired
        && (Released is null) == (other.Released is null) && (Missed is null) == (other.Missed is null);

    public override int GetHashCode() => Count + (IsUnknown ? 8 : 0) + (IsBorrowed ? 16 : 0) + (Released is null ? 0 : 32) + (Missed is null ? 0 : 64) + (Acquired?.SpanStart ?? 0);
}
