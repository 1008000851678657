using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// A place in memory that several tasks can reach: a root, up to <see cref="MaxMembers"/> fields or auto-properties from there, and
/// possibly the contents of the collection found there, or one element of them.
/// </summary>
/// <param name="Root">
/// What the path starts from: null for <c>this</c>, a captured local or parameter, or the type that holds a static member.
/// </param>
internal sealed record SharedLocation(ISymbol? Root, ImmutableArray<ISymbol> Members, bool IsContents = false, string? Element = null)
{
    /// <summary>Longer chains are not followed: what lies that far away is rarely the type's own state.</summary>
    internal const int MaxMembers = 3;

    /// <summary>What an element's key begins with where it is a member of this object, however the code spells that.</summary>
    internal const string ThisPrefix = "this.";

    internal static SharedLocation This { get; } = new(Root: null, ImmutableArray<ISymbol>.Empty);

    /// <summary>The last member of the path, or its root: what the code names where it reads or writes the location.</summary>
    internal ISymbol? Target => Members.IsEmpty ? Root : Members[Members.Length - 1];

    /// <summary>The type of what the path leads to; for contents, that of the collection.</summary>
    internal ITypeSymbol? Type => Target switch
    {
        IFieldSymbol member => member.Type,
        IPropertySymbol property => property.Type,
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    internal bool IsStatic => Members is [{ IsStatic: true }, ..];

    /// <summary>Whether it is a local or a parameter: each call of its method has one for itself. (A primary constructor's parameter is a field.)</summary>
    internal bool IsCapturedVariable => Members.IsEmpty && Root is ILocalSymbol or IParameterSymbol { ContainingSymbol: not IMethodSymbol { MethodKind: MethodKind.Constructor } };

    /// <summary>Whether there is anything to read or write: <c>this</c> itself and objects beyond the reach are not locations.</summary>
    internal bool IsVariable => !Members.IsEmpty || Root is not null;

    internal static SharedLocation? Member(SharedLocation? receiver, ISymbol member)
    {
        member = member.OriginalDefinition;
        if (member.IsStatic)
            return new SharedLocation(member.ContainingType, ImmutableArray.Create(member));
        return receiver is { IsContents: false } && receiver.Members.Length < MaxMembers
            ? receiver with { Members = receiver.Members.Add(member) }
            : null;
    }

    /// <summary>The location as a caller of the method sees it: what the method calls <c>this</c> is the object it was called on.</summary>
    internal SharedLocation? SeenBy(IMethodSymbol method, SharedLocation? receiver)
    {
        if (Root is not null || method.IsStatic || method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction)
            return this;
        if (receiver is not { IsContents: false } path || path.Members.Length + Members.Length > MaxMembers)
            return null;
        return this with { Root = path.Root, Members = path.Members.AddRange(Members) };
    }

    internal SharedLocation Contents(string? element = null) => this with { IsContents = true, Element = element };

    /// <summary>Whether a write to one can change what a read of the other sees. Elements with different keys are different places.</summary>
    internal bool Overlaps(SharedLocation other) =>
        IsContents == other.IsContents
        && SamePath(other)
        && (Element is null || other.Element is null || Element == other.Element);

    internal bool SamePath(SharedLocation other) =>
        SymbolEqualityComparer.Default.Equals(Root, other.Root)
        && Members.Length == other.Members.Length
        && Members.SequenceEqual(other.Members, SymbolEqualityComparer.Default);

    /// <summary>Whether this is a part of what <paramref name="other"/> refers to: <c>_link.State</c> of <c>_link</c>.</summary>
    internal bool IsWithin(SharedLocation other) =>
        SymbolEqualityComparer.Default.Equals(Root, other.Root)
        && Members.Length >= other.Members.Length
        && Members.Take(other.Members.Length).SequenceEqual(other.Members, SymbolEqualityComparer.Default);

    public bool Equals(SharedLocation? other) =>
        // Most often it is the same one, which was handed on: values are compared wherever two ways meet.
        ReferenceEquals(this, other) || (other is not null && IsContents == other.IsContents && Element == other.Element && SamePath(other));

    public override int GetHashCode()
    {
        int hash = SymbolEqualityComparer.Default.GetHashCode(Root) + (IsContents ? 1 : 0);
        foreach (ISymbol member in Members)
            hash = unchecked((hash * 31) + SymbolEqualityComparer.Default.GetHashCode(member));
        return hash;
    }

    /// <summary>The location as the code spells it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Root is not null && (Members.IsEmpty || !IsStatic))
            text.Append(Root.Name);
        foreach (ISymbol member in Members)
            text.Append(text.Length > 0 ? "." : "").Append(member.Name);
        if (Element is not null)
            text.Append('[').Append(Element.StartsWith(ThisPrefix, StringComparison.Ordinal) ? Element.Substring(ThisPrefix.Length) : Element).Append(']');
        return text.Length > 0 ? text.ToString() : "this";
    }
}
