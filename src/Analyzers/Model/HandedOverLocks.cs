using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// Locks that one body acquires and another releases. Whatever releases a lock that it never acquires was entered with it, if it is a lock at all: some
/// other body of the type has to acquire and release it. A semaphore that one side waits for and the other releases is a signal.
/// </summary>
internal sealed class HandedOverLocks(IEnumerable<BodyFacts> facts, SemaphoreCounts semaphores)
{
    private readonly List<BodyFacts> _facts = [.. facts.Where(static body => !body.Releases.IsEmpty || !body.Acquisitions.IsEmpty)];

    /// <summary>The locks that the body is entered with, as far as it tells by itself; none for what anyone can call, who may hold nothing.</summary>
    internal List<LockId> To(BodyFacts own)
    {
        var body = own.Body;
        if (own.ReleasedForOthers.IsEmpty || body.IsInitializer || (!body.IsNested && (body.Symbol.DeclaredAccessibility == Accessibility.Public || !body.Symbol.ExplicitInterfaceImplementations.IsEmpty)))
            return [];
        return [.. own.ReleasedForOthers.Where(id => IsExclusive(id) && IsLock(id))];
    }

    private bool IsExclusive(LockId id) =>
        id is { IsClaim: false, Location: { IsCapturedVariable: false, IsContents: false } location } && (location.Type?.Name.Contains("Semaphore") != true || semaphores.InitialCount(location.Target) == 1);

    // Whichever object's it is: a nested type names it in another way.
    private bool IsLock(LockId id)
    {
        bool found = false;
        foreach (var body in _facts)
        {
            foreach (var acquisition in body.Acquisitions)
            {
                if (!IsSame(acquisition.Lock, id))
                    continue;
                if (acquisition.Traits.Mode != LockMode.Exclusive)
                    return false;
                found |= body.Releases.Any(release => IsSame(release.Lock, id));
            }
        }

        return found;
    }

    private static bool IsSame(LockId one, LockId other) => one.Location?.Target is { } target && SymbolEqualityComparer.Default.Equals(target, other.Location?.Target);
}
