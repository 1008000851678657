using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using AsyncRace.Analyzers.Model.Locks;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Locks;

/// <summary>205: a lock that its holder cannot acquire again is acquired by its holder, who then waits for itself.</summary>
internal sealed class LockReentered() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.LockReentered,
        title: "A lock is acquired that is held already",
        messageFormat: "'{0}' is acquired {1} while it is held{2}: it cannot be entered twice, so this waits for itself and never goes on",
        category: Category.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Semaphores and asynchronous locks do not know their holder. Whoever acquires one that it holds already waits for a release that only it could make.",
        helpLinkUri: HelpLinkBase + RuleId.LockReentered + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type)
    {
        foreach (var reentry in Reentry.In(type.Locks))
        {
            var related = ImmutableArray.CreateBuilder<(string, SyntaxNode)>();
            if (reentry.Outer is { } outer)
                related.Add(("acquire", outer));
            if (reentry.Inner.Syntax != reentry.Syntax)
                related.Add(("inner", reentry.Inner.Syntax));
            yield return new Misuse(
                reentry.Syntax,
                reentry.Body.IsGenerated,
                reentry.Lock.Name,
                Names.Of(reentry.Body),
                ImmutableArray.Create(
                    reentry.Callee is { } callee ? $"by '{Names.Of(callee)}' on line {Misuse.LineOf(reentry.Inner.Syntax)}" : "again",
                    reentry.Outer is null ? " by the caller" : $" since line {Misuse.LineOf(reentry.Outer)}"))
            {
                Related = related.ToImmutable(),
            };
        }
    }
}
