using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>One type's bodies, their facts joined: who calls whom, who else writes each location, and what says that calls overlap.</summary>
internal sealed class TypeModel
{
    private readonly CallGraph _calls;
    private readonly Concurrency _concurrency;
    private readonly ImmutableArray<BodyFacts> _facts;

    private TypeModel(INamedTypeSymbol type, ImmutableArray<BodyFacts> facts, CallGraph calls, Func<IMethodSymbol, Body?> bodyOf)
    {
        _facts = facts;
        _calls = calls;
        _concurrency = new Concurrency(type, calls);
        Writes = [.. facts.SelectMany(static f => f.Writes)];
        BodyOf = bodyOf;
    }

    /// <summary>All writes of the type to shared locations, in the order of the source.</summary>
    internal List<WriteFact> Writes { get; }

    private Func<IMethodSymbol, Body?> BodyOf { get; }

    internal static TypeModel Build(INamedTypeSymbol type, List<Body> bodies, CompilationFacts compilation, CancellationToken cancellation)
    {
        var flow = new TypeFlow(compilation, bodies, cancellation);
        while (true)
        {
            var facts = flow.Analyze().ToImmutableArray();
            var calls = new CallGraph(facts, flow.BodyOf);
            if (!flow.InheritLocks(calls))
                return new TypeModel(type, facts, calls, flow.BodyOf);
        }
    }

    /// <summary>Who can change the location while the writing member is suspended; null if nobody can.</summary>
    internal Rival? RivalOf(WriteFact write)
    {
        var others = Writes.Where(other =>
            other.Location.Overlaps(write.Location)
            && !SymbolEqualityComparer.Default.Equals(other.Body.Member, write.Body.Member)
            && !other.Body.IsInitializer
            && _concurrency.CanRun(other.Body));
        if (others.FirstOrDefault() is { } rival)
            return new Rival(Names.Of(rival.Body), rival.Syntax);
        return _concurrency.CanOverlapItself(write.Body) || write.Location.IsCapturedVariable ? new Rival(Names.Of(write.Body), Write: null) : null;
    }

    /// <summary>How sure it is that the rival gets in between.</summary>
    internal Confidence ConfidenceOf(WriteFact write, StaleCause cause, Rival rival)
    {
        if (write.Location.IsCapturedVariable)
            return Confidence.Evident;
        if (!_concurrency.CanRun(write.Body))
            return Confidence.None;
        if (rival.IsSameMember && EntryPoints.IsLifecycle(write.Body.Member))
            return Confidence.Possible;
        if (cause.Kind == StaleCauseKind.Value || write.Kind is WriteKind.Take or WriteKind.Add || write.Location.IsStatic || _concurrency.IsVisible(write.Body))
            return Confidence.Evident;
        return rival.IsSameMember ? Confidence.Possible : Confidence.Evident;
    }
}
