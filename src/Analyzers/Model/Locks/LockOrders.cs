using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model.Locks;

/// <summary>A lock that is acquired while another is held.</summary>
/// <param name="Syntax">The acquisition, or the call of the method that makes it.</param>
/// <param name="Held">All that is held then.</param>
internal sealed record Nesting(Body Body, SyntaxNode Syntax, LockId Outer, LockId Inner, LockMode InnerMode, ImmutableArray<LockId> Held);

/// <summary>Locks that are taken in a circle, two of them in both orders: each nesting acquires what the next one holds, the last one what the first holds.</summary>
/// <param name="Nestings">In that order; the first is the one that comes last in the source.</param>
internal sealed record LockOrderConflict(ImmutableArray<Nesting> Nestings);

/// <summary>Finds the locks of a type that are taken in a circle.</summary>
internal static class LockOrders
{
    /// <summary>Longer circles are not looked for.</summary>
    private const int MaxLength = 4;

    internal static IEnumerable<LockOrderConflict> ConflictsOf(LockModel locks)
    {
        var nestings = locks.Bodies.Where(static body => !body.Body.IsInitializer).SelectMany(body => NestingsOf(body, locks)).ToList();
        var told = new List<HashSet<LockId>>();
        for (int length = 2; length <= Math.Min(MaxLength, nestings.Count); length++)
        {
            foreach (var last in nestings)
            {
                foreach (var circle in Circles(ImmutableArray.Create(last), length, nestings))
                {
                    // Once for the same locks, and not again where some of them are wrong without the others.
                    var involved = new HashSet<LockId>(circle.Select(static nesting => nesting.Outer));
                    if (told.Exists(known => known.IsSubsetOf(involved)))
                        continue;
                    told.Add(involved);
                    yield return new LockOrderConflict(circle);
                }
            }
        }
    }

    // Each circle starts from the nesting that comes last in the source: there it is told.
    private static IEnumerable<ImmutableArray<Nesting>> Circles(ImmutableArray<Nesting> path, int length, List<Nesting> nestings)
    {
        var (first, last) = (path[0], path[path.Length - 1]);
        foreach (var next in nestings)
        {
            if (next.Outer != last.Inner || next.Syntax.SpanStart > first.Syntax.SpanStart || path.Contains(next) || !path.All(other => CanMeet(other, next)))
                continue;
            bool closes = next.Inner == first.Outer;
            if (path.Length + 1 == length)
            {
                if (closes)
                    yield return path.Add(next);
            }
            else if (!closes && !path.Any(other => other.Outer == next.Inner))
            {
                foreach (var circle in Circles(path.Add(next), length, nestings))
                    yield return circle;
            }
        }
    }

    // Under a third lock that both hold, or where both only read, the two never wait for each other.
    private static bool CanMeet(Nesting first, Nesting second) =>
        !(first.InnerMode == LockMode.Read && second.InnerMode == LockMode.Read)
        && !first.Held.Intersect(second.Held).Any(common => !(first.Inner == second.Outer && second.Inner == first.Outer && (common == first.Outer || common == first.Inner)));

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
