using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Races;

/// <summary>003: a shared collection is enumerated, or its elements are used as a group, across a suspension, and another member changes it.</summary>
internal sealed class CollectionAcrossAwait() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.CollectionAcrossAwait,
        title: "A shared collection is in use across an await while another member changes it",
        messageFormat: "'{0}' is in use from line {1} on across the await on line {2}; {3} can change it in between, {4}{5}",
        category: Category.Races,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "While this method was suspended, other tasks ran. An enumeration throws when its collection has been changed, and elements that were taken out and closed in between fail.",
        helpLinkUri: HelpLinkBase + RuleId.CollectionAcrossAwait + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type)
    {
        foreach (var enumeration in type.Enumerations)
        {
            if (type.InvalidatorOf(enumeration) is { } invalidator)
            {
                yield return new RaceFinding(
                    enumeration.Body, enumeration.Read.Syntax, enumeration.Location, enumeration.Read, enumeration.Since, invalidator.Rival, invalidator.Confidence)
                {
                    Reason = invalidator.Reason,
                    Shape = (invalidator.Throws, invalidator.EndsElements) switch
                    {
                        (true, true) => RaceShape.EnumerationAndElements,
                        (true, false) => RaceShape.Enumeration,
                        _ => RaceShape.Elements,
                    },
                    Clauses = ImmutableArray.Create(invalidator.Throws ? "and the enumeration then throws" : "and close an element that is still in use"),
                };
            }
        }
    }
}
