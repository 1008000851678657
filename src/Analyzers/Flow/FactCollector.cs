using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>Gathers what the last pass over a body sees. A finally is seen once for each way through it: its facts are joined.</summary>
internal sealed class FactCollector(Body body, MarkTable marks)
{
    private readonly Dictionary<(SyntaxNode, SharedLocation), WriteFact> _writes = [];
    private readonly Dictionary<(SyntaxNode, SharedLocation), ReadFact> _reads = [];
    private readonly Dictionary<(SyntaxNode, ISymbol), CallFact> _calls = new(SyntaxAndSymbol.Comparer);
    private readonly HashSet<SharedLocation> _returned = [];
    private readonly HashSet<SharedLocation> _calledWrites = [];
    private readonly HashSet<LockId> _released = [];
    private bool _suspends;

    internal void Write(WriteFact write)
    {
        var key = (write.Syntax, write.Location);
        _writes[key] = _writes.TryGetValue(key, out var other) ? Join(other, write) : write;
    }

    internal void Read(SyntaxNode syntax, SharedLocation location)
    {
        if (!_reads.ContainsKey((syntax, location)))
            _reads.Add((syntax, location), new ReadFact(body, syntax, location));
    }

    internal void Call(CallFact call)
    {
        var key = (call.Syntax, (ISymbol)call.Target);
        _calls[key] = _calls.TryGetValue(key, out var other)
            ? call with { Held = call.Held.Intersect(other.Held).ToImmutableArray(), OnNewObject = call.OnNewObject && other.OnNewObject }
            : call;
    }

    internal void CalledWrites(SharedLocation location) => _calledWrites.Add(location);

    internal void Released(LockId id) => _released.Add(id);

    internal void Suspends() => _suspends = true;

    internal void Return(AbstractValue value)
    {
        foreach (int mark in value.Marks)
            _returned.Add(marks[mark].Token.Location);
    }

    internal BodyFacts ToFacts() => new(body, _writes.Values.ToImmutableArray(), _reads.Values.ToImmutableArray(), _calls.Values.ToImmutableArray());

    internal MemberSummary ToSummary(FlowState? exit, IReadOnlyCollection<LockId> heldOnEntry)
    {
        var published = new HashSet<SharedLocation>();
        foreach (int mark in exit?.Published ?? BitSet.Empty)
            published.Add(marks[mark].Token.Location);
        return new MemberSummary
        {
            MaySuspend = _suspends,
            Returned = _returned.ToImmutableArray(),
            Written = _writes.Values.Select(static w => w.Location).Concat(_calledWrites).Distinct().ToImmutableArray(),
            Published = published.ToImmutableArray(),
            Acquired = exit is null
                ? ImmutableArray<LockId>.Empty
                : exit.Held.Where(held => !held.IsClaim).Select(static held => held.Lock).Except(heldOnEntry).ToImmutableArray(),
            Released = _released.ToImmutableArray(),
        };
    }

    private static WriteFact Join(WriteFact a, WriteFact b) => a with
    {
        StaleData = a.StaleData.Union(b.StaleData).ToImmutableArray(),
        StaleGuards = a.StaleGuards.Union(b.StaleGuards).ToImmutableArray(),
        StaleUses = a.StaleUses.Union(b.StaleUses).ToImmutableArray(),
        StalePublications = a.StalePublications.Union(b.StalePublications).ToImmutableArray(),
        Held = a.Held.Intersect(b.Held).ToImmutableArray(),
        AfterSuspension = a.AfterSuspension || b.AfterSuspension,
    };

    private sealed class SyntaxAndSymbol : IEqualityComparer<(SyntaxNode Syntax, ISymbol Symbol)>
    {
        internal static SyntaxAndSymbol Comparer { get; } = new();

        public bool Equals((SyntaxNode Syntax, ISymbol Symbol) x, (SyntaxNode Syntax, ISymbol Symbol) y) =>
            x.Syntax == y.Syntax && SymbolEqualityComparer.Default.Equals(x.Symbol, y.Symbol);

        public int GetHashCode((SyntaxNode Syntax, ISymbol Symbol) key) => key.Syntax.GetHashCode();
    }
}
