using AsyncRace.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model.FanOuts;

/// <summary>Tasks that are started for all elements of a sequence, however many there are, and awaited together.</summary>
/// <param name="Work">The call that each of them makes.</param>
internal sealed record FanOut(Body Body, SyntaxNode Syntax, string Sequence, string Work);
