using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>A use of a member that is marked with <c>[GuardedBy]</c>, on an object that others may know.</summary>
/// <param name="IsHeld">Whether its lock is held here, on every path.</param>
internal sealed record GuardedAccess(Body Body, SyntaxNode Syntax, ISymbol Member, bool IsHeld);
