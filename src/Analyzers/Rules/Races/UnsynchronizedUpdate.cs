using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Races;

/// <summary>006: a location is updated in two steps by code that runs on several threads at once.</summary>
internal sealed class UnsynchronizedUpdate() : Rule(Described)
{
    internal static readonly DiagnosticDescriptor Described = new(
        id: RuleId.UnsynchronizedUpdate,
        title: "Shared state is updated by several threads without synchronization",
        messageFormat: "'{0}' is read and written in two steps, and {1}: an update that comes in between is lost",
        category: Category.Races,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: false,
        description: "An increment is a read, an addition and a write. Two threads that do it at once can both read the same value, and one of the two updates is lost.",
        helpLinkUri: HelpLinkBase + RuleId.UnsynchronizedUpdate + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type)
    {
        foreach (var update in type.Guards.UnsynchronizedUpdates)
        {
            string evidence = update.Rival is null ? $"{update.Use.Starter} runs this code on several threads at once" : $"{update.Use.Starter} runs it at the same time as '{Names.Of(update.Rival)}'";
            yield return new Misuse(update.Syntax, update.Body.IsGenerated, update.Location, Names.Of(update.Body), ImmutableArray.Create(evidence));
        }
    }
}
