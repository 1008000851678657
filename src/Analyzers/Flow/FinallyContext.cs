using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// Why a finally block is being run, and so where it goes on to. Each jump through a finally, and the exception, get a copy of it of
/// their own; otherwise what is known on one way out would be mixed into the others.
/// </summary>
/// <param name="Jump">The jump that passes through the finally; null for an exception.</param>
/// <param name="Index">Which of the jump's finally regions this is.</param>
/// <param name="Outer">The context that the jump was made in.</param>
internal sealed record FinallyContext(ControlFlowBranch? Jump, int Index, FinallyContext? Outer);
