using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>One type's bodies, their facts joined: who calls whom, who else writes each location, and what says that calls overlap.</summary>
internal sealed class TypeModel
{
    private readonly Concurrency _concurrency;
    private readonly Evidence _evidence;

    private TypeModel(ImmutableArray<BodyFacts> facts, CallGraph calls)
    {
        _concurrency = new Concurrency(calls);
        _evidence = new Evidence(facts, _concurrency);
        Writes = [.. facts.SelectMany(static f => f.Writes)];
    }

    /// <summary>All writes of the type to shared locations, in the order of the source.</summary>
    internal List<WriteFact> Writes { get; }

    internal static TypeModel Build(List<Body> bodies, CompilationFacts compilation, CancellationToken cancellation)
    {
        var flow = new TypeFlow(compilation, bodies, cancellation);
        while (true)
        {
            var facts = flow.Analyze().ToImmutableArray();
            var calls = new CallGraph(facts, flow.BodyOf);
            if (!flow.InheritLocks(calls))
                return new TypeModel(facts, calls);
        }
    }

    /// <summary>
    /// Who can change the location while the writing member is suspended; null if nobody can. Another call of the same member is named
    /// first: that race is in one place, and easiest to see.
    /// </summary>
    internal Rival? RivalOf(WriteFact write, StaleCause cause)
    {
        bool overlapsItself = _concurrency.CanOverlapItself(write.Body) || write.Location.IsCapturedVariable;
        if (overlapsItself && !EntryPoints.IsLifecycle(write.Body.Member))
            return new Rival(write.Body, Write: null);

        var other = Writes.FirstOrDefault(other =>
            other.Location.Overlaps(write.Location)
            && !SymbolEqualityComparer.Default.Equals(other.Body.Member, write.Body.Member)
            && !other.Body.IsInitializer
            // Another that clears the slot makes nobody initialize twice.
            && !(cause.Kind == StaleCauseKind.Initialization && other.WritesNull)
            && _concurrency.CanRun(other.Body));
        return other is not null ? new Rival(other.Body, other.Syntax) : overlapsItself ? new Rival(write.Body, Write: null) : null;
    }

    /// <summary>How sure it is that the rival gets in between.</summary>
    internal Confidence ConfidenceOf(WriteFact write, StaleCause cause, Rival rival) => _evidence.For(write, cause, rival);
}
