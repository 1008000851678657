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

    /// <summary>The body of the member itself, that this one is, or is written in.</summary>
    internal Body Outermost => Parent?.Outermost ?? this;

    /// <summary>Bodies that only run before anyone else knows the object, or the type.</summary>
    internal bool IsInitializer => !IsNested && Symbol.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor;

    /// <summary>All operations of its graph, each before those inside it, in the order of the blocks. Found once: several questions are asked of all of them.</summary>
    internal IReadOnlyList<IOperation> Operations => _operations ??= All(Graph);

    private List<IOperation>? _operations;

    private static List<IOperation> All(ControlFlowGraph graph)
    {
        List<IOperation> all = [];
        foreach (var block in graph.Blocks)
        {
            foreach (var operation in block.Operations)
                Add(operation);
            if (block.BranchValue is { } value)
                Add(value);
        }

        return all;

        void Add(IOperation operation)
        {
            all.Add(operation);
            foreach (var part in operation.ChildOperations)
                Add(part);
        }
    }

    public bool Equals(Body? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
