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
        messageFormat: "'{0}' is acquired here while '{1}' is held; {2}",
        category: Category.Locks,
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Where one caller holds the first lock and waits for the second while another holds the second and waits for the first, neither ever goes on. Taken in one order everywhere, they cannot meet like that.",
        helpLinkUri: HelpLinkBase + RuleId.LockOrder + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) =>
        from conflict in LockOrders.ConflictsOf(type.Locks)
        let last = conflict.Nestings[0]
        select new Misuse(last.Syntax, last.Body.IsGenerated, last.Inner.Name, Names.Of(last.Body), ImmutableArray.Create(last.Outer.Name, Explain(conflict.Nestings)))
        {
            Related = conflict.Nestings.Skip(1).Select(static nesting => ("inner", nesting.Syntax)).ToImmutableArray(),
        };

    private static string Explain(ImmutableArray<Nesting> circle) =>
        circle is [_, var other]
            ? $"'{Names.Of(other.Body)}' acquires them the other way round (line {Misuse.LineOf(other.Syntax)}), and two that meet wait for each other"
            : $"{string.Join(", ", circle.Skip(1).Select(static nesting => $"'{Names.Of(nesting.Body)}' acquires '{nesting.Inner.Name}' while '{nesting.Outer.Name}' is held (line {Misuse.LineOf(nesting.Syntax)})"))}, and {circle.Length} that meet wait for each other in a circle";
}
