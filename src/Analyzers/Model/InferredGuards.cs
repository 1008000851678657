using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model;

/// <summary>A write without the lock that guards its location elsewhere.</summary>
/// <param name="Guard">The lock.</param>
/// <param name="Guarded">A write that holds it, from a read on.</param>
/// <param name="IsAcrossAwait">Whether that section is suspended in between.</param>
internal sealed record UnguardedWrite(WriteFact Write, LockId Guard, WriteFact Guarded, bool IsAcrossAwait);

/// <summary>
/// Infers from the sections of a type which lock guards which location. A lock is held for many reasons: it guards a location only if some
/// section relies on what it has read there, and if that is how the location is used nearly everywhere.
/// </summary>
internal sealed class InferredGuards(ImmutableArray<BodyFacts> facts, CallGraph calls, Concurrency concurrency)
{
    private static readonly string[] s_runningUnderLock = ["Lock", "Guard", "Synchron", "Exclusive", "Serial", "Critical", "Mutex", "Semaphore", "Throttle", "Gate", "Queue"];

    internal IEnumerable<UnguardedWrite> Find()
    {
        if (!facts.Any(static f => !f.Acquisitions.IsEmpty))
            yield break;

        // A claimed flag may come in from callers as if it were a lock: it guards the operation, not the location.
        var locks = new HashSet<LockId>(facts.SelectMany(static f => f.Acquisitions).Select(static acquired => acquired.Lock));
        var kept = facts.ToDictionary(static f => f.Body, static f => f.KeptAcrossSuspension);
        var reads = facts.SelectMany(static f => f.Reads).ToLookup(static read => read.Location with { Element = null });
        foreach (var byLocation in facts.SelectMany(static f => f.Writes).Where(Counts).GroupBy(static write => write.Location with { Element = null }))
        {
            var candidates = byLocation.Where(IsSuspicious).ToList();
            if (candidates.Count == 0)
                continue;
            var readHere = reads[byLocation.Key].Where(Counts).ToList();
            foreach (var guard in byLocation.SelectMany(static write => write.Held).Distinct().Where(id => locks.Contains(id) && CanGuard(id, byLocation.Key)).OrderBy(static id => id.Name, StringComparer.Ordinal))
            {
                var relying = byLocation.Where(write => write.Held.Contains(guard) && Relies(write, guard, readHere)).ToList();
                if (relying.Count == 0)
                    continue;
                var across = relying.Find(write => write.AfterSuspension && kept[write.Body].Contains((guard, byLocation.Key)));
                if (!IsRule(guard, byLocation, readHere, isAcrossAwait: across is not null))
                    continue;
                foreach (var write in candidates.Where(write => !IsCalledUnder(write.Body, guard)))
                    yield return new UnguardedWrite(write, guard, across ?? relying[0], across is not null);
                break;
            }
        }
    }

    private bool Counts(WriteFact write) => IsState(write.Location) && !write.Body.IsInitializer && concurrency.CanRun(write.Body, write.Location);

    private bool Counts(ReadFact read) => !read.Body.IsInitializer && concurrency.CanRun(read.Body, read.Location);

    // A volatile field is read and written as a whole, and its author knows that others are at it.
    private static bool IsState(SharedLocation location) => location.Root is not (ILocalSymbol or IParameterSymbol) && location.Target is not IFieldSymbol { IsVolatile: true };

    private static bool CanGuard(LockId id, SharedLocation location) =>
        id.Location is { IsCapturedVariable: false, IsContents: false } @lock && (@lock.IsStatic || !location.IsStatic) && (@lock.IsStatic || SymbolEqualityComparer.Default.Equals(@lock.Root, location.Root));

    /// <summary>A section that takes for granted that nobody else changes the location: it has read what it writes, or changes a collection.</summary>
    private static bool Relies(WriteFact write, LockId guard, List<ReadFact> reads) =>
        write.Location.IsContents || write.Kind is WriteKind.Update
        || reads.Exists(read => read.Body == write.Body && read.Held.Contains(guard) && read.Syntax.SpanStart <= write.Syntax.Span.End);

    /// <summary>Where a section is suspended, one is enough, but not against most of the writes; else it has to be the way the location is used.</summary>
    private static bool IsRule(LockId guard, IEnumerable<WriteFact> writes, List<ReadFact> reads, bool isAcrossAwait)
    {
        var (guarded, others) = (writes.Where(write => write.Held.Contains(guard)).Select(static write => write.Syntax).ToList(), writes.Where(write => !write.Held.Contains(guard)).Select(static write => write.Syntax).ToList());
        if (isAcrossAwait)
            return guarded.Count >= others.Count;

        // n++ reads and writes, but is one use.
        var alone = reads.Where(read => !guarded.Concat(others).Any(write => write.SyntaxTree == read.Syntax.SyntaxTree && write.Span.Contains(read.Syntax.Span))).ToList();
        int underGuard = guarded.Count + alone.Count(read => read.Held.Contains(guard));
        return underGuard >= 2 && underGuard >= 2 * (others.Count + alone.Count(read => !read.Held.Contains(guard)));
    }

    private bool IsSuspicious(WriteFact write) =>
        write is { Held.IsEmpty: true, IsClaimed: false, IsFenced: false, Kind: not WriteKind.Atomic }
        // A flag that is set or reset is seen by others sooner or later, whatever the lock.
        && !(write.WritesConstant && write.Location is { IsContents: false, Type.SpecialType: SpecialType.System_Boolean })
        && !EntryPoints.IsLifecycle(write.Body.Member)
        && !EntryPoints.RunsOnce(write.Body.Member)
        && !IsSaidToBeUnderLock(write.Body)
        && !IsOnlyCalledAtStart(write.Body)
        // What is stale has its own report.
        && StaleCause.Of(write) is null;

    private static bool IsSaidToBeUnderLock(Body body)
    {
        if (body.Member.Name.IndexOf("Lock", StringComparison.Ordinal) >= 0 || body.Member.Name.IndexOf("Unsafe", StringComparison.Ordinal) >= 0)
            return true;
        // A base class calls it, and may hold what it likes.
        if (body.Member is { DeclaredAccessibility: Accessibility.Protected or Accessibility.ProtectedOrInternal } and ({ IsOverride: true } or { IsVirtual: true }))
            return true;
        // Whoever runs the lambda may hold the lock: the name says so.
        return body.IsNested
            && body.Syntax.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }
            && Array.Exists(s_runningUnderLock, word => call.Expression.ToString().IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    // Who only calls it, and holds no lock, is not looked at: whether that is a constructor has to be read off the syntax.
    private bool IsOnlyCalledAtStart(Body body)
    {
        var outermost = body;
        while (outermost.Parent is { } parent)
            outermost = parent;
        if (CallGraph.IsExternallyCallable(outermost) || calls.CallsTo(outermost).Count > 0)
            return false;

        var callers = outermost.Symbol.ContainingType.DeclaringSyntaxReferences
            .SelectMany(static part => part.GetSyntax().DescendantNodes().OfType<IdentifierNameSyntax>())
            .Where(name => name.Identifier.ValueText == outermost.Symbol.Name)
            .Select(static name => name.FirstAncestorOrSelf<MemberDeclarationSyntax>())
            .ToList();
        return callers.Count > 0 && callers.TrueForAll(static caller => caller is not MethodDeclarationSyntax method || EntryPoints.IsLifecycle(method.Identifier.ValueText));
    }

    // Others may call it too, but all those in sight hold the lock: so do the others, most likely.
    private bool IsCalledUnder(Body body, LockId guard) =>
        calls.CallsTo(body) is { Count: > 0 } all && all.All(call => call.Held.Contains(guard) || call.OnNewObject || call.Caller.IsInitializer);
}
