using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>What the pairing analysis of one body may ask of the type around it.</summary>
internal abstract class PairingContext(CompilationFacts facts)
{
    internal CompilationFacts Facts { get; } = facts;

    /// <summary>What a call of this method does to locks; null where that is nothing, or not known.</summary>
    internal abstract PairingFacts? Summarize(IMethodSymbol method);

    /// <summary>How likely a method of the type throws; null where it is not one of the type's.</summary>
    internal abstract Likelihood? LikelihoodOf(IMethodSymbol method);
}
