using System.Collections.Immutable;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>A wait for an event or condition, a reset, or a notification.</summary>
/// <param name="Signal">Which event or condition.</param>
/// <param name="Block">The block of the graph that it is in.</param>
/// <param name="Held">The locks held there.</param>
internal sealed record SignalFact(Body Body, SyntaxNode Syntax, SignalOperationKind Kind, LockId Signal, int Block, ImmutableArray<LockId> Held);
