using System.Collections.Immutable;
using AsyncRace.Analyzers.Rules.Locks;
using AsyncRace.Analyzers.Rules.Races;

namespace AsyncRace.Analyzers.Rules;

/// <summary>Every rule that ships, in the order of the catalogue.</summary>
internal static class Catalogue
{
    internal static ImmutableArray<Rule> All { get; } =
        ImmutableArray.Create<Rule>(
            new StaleWrite(), new StaleCheck(), new CollectionAcrossAwait(), new DuplicateInitialization(),
            new UnpairedRelease(), new AcquireNotReleased());
}
