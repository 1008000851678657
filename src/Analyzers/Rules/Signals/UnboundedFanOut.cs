using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Signals;

/// <summary>304: a task is started for each element of a sequence, however many there are, and all run at once.</summary>
internal sealed class UnboundedFanOut() : Rule(Described)
{
    internal static readonly DiagnosticDescriptor Described = new(
        id: RuleId.UnboundedFanOut,
        title: "As many tasks run at once as there are elements",
        messageFormat: "As many '{1}' run at once as '{0}' has elements, however many that is; let a semaphore limit them",
        category: Category.Signals,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: false,
        description: "What each task asks for, connections, memory, the patience of a server, all of them ask for at once. A semaphore lets as many run as the other side can take.",
        helpLinkUri: HelpLinkBase + RuleId.UnboundedFanOut + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) =>
        from fanOut in type.FanOuts
        select new Misuse(fanOut.Syntax, fanOut.Body.IsGenerated, fanOut.Sequence, Names.Of(fanOut.Body), ImmutableArray.Create(fanOut.Work));
}
