using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>A call of one of the type's own asynchronous methods that has returned a task and may not be done.</summary>
/// <param name="Receiver">The object that it was called on, where that is known.</param>
internal sealed record StartedCall(IMethodSymbol Method, SharedLocation? Receiver, SyntaxNode Syntax);
