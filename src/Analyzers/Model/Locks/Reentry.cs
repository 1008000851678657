using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model.Locks;

/// <summary>A lock that is acquired by who holds it already, and waits for itself.</summary>
/// <param name="Syntax">The second acquisition, or the call that makes it.</param>
/// <param name="Inner">The second acquisition.</param>
/// <param name="Outer">The first; null where the callers hold it.</param>
/// <param name="Callee">The method of the type that makes the second acquisition; null where the body does so itself.</param>
internal sealed record Reentry(Body Body, SyntaxNode Syntax, LockId Lock, AcquireFact Inner, SyntaxNode? Outer, Body? Callee)
{
    internal static IEnumerable<Reentry> In(LockModel locks)
    {
        var seen = new HashSet<SyntaxNode>();
        foreach (var body in locks.Bodies)
        {
            foreach (var reentry in OfBody(body, locks))
            {
                if (seen.Add(reentry.Syntax))
                    yield return reentry;
            }
        }
    }

    private static IEnumerable<Reentry> OfBody(BodyFacts body, LockModel locks)
    {
        foreach (var call in locks.CallsFrom(body))
        {
            if (locks.TargetOf(call) is not { } callee || call.OnNewObject)
                continue;
            foreach (var entry in locks.EntriesOf(callee))
            {
                if (!Deadlocks(entry.Acquisition) || entry.Acquisition.Traits.Mode != LockMode.Exclusive)
                    continue;
                if (entry.Lock.SeenBy(call.Target, call.Receiver) is not { Location: { IsCapturedVariable: false, Element: null } } id || !locks.IsExclusive(id) || locks.IsHandedOver(id))
                    continue;
                if (call.HeldByCallee.Contains(id))
                    yield return new Reentry(callee, entry.Acquisition.Syntax, id, entry.Acquisition, Outer: null, Callee: null);
                else if (call is { IsWaitedFor: true, Escapes: false } && call.Own.Contains(id))
                    yield return new Reentry(body.Body, call.Syntax, id, entry.Acquisition, FirstOf(body, id), callee);
            }
        }

        foreach (var acquisition in body.Acquisitions)
        {
            if (acquisition.Already is { } already && already.Syntax != acquisition.Syntax && Deadlocks(acquisition) && Excludes(already.Traits.Mode, acquisition.Traits.Mode)
                && acquisition.Lock.Location is not null && locks.IsExclusive(acquisition.Lock) && !locks.IsHandedOver(acquisition.Lock))
            {
                yield return new Reentry(body.Body, acquisition.Syntax, acquisition.Lock, acquisition, already.Syntax, Callee: null);
            }
        }
    }

    private static bool Deadlocks(AcquireFact acquisition) => acquisition.Traits is { IsReentrant: false, Patience: LockPatience.Forever };

    // Two readers go together, and an upgradeable reader may become a writer.
    private static bool Excludes(LockMode held, LockMode wanted) => held != LockMode.Upgradeable && !(held == LockMode.Read && wanted == LockMode.Read);

    private static SyntaxNode? FirstOf(BodyFacts body, LockId id) => body.Acquisitions.FirstOrDefault(acquisition => acquisition.Lock == id)?.Syntax;
}
