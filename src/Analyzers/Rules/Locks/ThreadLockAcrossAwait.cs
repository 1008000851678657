using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Locks;

/// <summary>206: what belongs to a thread, a lock or its own state, spans a suspension; or a lock ends before the task that was started under it.</summary>
internal sealed class ThreadLockAcrossAwait() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.ThreadLockAcrossAwait,
        title: "What belongs to a thread spans an await",
        messageFormat: "'{0}' {1}",
        category: Category.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "After an await the method may go on on another thread. A lock that a thread owns cannot be released there, and state that a thread keeps for itself is another thread's there. A lock that ends while a task started under it still runs does not protect that task.",
        helpLinkUri: HelpLinkBase + RuleId.ThreadLockAcrossAwait + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type)
    {
        foreach (var body in type.Locks.Bodies)
        {
            foreach (var held in body.HeldAcross)
            {
                yield return new Misuse(
                    held.By.Syntax, body.Body.IsGenerated, held.Lock.Name, Names.Of(body.Body),
                    ImmutableArray.Create($"belongs to the thread that acquires it, and is held across the await on line {Misuse.LineOf(held.Suspension)}: after it another thread may be running, which cannot release it"))
                {
                    Related = ImmutableArray.Create(("await", held.Suspension)),
                };
            }

            foreach (var state in body.ThreadStates)
            {
                yield return new Misuse(
                    state.Syntax, body.Body.IsGenerated, state.Name, Names.Of(body.Body),
                    ImmutableArray.Create($"was set on line {Misuse.LineOf(state.Set)}, before the await on line {Misuse.LineOf(state.Since)}: {(state.IsWrite ? "what is written here may be another thread's" : "what is read here may be another thread's")}"))
                {
                    Related = ImmutableArray.Create(("acquire", state.Set), ("await", state.Since)),
                };
            }

            foreach (var escaped in body.EscapedTasks)
            {
                yield return new Misuse(
                    escaped.Syntax, body.Body.IsGenerated, escaped.Lock.Name, Names.Of(body.Body),
                    ImmutableArray.Create("is released as soon as this task has been started: the task is returned, not awaited, and from its first await on it runs without the lock"))
                {
                    Related = ImmutableArray.Create(("acquire", escaped.By.Syntax)),
                };
            }
        }
    }
}
