using AsyncRace.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>Finds the body of a method of a type.</summary>
internal sealed class BodyIndex
{
    private readonly Dictionary<IMethodSymbol, Body> _bodyOf = new(SymbolEqualityComparer.Default);

    internal BodyIndex(List<Body> bodies)
    {
        foreach (var body in bodies)
        {
            // A partial method is called by its declaration and written in its implementation.
            _bodyOf[body.Symbol] = body;
            if (body.Symbol.PartialDefinitionPart is { } definition)
                _bodyOf[definition] = body;
        }
    }

    /// <summary>Null for what is not a method of the type, or was not gathered.</summary>
    internal Body? Of(IMethodSymbol method) => _bodyOf.TryGetValue(method, out var body) ? body : null;
}
