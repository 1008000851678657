using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Model;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Locks;

/// <summary>203: the task of an acquisition is never awaited, so that the code after it runs without the lock.</summary>
internal sealed class AcquireNotAwaited() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.AcquireNotAwaited,
        title: "The acquisition of a lock is not awaited",
        messageFormat: "'{0}' is not acquired here: {1}",
        category: Category.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "An asynchronous acquisition has happened when its task has been awaited, not when it has been called. Without the await the code runs unprotected, and the lock is taken later by nobody, who never releases it.",
        helpLinkUri: HelpLinkBase + RuleId.AcquireNotAwaited + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) =>
        from pending in type.Locks.Pending
        // One that does not wait has succeeded or failed when it returns: to drain a semaphore, that is all there is to it.
        where pending.Traits.Patience != LockPatience.None || pending.Form is not (PendingForm.Statement or PendingForm.Discard)
        select new Misuse(pending.Syntax, pending.Body.IsGenerated, pending.Lock.Name, Names.Of(pending.Body), ImmutableArray.Create(Consequence(pending.Form)));

    private static string Consequence(PendingForm form) => form switch
    {
        PendingForm.Using => "the 'using' disposes of the task, not of the lock, and what it encloses runs without the lock",
        PendingForm.Stored => "its task is stored and never awaited, so the code after it runs without the lock",
        PendingForm.Looked => "its task is never awaited, and a completed task may be a cancelled one",
        _ => "its task is not awaited, so the code after it runs without the lock",
    };
}
