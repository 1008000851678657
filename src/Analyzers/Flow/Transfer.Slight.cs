using System.Collections.Immutable;
using AsyncRace.Analyzers.Configuration;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow;

/// <summary>What is most often harmless: recorded only where the options ask for little confidence.</summary>
internal sealed partial class Transfer
{
    private readonly bool _asksForSlight = type.Facts.Options.Of(body.Syntax.SyntaxTree).Confidence == RequiredConfidence.Low;

    /// <summary>The reads that led to the object which is being written into, where it was bound before an await in the value.</summary>
    private ImmutableArray<StaleRead> _boundBefore = ImmutableArray<StaleRead>.Empty;

    private SlightFacts? DescribeSlight(SharedLocation location, SyntaxNode syntax, AbstractValue value, WriteKind kind, CollectionChange change, bool restores)
    {
        if (!_asksForSlight)
            return null;
        var faint = kind == WriteKind.Assign ? StaleReads(restores ? value.Faint.Union(value.Marks) : value.Faint, location, value.Awaited) : ImmutableArray<StaleRead>.Empty;
        return new SlightFacts
        {
            Restored = faint.RemoveAll(static read => read.ViaAwait),
            Reloaded = faint.RemoveAll(static read => !read.ViaAwait),
            Receivers = _boundBefore.RemoveAll(read => read.Read.Location.Equals(location) || !location.IsWithin(read.Read.Location)),
            SetsElement = kind switch
            {
                WriteKind.Assign => change == CollectionChange.SetsElement,
                // Whoever looks at what Add returns looks again at what is there.
                WriteKind.Overwrite => change == CollectionChange.Adds && syntax is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax, Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Add" } },
                _ => false,
            },
        };
    }

    // var old = _x; _x = mine: from here on, old is what was there.
    private AbstractValue Forgotten(AbstractValue known, BitSet replaced) =>
        _asksForSlight && known.Whole.Overlaps(replaced) ? known.Without(replaced) with { Faint = known.Faint.Union(known.Whole.Intersect(replaced)) } : known.Without(replaced);

    // Reload(_x.Id): what comes of it has something to do with _x.
    private BitSet PartsOf(AbstractValue arguments) => _asksForSlight ? arguments.Marks.Except(arguments.Whole) : BitSet.Empty;

    // _order.Total = await F(): _order was looked up before. Where the value branches, the whole target was.
    private ImmutableArray<StaleRead> BoundBefore(IAssignmentOperation assignment, AbstractValue receiver) =>
        BoundBefore(assignment.Target.Syntax, assignment.Value.Syntax, assignment.Target is IFlowCaptureReferenceOperation { Id: var captured } ? _state[captured] : receiver);

    // _items.Add(await F()).
    private ImmutableArray<StaleRead> BoundBefore(IInvocationOperation call, AbstractValue receiver) => call is { Instance: { } instance, Syntax: InvocationExpressionSyntax { ArgumentList: var arguments } }
        ? BoundBefore(instance.Syntax, arguments, receiver)
        : ImmutableArray<StaleRead>.Empty;

    private ImmutableArray<StaleRead> BoundBefore(SyntaxNode target, SyntaxNode value, AbstractValue receiver)
    {
        if (!_asksForSlight || Collector is null)
            return ImmutableArray<StaleRead>.Empty;
        var bound = ImmutableArray.CreateBuilder<StaleRead>();
        foreach (int bit in receiver.Marks)
        {
            // A struct is not looked up, it is a part of what holds it.
            if (Marks[bit] is { Since: { } since, Token: { Location: { IsContents: false, Type.IsReferenceType: true } } token } && target.Span.Contains(token.Syntax.Span) && value.Span.Contains(since.Syntax.Span))
                bound.Add(new StaleRead(token, since));
        }

        return bound.ToImmutable();
    }
}
