using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Signals;

/// <summary>302: a condition is waited for, or notified, without its lock.</summary>
internal sealed class ConditionWithoutLock() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.ConditionWithoutLock,
        title: "A condition is used without its lock",
        messageFormat: "'{0}' is {1}",
        category: Category.Signals,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The lock is what keeps the state from changing between the look at it and the wait, and the notification from coming in just there.",
        helpLinkUri: HelpLinkBase + RuleId.ConditionWithoutLock + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) =>
        from found in type.Signals.Unlocked().Select(static use => (Use: use, How: "without its lock")).Concat(type.Signals.UnderAnotherLock().Select(static found => (found.Use, How: $"under '{found.Held.Name}', which is not its lock")))
        let use = found.Use
        select new Misuse(
            use.Syntax, use.Body.IsGenerated, use.Signal.Name, Names.Of(use.Body),
            ImmutableArray.Create(use.Kind == SignalOperationKind.Notify
                ? $"notified {found.How}; the notification may come between another task's look at the state and its wait, and is lost"
                : $"waited for {found.How}; the notification may come before the wait has begun, and is lost"));
}
