using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>A method or lambda of the type is made the handler of an event, or of a delegate, of the object itself.</summary>
internal sealed record SubscriptionFact(ISymbol Event, IMethodSymbol Handler);

/// <summary>An event, or a delegate, of the object itself is called.</summary>
/// <param name="Own">The locks that the body itself holds.</param>
/// <param name="Left">The locks that some path has released before.</param>
internal sealed record RaiseFact(Body Body, ISymbol Event, SyntaxNode Syntax, ImmutableArray<LockId> Own, ImmutableArray<LockId> Left)
{
    /// <summary>Whether the handlers have run to their end before the body goes on.</summary>
    internal bool IsWaitedFor { get; init; }
}
