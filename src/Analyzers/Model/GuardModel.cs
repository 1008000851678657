using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>Which lock guards what in a type, by its attributes and by its use, and who goes without.</summary>
internal sealed class GuardModel(
    INamedTypeSymbol type, ImmutableArray<BodyFacts> facts, CallGraph calls, Concurrency concurrency, CompilationFacts compilation, CancellationToken cancellation)
{
    /// <summary>What <c>[GuardedBy]</c> says of the type's members.</summary>
    internal IEnumerable<DeclaredGuard> Declared => compilation.Guards.In(type);

    /// <summary>The uses of members that are marked with it, where others can know the object: not only on the way through a constructor.</summary>
    internal IEnumerable<GuardedAccess> Accesses =>
        facts.SelectMany(static f => f.GuardedAccesses).Where(access => concurrency.RunsOnPublished(access.Body));

    /// <summary>Writes without the lock that other members hold for the same location. What is marked has its own rule.</summary>
    internal IEnumerable<UnguardedWrite> UnguardedWrites =>
        new InferredGuards(facts, calls, concurrency).Find().Where(found => found.Write.Location.Members.All(member => Of(member) is null));

    /// <summary>Updates without synchronization in code that runs on several threads; none are looked for unless the rule is on.</summary>
    internal IEnumerable<RacingUpdate> UnsynchronizedUpdates =>
        compilation.LooksAtThreadsOf(type, cancellation) ? new UnsynchronizedUpdates(facts, calls, concurrency).Find() : [];

    /// <summary>The guard that a member is marked with.</summary>
    internal DeclaredGuard? Of(ISymbol member) => compilation.Guards.Of(member);
}
