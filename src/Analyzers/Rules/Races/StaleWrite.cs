using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Races;

/// <summary>001: a shared location is written from a value that was read before a suspension.</summary>
internal sealed class StaleWrite() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.StaleWrite,
        title: "Shared state is written from a value read before an await",
        messageFormat: "'{0}' is {4} on line {1}, before the await on line {2}; {3} can {5}{6}",
        category: Category.Races,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "While this method was suspended, other tasks ran. A value read before the await may no longer be current when it is written back.",
        helpLinkUri: HelpLinkBase + RuleId.StaleWrite + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) =>
        StaleWrites(type, StaleCauseKind.Value).Select(static stale => stale.Finding with { Shape = stale.Cause.Shape, Clauses = ClausesOf(stale.Cause.Shape) });

    private static ImmutableArray<string> ClausesOf(string shape) => shape switch
    {
        RaceShape.Slot => ImmutableArray.Create("cleared of what was put there", "put something else there in between and that is lost"),
        RaceShape.TakenForOwn => ImmutableArray.Create("taken for what was put there", "put its own there in between, and that is what is used"),
        RaceShape.Batch => ImmutableArray.Create("emptied of what it held", "add to it in between and that is lost"),
        RaceShape.Rollback => ImmutableArray.Create("moved back over a number taken", "take the next number in between, and one number is given out twice"),
        RaceShape.Restored => ImmutableArray.Create("set back to a value read", "change it in between and that change is lost"),
        RaceShape.Receiver => ImmutableArray.Create("changed in the object read", "put another in its place in between, and the old one is changed"),
        RaceShape.Reloaded => ImmutableArray.Create("loaded anew by a member of it read", "put another in its place in between, and that is lost"),
        _ => ImmutableArray.Create("written from a value read", "change it in between and that change is lost"),
    };
}
