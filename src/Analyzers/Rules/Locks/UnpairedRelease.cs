using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow.Pairing;
using AsyncRace.Analyzers.Model;
using AsyncRace.Analyzers.Model.Locks;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Locks;

/// <summary>201: a lock is released that this path does not hold.</summary>
internal sealed class UnpairedRelease() : Rule(Described)
{
    private static readonly DiagnosticDescriptor Described = new(
        id: RuleId.UnpairedRelease,
        title: "A lock is released that may not have been acquired",
        messageFormat: "'{0}' is {1}",
        category: Category.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Who releases a lock or semaphore without having acquired it gives away what another holder has: two are inside at once, or the limit grows.",
        helpLinkUri: HelpLinkBase + RuleId.UnpairedRelease + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type)
    {
        foreach (var release in type.Pairing.UnpairedReleases())
        {
            var related = ImmutableArray.CreateBuilder<(string, SyntaxNode)>();
            if (release.Acquire is { } acquire)
                related.Add((FindingRoles.Acquire, acquire));
            if (release.Site is { } site && site != release.Acquire)
                related.Add((release.Reason == UnheldReason.ReleasedBefore ? FindingRoles.Release : FindingRoles.Exit, site));
            yield return new Misuse(release.Syntax, release.Body.IsGenerated, release.Lock.ToString(), Names.Of(release.Body), ImmutableArray.Create(Explain(release)))
            {
                Related = related.ToImmutable(),
                Severity = release.Likelihood == Likelihood.Hardly ? DiagnosticSeverity.Info : null,
                Properties = Properties(release, type),
            };
        }
    }

    private static ImmutableDictionary<string, string?> Properties(UnheldRelease release, TypeModel type)
    {
        var properties = ImmutableDictionary<string, string?>.Empty.Add(FindingProperties.Situation, release.Reason.ToString());
        if (release.IsNeverHeld)
            properties = properties.Add(FindingProperties.NeverHeld, "true");
        // A scope cannot release what was not acquired.
        return release is { Reason: UnheldReason.Thrown, Acquire: { } acquire } && type.Locks.Compilation.Locks.ScopedForm(release.Lock.Location?.Type, LongForm.IsAwaited(acquire)) is { } scope
            ? properties.Add(FindingProperties.Scope, scope)
            : properties;
    }

    private static string Explain(UnheldRelease release) => release.Reason switch
    {
        UnheldReason.Thrown when release.Site == release.Acquire =>
            $"released even when the wait on line {Misuse.LineOf(release.Site!)} fails or is cancelled, for that is inside the 'try'; acquire before the 'try'",
        UnheldReason.Thrown =>
            $"released even when line {Misuse.LineOf(release.Site!)} throws before it is acquired; acquire before the 'try', and let nothing come in between",
        UnheldReason.Missed => $"released even when the wait on line {Misuse.LineOf(release.Site!)} did not get it; its result has to be tested",
        UnheldReason.Completed => $"handed out as acquired because the wait on line {Misuse.LineOf(release.Site!)} is complete; a wait that was cancelled is complete as well",
        UnheldReason.ReleasedBefore => $"released a second time: line {Misuse.LineOf(release.Site!)} has released it already",
        UnheldReason.Skipped when release.Acquire is { } acquire => $"released also on a path that goes around the acquire on line {Misuse.LineOf(acquire)}",
        _ => "released without having been acquired; whoever holds it loses it",
    };
}
