using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model.Locks;

/// <summary>A lock that is acquired while another is held.</summary>
/// <param name="Syntax">The acquisition, or the call of the method that makes it.</param>
/// <param name="Held">All that is held then.</param>
internal sealed record Nesting(Body Body, SyntaxNode Syntax, LockId Outer, LockId Inner, LockMode InnerMode, ImmutableArray<LockId> Held);

/// <summary>Two locks that are taken in both orders: <paramref name="Second"/> takes them the other way round.</summary>
internal sealed record LockOrderConflict(Nesting First, Nesting Second);

/// <summary>Finds the locks of a type that are taken in both orders.</summary>
internal static class LockOrders
{
    internal static IEnumerable<LockOrderConflict> ConflictsOf(LockModel locks)
    {
        var nestings = locks.Bodies.Where(static body => !body.Body.IsInitializer).SelectMany(body => NestingsOf(body, locks)).ToList();
        var told = new HashSet<(LockId, LockId)>();
        foreach (var second in nestings)
        {
            foreach (var first in nestings)
            {
                // Each pair once, at its later place.
                if (first == second || second.Outer != first.Inner || second.Inner != first.Outer || first.Syntax.SpanStart > second.Syntax.SpanStart || !CanMeet(first, second))
                    continue;
                if (told.Add((first.Outer, first.Inner)) && told.Add((second.Outer, second.Inner)))
                    yield return new LockOrderConflict(first, second);
            }
        }
    }

    // Under a third lock that both hold, or where both only read, the two never wait for each other.
    private static bool CanMeet(Nesting first, Nesting second) =>
        !(first.InnerMode == LockMode.Read && second.InnerMode == LockMode.Read)
        && !first.Held.Intersect(second.Held).Any(common => common != first.Outer && common != first.Inner);

    private static IEnumerable<Nesting> NestingsOf(BodyFacts body, LockModel locks)
    {
        foreach (var acquisition in body.Acquisitions)
        {
            if (!Waits(acquisition) || !IsNamed(acquisition.Lock))
                continue;
            foreach (var outer in acquisition.Held)
            {
                if (IsNamed(outer) && outer != acquisition.Lock)
                    yield return new Nesting(body.Body, acquisition.Syntax, outer, acquisition.Lock, acquisition.Traits.Mode, acquisition.Held);
            }
        }

        foreach (var call in locks.CallsFrom(body))
        {
            if (!call.IsWaitedFor || call.Escapes || call.OnNewObject || call.Own.IsEmpty || locks.TargetOf(call) is not { } callee)
                continue;
            foreach (var entry in locks.EntriesOf(callee))
            {
                if (!Waits(entry.Acquisition) || entry.Lock.SeenBy(call.Target, call.Receiver) is not { } inner || !IsNamed(inner) || call.Own.Contains(inner))
                    continue;
                foreach (var outer in call.Own)
                {
                    if (IsNamed(outer))
                        yield return new Nesting(body.Body, call.Syntax, outer, inner, entry.Acquisition.Traits.Mode, call.Own);
                }
            }
        }
    }

    // Who gives up after a while lets the other go on.
    private static bool Waits(AcquireFact acquisition) => acquisition.Traits.Patience == LockPatience.Forever;

    // The same lock for every caller: of this object, or of all. A claimed flag is no lock to wait for, and has no location of a lock's type.
    private static bool IsNamed(LockId id) => id.Location is { Element: null, IsContents: false, IsCapturedVariable: false, Type: { IsValueType: false } or { Name: "SpinLock" } };
}
