using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Races;

/// <summary>002: a shared location is written under a condition on it that was evaluated before a suspension.</summary>
internal sealed class StaleCheck() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.StaleCheck,
        title: "Shared state is written under a condition checked before an await",
        messageFormat: "'{0}' is written {4} on line {1}, before the await on line {2}; {3} can change it in between and the check no longer holds{5}",
        category: Category.Races,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "While this method was suspended, other tasks ran. What was checked before the await may no longer hold when it is acted upon.",
        helpLinkUri: HelpLinkBase + RuleId.StaleCheck + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) => StaleWrites(type, StaleCauseKind.Check).Select(static stale => stale.Finding with
    {
        Shape = stale.Cause.Shape,
        Clauses = ImmutableArray.Create(stale.Cause.IsDecision ? "after what was decided by a check" : "because of a check"),
    });
}
