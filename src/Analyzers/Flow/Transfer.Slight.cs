using AsyncRace.Analyzers.Configuration;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Flow;

/// <summary>What is most often harmless: recorded only where the options ask for little confidence.</summary>
internal sealed partial class Transfer
{
    private readonly bool _asksForSlight = type.Facts.Options.Of(body.Syntax.SyntaxTree).Confidence == RequiredConfidence.Low;

    private SlightFacts? DescribeSlight(SharedLocation location, SyntaxNode syntax, AbstractValue value, WriteKind kind, CollectionChange change) => !_asksForSlight ? null : new SlightFacts
    {
        Restored = kind == WriteKind.Assign ? StaleReads(value.Former, location) : SlightFacts.None.Restored,
        SetsElement = kind switch
        {
            WriteKind.Assign => change == CollectionChange.SetsElement,
            // Whoever looks at what Add returns looks again at what is there.
            WriteKind.Overwrite => change == CollectionChange.Adds && syntax is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax, Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Add" } },
            _ => false,
        },
    };

    // var old = _x; _x = mine: from here on, old is what was there.
    private AbstractValue Forgotten(AbstractValue known, BitSet replaced) =>
        _asksForSlight && known.Whole.Overlaps(replaced) ? known.Without(replaced) with { Former = known.Former.Union(known.Whole.Intersect(replaced)) } : known.Without(replaced);
}
