using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model;

/// <summary>An update that reads and writes in two steps, where another thread can come in between.</summary>
/// <param name="Location">What is updated, as the code spells it.</param>
/// <param name="Rival">Who else writes it meanwhile; null where that is the same code on another thread.</param>
internal sealed record RacingUpdate(Body Body, SyntaxNode Syntax, string Location, ThreadUse Use, Body? Rival);

/// <summary>Finds updates without any synchronization in code that runs on several threads at once.</summary>
internal sealed class UnsynchronizedUpdates(ImmutableArray<BodyFacts> facts, CallGraph calls, Concurrency concurrency)
{
    internal IEnumerable<RacingUpdate> Find()
    {
        var threads = new ThreadUses(calls);
        var writes = facts.SelectMany(static f => f.Writes).Where(write => !write.Body.IsInitializer && concurrency.CanRun(write.Body, write.Location)).ToList();
        foreach (var write in writes.Where(IsPlainUpdate))
        {
            if (threads.Of(write.Body) is { } own)
            {
                if (own.IsMany)
                    yield return Found(write, own, rival: null);
                else if (writes.Find(other => IsRival(other, write) && threads.Of(other.Body) is null) is { } beside)
                    yield return Found(write, own, beside.Body);
            }
            else if (writes.Find(other => IsRival(other, write) && threads.Of(other.Body) is not null) is { } rival)
            {
                yield return Found(write, threads.Of(rival.Body)!, rival.Body);
            }
        }

        foreach (var body in facts.Where(static f => f.Body.IsNested && f.Acquisitions.IsEmpty).Select(static f => f.Body))
        {
            if (threads.Of(body) is not { IsMany: true } use)
                continue;
            foreach (var (syntax, local) in CapturedUpdates(body))
                yield return new RacingUpdate(body, syntax, local.Name, use, Rival: null);
        }
    }

    private static RacingUpdate Found(WriteFact write, ThreadUse use, Body? rival) =>
        new(write.Body, write.Syntax, (write.Location with { Element = null }).ToString(), use, rival);

    private static bool IsRival(WriteFact other, WriteFact write) =>
        other.Body != write.Body && other.Location.Overlaps(write.Location) && !EntryPoints.IsLifecycle(other.Body.Member) && !StartsAfter(other, write) && !StartsAfter(write, other);

    // A method that writes, starts the work, and awaits it, is not beside it; what it writes before the start is not either.
    private static bool StartsAfter(WriteFact inside, WriteFact outside)
    {
        for (var body = inside.Body.Parent; body is not null; body = body.Parent)
        {
            if (body == outside.Body)
                return true;
        }

        return false;
    }

    private static bool IsPlainUpdate(WriteFact write) =>
        write is { Held.IsEmpty: true, IsClaimed: false, IsFenced: false }
        && (write.Kind == WriteKind.Update || (write.Kind == WriteKind.Assign && !write.FreshReads.IsEmpty))
        && write.Location.Root is not (ILocalSymbol or IParameterSymbol)
        && StaleCause.Of(write) is null;

    // sum += x in a lambda that runs many times at once: the variable is one for all of them.
    private static IEnumerable<(SyntaxNode Syntax, ILocalSymbol Local)> CapturedUpdates(Body body)
    {
        foreach (var operation in body.Operations)
        {
            var target = operation switch
            {
                ICompoundAssignmentOperation assignment => assignment.Target,
                IIncrementOrDecrementOperation increment => increment.Target,
                _ => null,
            };
            // What awaits in between is another rule's.
            if (target is ILocalReferenceOperation { Local: { IsRef: false } local } && IsDeclaredOutside(local, body) && !operation.Descendants().Any(static inner => inner is IAwaitOperation))
                yield return (operation.Syntax, local);
        }
    }

    private static bool IsDeclaredOutside(ILocalSymbol local, Body body) =>
        local.DeclaringSyntaxReferences is [var reference] && !(reference.SyntaxTree == body.Syntax.SyntaxTree && body.Syntax.Span.Contains(reference.Span));
}
