using System.Globalization;
using AsyncRace.Analyzers.Configuration;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules;

/// <summary>What a rule has found, ready to be told.</summary>
/// <param name="Syntax">Where it is reported.</param>
/// <param name="IsGenerated">Whether a tool wrote that code: then it is not reported.</param>
internal abstract record Finding(SyntaxNode Syntax, bool IsGenerated)
{
    /// <summary>The finding as it is told where these options hold; null where it is not told at all.</summary>
    internal virtual Finding? Under(AnalysisOptions options) => this;

    internal abstract Diagnostic ToDiagnostic(DiagnosticDescriptor descriptor);

    /// <summary>The line as people count.</summary>
    private protected static string Line(Location location) => (location.GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
}
