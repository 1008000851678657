using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Races;

/// <summary>005: a location that other members change under a lock is written without it.</summary>
internal sealed class InconsistentGuard() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.InconsistentGuard,
        title: "Shared state is written without the lock that guards it elsewhere",
        messageFormat: "'{0}' is written without '{1}', which '{2}' holds around its own read and write on line {3}{4}",
        category: Category.Races,
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A lock keeps out only those who take it. The section that holds it relies on what it has read, and this write can come in between.",
        helpLinkUri: HelpLinkBase + RuleId.InconsistentGuard + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type)
    {
        foreach (var found in type.Guards.UnguardedWrites)
        {
            var (write, guarded) = (found.Write, found.Guarded);
            yield return new Misuse(
                write.Syntax, write.Body.IsGenerated, (write.Location with { Element = null }).ToString(), Names.Of(write.Body),
                ImmutableArray.Create(found.Guard.Name, Names.Of(guarded.Body), Misuse.LineOf(guarded.Syntax), found.IsAcrossAwait ? ", across an await" : ""))
            {
                Confidence = Confidence.Possible,
                Related = ImmutableArray.Create(("guarded", guarded.Syntax)),
                Properties = ImmutableDictionary<string, string?>.Empty.Add(FindingProperties.Guard, found.Guard.Name),
            };
        }
    }
}
