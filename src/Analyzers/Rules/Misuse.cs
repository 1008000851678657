using System.Collections.Immutable;
using AsyncRace.Analyzers.Configuration;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules;

/// <summary>What is wrong by itself, without another task coming in between: a lock, a semaphore, a signal or a static used the wrong way.</summary>
/// <param name="Subject">The lock, signal or static as the code spells it; the message's first argument.</param>
/// <param name="Member">The member that it is in, as a person names it.</param>
/// <param name="Arguments">What else the message says, from its second argument on.</param>
internal sealed record Misuse(SyntaxNode Syntax, bool IsGenerated, string Subject, string Member, ImmutableArray<string> Arguments) : Finding(Syntax, IsGenerated)
{
    /// <summary>The other places that belong to it, and what each is: <c>acquire</c>, <c>inner</c>, <c>await</c>, <c>release</c>, <c>exit</c>.</summary>
    internal ImmutableArray<(string Role, SyntaxNode Syntax)> Related { get; init; } = ImmutableArray<(string, SyntaxNode)>.Empty;

    /// <summary>Set where little speaks for it: it lowers what is reported.</summary>
    internal DiagnosticSeverity? Severity { get; init; }

    /// <summary>What its code fixes have to know besides.</summary>
    internal ImmutableDictionary<string, string?> Properties { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>How sure it is: most of what is wrong by itself needs no other task to come in between.</summary>
    internal Confidence Confidence { get; init; } = Confidence.Evident;

    internal override Finding? Under(AnalysisOptions options) => Confidence == Confidence.Evident || options.Confidence != RequiredConfidence.High ? this : null;

    internal override Diagnostic ToDiagnostic(DiagnosticDescriptor descriptor)
    {
        var properties = Properties.ToBuilder();
        properties[FindingProperties.Location] = Subject;
        properties[FindingProperties.Member] = Member;
        properties[FindingProperties.Roles] = string.Join(",", Related.Select(static place => place.Role));
        return Diagnostic.Create(
            descriptor,
            Syntax.GetLocation(),
            Severity is { } lowered && lowered < descriptor.DefaultSeverity ? lowered : descriptor.DefaultSeverity,
            Related.Select(static place => place.Syntax.GetLocation()),
            properties.ToImmutable(),
            [Subject, .. Arguments]);
    }

    /// <summary>The line of a place, as the message names it.</summary>
    internal static string LineOf(SyntaxNode syntax) => Line(syntax.GetLocation());
}
