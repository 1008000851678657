using System.Collections.Immutable;
using AsyncRace.Analyzers.Model;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Statics;

/// <summary>101: a static keeps the loop, context, dispatcher or thread that was current when its type was initialized.</summary>
internal sealed class LoopBoundStatic() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.LoopBoundStatic,
        title: "A static keeps the loop that is current when its type is initialized",
        messageFormat: "Static '{0}' keeps the {1} that is current when its type is initialized ('{2}' on line {3}); that may be before the loop exists, or on another thread",
        category: Category.Statics,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A type is initialized when it is first used: at a time and on a thread that nobody chose, and once for all loops. What is current then is often nothing, or belongs to someone else.",
        helpLinkUri: HelpLinkBase + RuleId.LoopBoundStatic + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type)
    {
        foreach (var initializer in type.Statics)
        {
            if (initializer.Capture is { } capture)
            {
                yield return new Misuse(
                    initializer.Syntax, initializer.IsGenerated, initializer.Member.Name, initializer.Member.Name,
                    ImmutableArray.Create(NameOf(capture.Binding), capture.Syntax.ToString(), Misuse.LineOf(capture.Syntax)))
                {
                    Related = ImmutableArray.Create(("capture", capture.Syntax)),
                    Properties = ImmutableDictionary<string, string?>.Empty.Add(FindingProperties.Binding, capture.Binding.ToString()),
                };
            }
        }
    }

    private static string NameOf(LoopBinding binding) => binding switch
    {
        LoopBinding.EventLoop => "event loop",
        LoopBinding.SynchronizationContext => "synchronization context",
        LoopBinding.Dispatcher => "dispatcher",
        LoopBinding.Thread => "thread",
        _ => "loop",
    };
}
