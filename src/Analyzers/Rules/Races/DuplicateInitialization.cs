using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Races;

/// <summary>007: a lazy initialization spans a suspension, so that two callers both initialize.</summary>
internal sealed class DuplicateInitialization() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.DuplicateInitialization,
        title: "A lazy initialization spans an await and can run twice",
        messageFormat: "'{0}' was found unset on line {1} and is initialized after the await on line {2}; {3} can initialize it in between, and one of the two values is lost",
        category: Category.Races,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Two callers that both find the value unset before the await both initialize it. One result is overwritten and, if it holds resources, leaks.",
        helpLinkUri: HelpLinkBase + RuleId.DuplicateInitialization + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) => StaleWrites(type, StaleCauseKind.Initialization).Select(static stale => stale.Finding);
}
