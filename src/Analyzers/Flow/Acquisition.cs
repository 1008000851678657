using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>A place where a lock is acquired, and how.</summary>
/// <param name="Syntax">The call; where a method of the type acquires on behalf of its caller, the call of that.</param>
internal sealed record Acquisition(SyntaxNode Syntax, LockTraits Traits);
