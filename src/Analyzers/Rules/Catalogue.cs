using System.Collections.Immutable;
using AsyncRace.Analyzers.Rules.Locks;
using AsyncRace.Analyzers.Rules.Options;
using AsyncRace.Analyzers.Rules.Races;
using AsyncRace.Analyzers.Rules.Signals;
using AsyncRace.Analyzers.Rules.Statics;

namespace AsyncRace.Analyzers.Rules;

/// <summary>Every rule that ships, in the order of the catalogue.</summary>
internal static class Catalogue
{
    internal static ImmutableArray<Rule> All { get; } =
        ImmutableArray.Create<Rule>(
            new InvalidOption(),
            new StaleWrite(),
            new StaleCheck(),
            new CollectionAcrossAwait(),
            new GuardedBy(),
            new InconsistentGuard(),
            new UnsynchronizedUpdate(),
            new DuplicateInitialization(),
            new LoopBoundStatic(),
            new StaticTaskStartedEarly(),
            new UnpairedRelease(),
            new AcquireNotReleased(),
            new AcquireNotAwaited(),
            new UnboundedSemaphore(),
            new LockReentered(),
            new ThreadLockAcrossAwait(),
            new LockOrder(),
            new PreferScopedLock(),
            new SwallowedOverRelease(),
            new ResetAfterWait(),
            new ConditionWithoutLock(),
            new ConditionWithoutPredicate(),
            new UnboundedFanOut());
}
