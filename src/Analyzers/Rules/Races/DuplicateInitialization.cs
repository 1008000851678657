using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Races;

/// <summary>007: a lazy initialization spans a suspension, so that two callers both initialize.</summary>
internal sealed class DuplicateInitialization() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.DuplicateInitialization,
        title: "A lazy initialization spans an await and can run twice",
        messageFormat: "'{0}' was found unset on line {1} and is {4}{5}",
        category: Category.Races,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Two callers that both find the value unset before the await both initialize it. One result is overwritten and, if it holds resources, leaks.",
        helpLinkUri: HelpLinkBase + RuleId.DuplicateInitialization + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) => StaleWrites(type, StaleCauseKind.Initialization)
        .Select(static stale => stale.Finding with
        {
            Clauses = ImmutableArray.Create($"initialized after the await on line {stale.Finding.SuspensionLine}; {stale.Finding.RivalText} can initialize it in between, and one of the two values is lost"),
        })
        .Concat(HalfFilled(type));

    // _map = new(); foreach (…) { await …; _map.Add(…); }: the next caller finds it set, and takes what is there for all there is.
    private static IEnumerable<RaceFinding> HalfFilled(TypeModel type)
    {
        foreach (var fact in type.HalfFilled)
        {
            if (type.RivalOf(fact) is var (rival, confidence, reason))
            {
                var finding = new RaceFinding(fact.Body, fact.Syntax, fact.Location, fact.Check, fact.Since, rival, confidence);
                yield return finding with
                {
                    Reason = reason,
                    Shape = RaceShape.HalfFilled,
                    Clauses = ImmutableArray.Create($"set before it is filled, which takes until after the await on line {finding.SuspensionLine}; {finding.RivalText} finds it half filled in between"),
                };
            }
        }
    }
}
