using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>For whom dependency injection makes an object.</summary>
internal enum Lifetime
{
    /// <summary>For whoever asks.</summary>
    Transient,

    /// <summary>For a scope: a request, a message.</summary>
    Scoped,

    /// <summary>For the whole program: all its tasks use the same one.</summary>
    Singleton,
}

/// <summary>A type's registration for dependency injection.</summary>
/// <param name="Syntax">The name of the method that registers it.</param>
internal sealed record Registration(Lifetime Lifetime, SimpleNameSyntax Syntax)
{
    /// <summary>Whether the program's host runs it.</summary>
    internal bool IsHosted => Syntax.Identifier.Text == "AddHostedService";
}
