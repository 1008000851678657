using System.Collections.Immutable;
using AsyncRace.Analyzers.Configuration;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Rules;

/// <summary>One race, ready to be told: where it shows, the read and the suspension before it, and who comes in between.</summary>
/// <param name="Syntax">Where it is reported.</param>
internal sealed record RaceFinding(
    Body Body, SyntaxNode Syntax, SharedLocation Location, ReadToken Read, Suspension Since, Rival Rival, Confidence Confidence)
    : Finding(Syntax, Body.IsGenerated)
{
    /// <summary>Which of the rule's shapes it has, where the rule has several.</summary>
    internal string? Shape { get; init; }

    /// <summary>Why calls are believed to overlap, where the finding does not say that by itself.</summary>
    internal SharingSign? Reason { get; init; }

    /// <summary>Whether it is about an object that the member was handed: then the same call with another object is no rival.</summary>
    internal bool IsOfParameter { get; init; }

    /// <summary>What the rule's message leaves open, from its fifth argument on; the last of all is the reason.</summary>
    internal ImmutableArray<string> Clauses { get; init; } = ImmutableArray<string>.Empty;

    internal override Finding? Under(AnalysisOptions options) => (Confidence, options.Confidence) switch
    {
        (Confidence.None, _) or (Confidence.Possible, RequiredConfidence.High) => null,
        (Confidence.Slight, not RequiredConfidence.Low) => null,
        (Confidence.Possible, RequiredConfidence.Low) => this with { Confidence = Confidence.Evident },
        _ => this,
    };

    internal override Diagnostic ToDiagnostic(DiagnosticDescriptor descriptor)
    {
        var (position, read, suspension) = (Syntax.GetLocation(), Read.Syntax.GetLocation(), Since.Syntax.GetLocation());
        var related = ImmutableArray.CreateBuilder<Location>();
        related.Add(read);
        related.Add(suspension);
        string roles = "read,suspension";
        var properties = ImmutableDictionary.CreateBuilder<string, string?>();
        properties.Add(FindingProperties.Location, LocationText());
        properties.Add(FindingProperties.Member, Names.Of(Body));
        properties.Add(FindingProperties.ReadLine, Line(read));
        properties.Add(FindingProperties.SuspensionLine, Line(suspension));
        properties.Add(FindingProperties.WriteLine, Line(position));
        properties.Add(FindingProperties.Rival, Rival.Member);
        if (Rival.Write?.GetLocation() is { } rivalWrite)
        {
            related.Add(rivalWrite);
            roles += ",rival";
            properties.Add(FindingProperties.RivalLine, Line(rivalWrite));
        }

        properties.Add(FindingProperties.Roles, roles);
        if (Shape is not null)
            properties.Add(FindingProperties.Shape, Shape);

        // Less evidence lowers what is reported; it never raises what the catalogue says.
        var severity = Confidence == Confidence.Evident || descriptor.DefaultSeverity < DiagnosticSeverity.Info ? descriptor.DefaultSeverity : DiagnosticSeverity.Info;
        return Diagnostic.Create(
            descriptor, position, severity, related.ToImmutable(), properties.ToImmutable(),
            [LocationText(), Line(read), Line(suspension), RivalText, .. Clauses, ReasonText]);
    }

    // With its key only where the code spells one.
    private string LocationText() => (Syntax is InvocationExpressionSyntax ? Location with { Element = null } : Location).ToString();

    /// <summary>Who comes in between, as the message names it.</summary>
    internal string RivalText =>
        Rival.IsSameMember ? $"another call of '{Rival.Member}'{(IsOfParameter ? " with the same object" : "")}"
        : Rival.Body.IsNested && SymbolEqualityComparer.Default.Equals(Rival.Body.Member, Body.Member) ? $"a lambda in '{Rival.Member}'"
        : $"'{Rival.Member}'";

    // What makes it a warning. Where the bar was lowered instead, there is none.
    private string ReasonText => Reason is { } reason && Confidence == Confidence.Evident
        // What a lock is called by is code, and may have braces of its own.
        ? $" ({reason.Text.Replace("{0}", reason.Place is { } place ? Place(place) : "")})"
        : "";

    private string Place(SyntaxNode place) =>
        (place.SyntaxTree == Syntax.SyntaxTree ? "on line " : $"in {Path.GetFileName(place.SyntaxTree.FilePath)}, line ") + Line(place.GetLocation());

    /// <summary>The line of the suspension as people count.</summary>
    internal string SuspensionLine => Line(Since.Syntax.GetLocation());
}
