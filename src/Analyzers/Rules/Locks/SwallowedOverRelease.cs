using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Locks;

/// <summary>209: a handler hides that a semaphore was released once too often.</summary>
internal sealed class SwallowedOverRelease() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.SwallowedOverRelease,
        title: "A release too many is hidden",
        messageFormat: "This 'catch' hides that '{0}' is released once too often on line {1}: the release before it gave away another holder's permit",
        category: Category.Locks,
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A semaphore that is full when it is released has been released before in somebody else's place. To catch the exception keeps the program going, with two inside where one was meant to be.",
        helpLinkUri: HelpLinkBase + RuleId.SwallowedOverRelease + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type)
    {
        foreach (var (body, key, release, handler) in type.Pairing.SwallowedReleases())
        {
            yield return new Misuse((SyntaxNode?)handler.Declaration ?? handler, body.IsGenerated, key.ToString(), Names.Of(body), ImmutableArray.Create(Misuse.LineOf(release)))
            {
                Related = ImmutableArray.Create((FindingRoles.Release, release)),
            };
        }
    }
}
