using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// Why a finally block is being run, and so where it goes on to. Each jump through a finally, and the exception, get a copy of it of
/// their own; otherwise what is known on one way out would be mixed into the others.
/// </summary>
/// <remarks>Equal contexts are one object: they are only made by <see cref="FinallyContexts"/>.</remarks>
internal sealed class FinallyContext(int number, ControlFlowBranch? jump, int index, FinallyContext? outer)
{
    /// <summary>Numbers the contexts of one body, beginning with 1.</summary>
    internal int Number => number;

    /// <summary>The jump that passes through the finally; null for an exception.</summary>
    internal ControlFlowBranch? Jump => jump;

    /// <summary>Which of the jump's finally regions this is.</summary>
    internal int Index => index;

    /// <summary>The context that the jump was made in.</summary>
    internal FinallyContext? Outer => outer;
}
