using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>What the analysis of one body may ask of the type around it.</summary>
internal abstract class TypeContext(CompilationFacts facts)
{
    internal CompilationFacts Facts { get; } = facts;

    /// <summary>What a call of this method does; null where the method is not one of the type's own, or can be overridden.</summary>
    internal abstract MemberSummary? Summarize(IMethodSymbol method);

    /// <summary>Whether several runs of a lambda can be at this variable at once.</summary>
    internal abstract bool IsShared(ISymbol variable);

    /// <summary>Whether some body of the type may call this one: then what it does with its parameters matters.</summary>
    internal abstract bool IsCalled(Body body);

    /// <summary>The locks that every caller of this body holds until it is done.</summary>
    internal abstract IReadOnlyCollection<LockId> HeldOnEntry(Body body);

    /// <summary>The locks that this body releases and never acquires, where others of the type do both: whoever runs it has acquired them for it.</summary>
    internal abstract IReadOnlyCollection<LockId> TakenOver(Body body);

    /// <summary>What every caller has just checked when it calls this body, where the body claims it.</summary>
    internal abstract IReadOnlyCollection<CallersCheck> CheckedOnEntry(Body body);

    /// <summary>The locks that every caller holds when it calls this body, but not until what it has started is done.</summary>
    internal abstract IReadOnlyCollection<LockId> HeldAtStart(Body body);
}
