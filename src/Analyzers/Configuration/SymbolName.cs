using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncRace.Analyzers.Configuration;

/// <summary>
/// A type or member as an option names it: with as much of its namespace and outer types in front, dots between, as the team cares to
/// write. Type parameters are left out.
/// </summary>
internal sealed class SymbolName
{
    private readonly ImmutableArray<string> _parts;

    private SymbolName(ImmutableArray<string> parts) => _parts = parts;

    /// <summary>Its last part: what code that uses the symbol says.</summary>
    internal string Last => _parts[_parts.Length - 1];

    /// <summary>Null where it is no name.</summary>
    internal static SymbolName? Parse(string text)
    {
        var parts = text.Split('.');
        return Array.TrueForAll(parts, SyntaxFacts.IsValidIdentifier) ? new SymbolName(parts.ToImmutableArray()) : null;
    }

    /// <summary>Whether it names this symbol. A constructor goes by its type's name, an accessor by its property's, an attribute also by its short one.</summary>
    internal bool Matches(ISymbol symbol)
    {
        ISymbol? part = symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } => symbol.ContainingType,
            IMethodSymbol { AssociatedSymbol: { } property } => property,
            _ => symbol,
        };
        if (part.Name != Last && part.Name != Last + "Attribute")
            return false;
        for (int i = _parts.Length - 2; i >= 0; i--)
        {
            part = part.ContainingType ?? (ISymbol?)part.ContainingNamespace;
            if (part?.Name != _parts[i])
                return false;
        }

        return true;
    }

    /// <inheritdoc />
    public override string ToString() => string.Join(".", _parts);
}
