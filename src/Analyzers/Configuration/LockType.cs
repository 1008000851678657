using Microsoft.CodeAnalysis.CSharp;

namespace AsyncRace.Analyzers.Configuration;

/// <summary>A team's own lock: <c>Namespace.Type:Acquire/Release</c>.</summary>
/// <param name="Release">Null where acquiring gives an object that releases the lock when it is disposed of.</param>
internal sealed record LockType(SymbolName Type, string Acquire, string? Release)
{
    /// <summary>Null where the text is of another form.</summary>
    internal static LockType? Parse(string text)
    {
        if (text.Split(':') is not { Length: 2 } halves || SymbolName.Parse(halves[0].Trim()) is not { } type)
            return null;
        var methods = Array.ConvertAll(halves[1].Split('/'), static name => name.Trim());
        return methods.Length <= 2 && Array.TrueForAll(methods, SyntaxFacts.IsValidIdentifier)
            ? new LockType(type, methods[0], methods.Length == 2 ? methods[1] : null)
            : null;
    }
}
