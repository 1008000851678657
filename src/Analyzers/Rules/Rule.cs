using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules;

/// <summary>One rule of the catalogue: its descriptor, and the question it asks of a type's model.</summary>
internal abstract class Rule(DiagnosticDescriptor descriptor)
{
    /// <summary>Where the rules' pages are: a page is named after its rule's id.</summary>
    private protected const string HelpLinkBase = "https://github.com/asyncrace/asyncrace/blob/main/docs/rules/";

    /// <summary>What the compiler and the IDE know of the rule.</summary>
    internal DiagnosticDescriptor Descriptor { get; } = descriptor;

    /// <summary>What the rule finds in a type.</summary>
    internal abstract IEnumerable<Finding> Check(TypeModel type);

    /// <summary>The writes that are stale for this reason, where someone can come in between.</summary>
    private protected static IEnumerable<(StaleCause Cause, RaceFinding Finding)> StaleWrites(TypeModel type, StaleCauseKind kind) =>
        from write in type.Suspects
        let cause = type.CauseOf(write)
        where cause?.Kind == kind
        let rival = type.RivalOf(write, cause)
        where rival is not null
        let confidence = type.ConfidenceOf(write, cause, rival)
        where confidence != Confidence.None
        select (cause, new RaceFinding(write.Body, write.Syntax, write.Location, cause.Read, cause.Since, rival, confidence) { IsOfParameter = write.IsOfParameter, Reason = confidence == Confidence.Evident ? type.ReasonFor(write, cause, rival) : null });
}
