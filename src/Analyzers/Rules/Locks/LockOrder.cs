using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using AsyncRace.Analyzers.Model.Locks;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Locks;

/// <summary>207: two locks are taken in both orders, so that two callers can wait for each other.</summary>
internal sealed class LockOrder() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.LockOrder,
        title: "Two locks are taken in both orders",
        messageFormat: "'{0}' is acquired here while '{1}' is held; '{2}' acquires them the other way round (line {3}), and two that meet wait for each other",
        category: Category.Locks,
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Where one caller holds the first lock and waits for the second while another holds the second and waits for the first, neither ever goes on. Taken in one order everywhere, they cannot meet like that.",
        helpLinkUri: HelpLinkBase + RuleId.LockOrder + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) =>
        from conflict in LockOrders.ConflictsOf(type.Locks)
        let second = conflict.Second
        select new Misuse(
            second.Syntax, second.Body.IsGenerated, second.Inner.Name, Names.Of(second.Body),
            ImmutableArray.Create(second.Outer.Name, Names.Of(conflict.First.Body), Misuse.LineOf(conflict.First.Syntax)))
        {
            Related = ImmutableArray.Create(("inner", conflict.First.Syntax)),
        };
}
