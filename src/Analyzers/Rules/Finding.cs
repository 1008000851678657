using System.Collections.Immutable;
using System.Globalization;
using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Rules;

/// <summary>One race, ready to be told: the write, the read and the suspension before it, and who comes in between.</summary>
internal sealed record Finding(WriteFact Write, StaleCause Cause, Rival Rival, Confidence Confidence)
{
    /// <summary>The location as the message names it: with its key only where the code spells one.</summary>
    private string LocationText =>
        (Write.Syntax is InvocationExpressionSyntax ? Write.Location with { Element = null } : Write.Location).ToString();

    internal Diagnostic ToDiagnostic(DiagnosticDescriptor descriptor)
    {
        var (write, read, suspension) = (Write.Syntax.GetLocation(), Cause.Read.Syntax.GetLocation(), Cause.Since.Syntax.GetLocation());
        var related = ImmutableArray.CreateBuilder<Location>();
        related.Add(read);
        related.Add(suspension);
        string roles = "read,suspension";
        var properties = ImmutableDictionary.CreateBuilder<string, string?>();
        properties.Add(FindingProperties.Location, LocationText);
        properties.Add(FindingProperties.Member, Names.Of(Write.Body));
        properties.Add(FindingProperties.ReadLine, Line(read));
        properties.Add(FindingProperties.SuspensionLine, Line(suspension));
        properties.Add(FindingProperties.WriteLine, Line(write));
        properties.Add(FindingProperties.Rival, Rival.Member);
        if (Rival.Write is { } rivalWrite)
        {
            related.Add(rivalWrite.GetLocation());
            roles += ",rival";
            properties.Add(FindingProperties.RivalLine, Line(rivalWrite.GetLocation()));
        }

        properties.Add(FindingProperties.Roles, roles);
        // Less evidence lowers what is reported; it never raises what the catalogue says.
        var severity = Confidence == Confidence.Evident || descriptor.DefaultSeverity < DiagnosticSeverity.Info ? descriptor.DefaultSeverity : DiagnosticSeverity.Info;
        return Diagnostic.Create(
            descriptor, write, severity, related.ToImmutable(), properties.ToImmutable(), LocationText, Line(read), Line(suspension), RivalText());
    }

    private string RivalText() => Rival.IsSameMember ? $"another call of '{Rival.Member}'" : $"'{Rival.Member}'";

    private static string Line(Location location) => (location.GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
}
