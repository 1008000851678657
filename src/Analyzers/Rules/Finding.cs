using System.Globalization;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules;

/// <summary>What a rule has found, ready to be told.</summary>
/// <param name="Syntax">Where it is reported.</param>
/// <param name="IsGenerated">Whether a tool wrote that code: then it is not reported.</param>
internal abstract record Finding(SyntaxNode Syntax, bool IsGenerated)
{
    internal abstract Diagnostic ToDiagnostic(DiagnosticDescriptor descriptor);

    /// <summary>The line as people count.</summary>
    private protected static string Line(Location location) => (location.GetLineSpan().StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture);
}
