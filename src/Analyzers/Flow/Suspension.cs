using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>A point at which this body may be suspended and other tasks run.</summary>
internal sealed record Suspension(int Id, SyntaxNode Syntax);
