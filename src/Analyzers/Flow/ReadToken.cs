using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>One read of a shared location, at one place in a body. A token sticks to the value that was read, not to a variable.</summary>
internal sealed record ReadToken(int Id, SharedLocation Location, SyntaxNode Syntax);
