using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Signals;

/// <summary>301: an event is reset after a wait for it, and what was signalled in between is lost.</summary>
internal sealed class ResetAfterWait() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.ResetAfterWait,
        title: "An event is reset after the wait for it",
        messageFormat: "'{0}' is reset after the wait on line {1}; a signal that comes in between is lost, for nothing looks afterwards whether there was one",
        category: Category.Signals,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Setting an event that is set already does nothing, and resetting it undoes all signals since the wait, however many there were. Whoever resets it has to look at the state afterwards, or falls behind.",
        helpLinkUri: HelpLinkBase + RuleId.ResetAfterWait + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) =>
        from lost in type.Signals.LostSignals()
        select new Misuse(
            lost.Reset.Syntax, lost.Reset.Body.IsGenerated, lost.Reset.Signal.Name, Names.Of(lost.Reset.Body), ImmutableArray.Create(Misuse.LineOf(lost.Wait.Syntax)))
        {
            Related = ImmutableArray.Create(("wait", lost.Wait.Syntax)),
        };
}
