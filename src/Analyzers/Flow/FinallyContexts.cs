using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>The ways through the finally blocks of one body, each once.</summary>
internal sealed class FinallyContexts
{
    private readonly Dictionary<(ControlFlowBranch? Jump, int Index, FinallyContext? Outer), FinallyContext> _known = [];

    /// <param name="jump">The jump that passes through the finally; null for an exception.</param>
    /// <param name="index">Which of the jump's finally regions this is.</param>
    /// <param name="outer">The context that the jump was made in.</param>
    internal FinallyContext Of(ControlFlowBranch? jump, int index, FinallyContext? outer)
    {
        if (!_known.TryGetValue((jump, index, outer), out var context))
            _known.Add((jump, index, outer), context = new FinallyContext(_known.Count + 1, jump, index, outer));
        return context;
    }
}
