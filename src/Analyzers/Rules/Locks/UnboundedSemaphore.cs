using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Locks;

/// <summary>204: a semaphore that is used as a lock or limit has no maximum.</summary>
internal sealed class UnboundedSemaphore() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.UnboundedSemaphore,
        title: "A semaphore has no maximum",
        messageFormat: "'{0}' has no maximum: one Release too many lets one more in for good, and nothing says so; give it the maximum {1}",
        category: Category.Locks,
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Without a maximum a semaphore takes a release too many for a permit more. With one it throws, and the mistake is seen where it is made.",
        helpLinkUri: HelpLinkBase + RuleId.UnboundedSemaphore + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) =>
        from semaphore in type.Pairing.UnboundedSemaphores()
        select new Misuse(
            semaphore.Creation, semaphore.Body.IsGenerated, semaphore.Lock.ToString(), Names.Of(semaphore.Body),
            ImmutableArray.Create(semaphore.Creation.ArgumentList!.Arguments[0].Expression.ToString()));
}
