using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow.Pairing;
using AsyncRace.Analyzers.Model;
using AsyncRace.Analyzers.Model.Pairing;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Locks;

/// <summary>202: some way out of a method leaves a lock held.</summary>
internal sealed class AcquireNotReleased() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.AcquireNotReleased,
        title: "A lock is acquired and not released on every path",
        messageFormat: "'{0}' is acquired here {1}",
        category: Category.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A lock that stays held when its method has ended, by an exception too, blocks everybody who waits for it from then on.",
        helpLinkUri: HelpLinkBase + RuleId.AcquireNotReleased + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type)
    {
        foreach (var (exit, situation, release) in type.Pairing.UnreleasedAcquires())
        {
            var related = ImmutableArray.CreateBuilder<(string, SyntaxNode)>();
            if (exit.Exit is { } leaving)
                related.Add((FindingRoles.Exit, leaving));
            if (release is not null)
                related.Add((FindingRoles.Release, release));
            yield return new Misuse(exit.Acquire, exit.Body.IsGenerated, exit.Lock.ToString(), Names.Of(exit.Body), ImmutableArray.Create(Explain(exit, situation)))
            {
                Related = related.ToImmutable(),
                Severity = exit.Likelihood < Likelihood.Likely ? DiagnosticSeverity.Info : null,
                Properties = ImmutableDictionary<string, string?>.Empty.Add(FindingProperties.Situation, situation.ToString()),
            };
        }
    }

    private static string Explain(HeldExit exit, UnreleasedSituation situation) => situation switch
    {
        UnreleasedSituation.BeforeTry => $"and stays held if line {Misuse.LineOf(exit.Exit!)} throws; the 'try' has to follow at once",
        UnreleasedSituation.WithoutFinally => $"and stays held if line {Misuse.LineOf(exit.Exit!)} throws; release it in a 'finally'",
        UnreleasedSituation.OnSomePath when exit.Exit is { } leaving => $"and still held where the method returns on line {Misuse.LineOf(leaving)}",
        UnreleasedSituation.OnSomePath => "and still held on a path to the end of the method",
        _ => "and never released",
    };
}
