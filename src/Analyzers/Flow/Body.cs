using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>One executable body: a method, an accessor, a constructor, a lambda or a local function.</summary>
/// <param name="Symbol">The method; for a lambda the lambda's own symbol.</param>
/// <param name="Graph">Its control-flow graph; lambdas and local functions have graphs of their own.</param>
/// <param name="Parent">The body that a lambda or local function is written in.</param>
/// <param name="IsGenerated">Whether a tool wrote it: it interferes like any other, but nothing is reported in it.</param>
internal sealed record Body(IMethodSymbol Symbol, ControlFlowGraph Graph, SyntaxNode Syntax, Body? Parent, bool IsGenerated)
{
    /// <summary>The member of the type that this body is, or is written in.</summary>
    internal IMethodSymbol Member { get; } = Parent?.Member ?? Symbol;

    internal bool IsNested => Parent is not null;

    /// <summary>Bodies that only run before anyone else knows the object, or the type.</summary>
    internal bool IsInitializer => !IsNested && Symbol.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor;

    public bool Equals(Body? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
