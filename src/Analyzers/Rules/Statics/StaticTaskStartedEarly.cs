using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Statics;

/// <summary>102: the initialization of a type starts asynchronous work, or waits for it.</summary>
internal sealed class StaticTaskStartedEarly() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.StaticTaskStartedEarly,
        title: "A static starts asynchronous work when its type is initialized",
        messageFormat: "Static '{0}' {1}",
        category: Category.Statics,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A type is initialized when it is first used: at a time and in a context that nobody chose. Work that starts there may run before the loop exists, and if it fails, it has failed for good.",
        helpLinkUri: HelpLinkBase + RuleId.StaticTaskStartedEarly + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type)
    {
        foreach (var initializer in type.Statics)
        {
            if (initializer.Work is { } work)
            {
                yield return new Misuse(
                    initializer.Syntax, initializer.IsGenerated, initializer.Member.Name, initializer.Member.Name,
                    ImmutableArray.Create(work.Blocks
                        ? "blocks the initialization of its type until asynchronous work is done; if that work needs the type, or the blocked thread, neither ever ends"
                        : "starts asynchronous work when its type is initialized, at a time and in a context that nobody chose; if it fails, it has failed for good"))
                {
                    Related = ImmutableArray.Create(("start", work.Syntax)),
                    Properties = ImmutableDictionary<string, string?>.Empty.Add(FindingProperties.Blocks, work.Blocks ? "true" : null),
                };
            }
        }
    }
}
