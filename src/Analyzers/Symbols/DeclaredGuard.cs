using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>What a <c>[GuardedBy]</c> attribute says.</summary>
/// <param name="Member">The marked member.</param>
/// <param name="Name">The lock's name, as the attribute gives it.</param>
/// <param name="Lock">The field or property of that name, or null.</param>
/// <param name="Storage">Where the lock is kept, or null where a property computes which it is.</param>
/// <param name="Attribute">The attribute in the source.</param>
internal sealed record DeclaredGuard(ISymbol Member, string Name, ISymbol? Lock, ISymbol? Storage, SyntaxNode Attribute)
{
    /// <summary>Whether the attribute names the object itself: <c>lock (this)</c>.</summary>
    internal bool IsThis => Name == "this";

    /// <summary>Whether the lock can guard the member: one of each object excludes nobody from what all objects share.</summary>
    internal bool IsUsable => IsThis ? !Member.IsStatic : Lock is not null && (Lock.IsStatic || !Member.IsStatic);
}
