using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model.Statics;

/// <summary>A static field or auto-property that gets its value when its type is initialized, with what may be wrong about that.</summary>
/// <param name="Member">The field or property.</param>
/// <param name="Syntax">The initializer's value, or the assignment in the static constructor.</param>
/// <param name="IsGenerated">Whether a tool wrote it.</param>
internal sealed record StaticInitializer(ISymbol Member, SyntaxNode Syntax, bool IsGenerated)
{
    /// <summary>The loop, context, dispatcher or thread that the value keeps.</summary>
    internal LoopCapture? Capture { get; init; }

    /// <summary>The asynchronous work that it starts.</summary>
    internal StartedWork? Work { get; init; }
}

/// <summary>Where something that is current is taken, and what it is.</summary>
internal sealed record LoopCapture(SyntaxNode Syntax, LoopBinding Binding);

/// <summary>Asynchronous work that an initializer starts.</summary>
/// <param name="Syntax">The call that starts it.</param>
/// <param name="Blocks">Whether the initializer also waits until it is done.</param>
internal sealed record StartedWork(SyntaxNode Syntax, bool Blocks);
