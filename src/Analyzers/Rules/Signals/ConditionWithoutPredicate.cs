using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Signals;

/// <summary>303: a condition is waited for, and the state it is about is not looked at again.</summary>
internal sealed class ConditionWithoutPredicate() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.ConditionWithoutPredicate,
        title: "A condition is waited for without a predicate",
        messageFormat: "'{0}' is waited for, and nothing looks afterwards whether what was waited for holds; before this task has the lock again, another may have had it",
        category: Category.Signals,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A notification says that the state may have changed, not that it is the right one: between the notification and the end of the wait others may hold the lock. Look again in a loop, or wait for a predicate.",
        helpLinkUri: HelpLinkBase + RuleId.ConditionWithoutPredicate + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) =>
        from wait in type.Signals.Unchecked()
        select new Misuse(wait.Syntax, wait.Body.IsGenerated, wait.Signal.Name, Names.Of(wait.Body), ImmutableArray<string>.Empty);
}
