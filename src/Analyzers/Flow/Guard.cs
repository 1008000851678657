using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>What the branch that was taken says of the location it tested.</summary>
internal enum GuardOutcome
{
    Other,

    /// <summary>It was found null.</summary>
    Unset,

    /// <summary>It was found not to be null.</summary>
    Set,
}

/// <summary>A branch condition that was decided on the way to a point, and the reads it derives from.</summary>
/// <param name="Condition">
/// The whole condition in the source: <c>a || b</c> is two branches, but one guard, and claiming one of its locations claims it whole.
/// </param>
/// <param name="IsLoop">A loop asks its condition again each round: see docs/semantics.md.</param>
internal sealed record Guard(BitSet Marks, GuardOutcome Outcome, bool IsVersionCheck, SyntaxNode Condition, bool IsLoop)
{
    /// <summary>The slot whose own value was asked whether it has been cancelled, and nothing has run since.</summary>
    internal SharedLocation? AskedOf { get; init; }

    /// <summary>Whether it says nothing of what it leads to.</summary>
    internal bool IsEmpty => Marks.IsEmpty && AskedOf is null;

    internal static Guard Join(Guard a, Guard b) => a == b ? a : a with
    {
        Marks = a.Marks.Union(b.Marks),
        Outcome = a.Outcome == b.Outcome ? a.Outcome : GuardOutcome.Other,
        IsVersionCheck = a.IsVersionCheck && b.IsVersionCheck,
        AskedOf = Equals(a.AskedOf, b.AskedOf) ? a.AskedOf : null,
    };
}
