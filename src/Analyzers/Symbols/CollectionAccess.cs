using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>What a member of a mutable collection does to its contents.</summary>
internal enum CollectionAccess
{
    None,
    Read,

    /// <summary>A change that is right whatever the contents have become meanwhile: it overwrites, or removes by value.</summary>
    Overwrite,

    /// <summary>A change that only one caller may make: a second <c>Add</c> of a key throws, a second <c>Add</c> to a list doubles the element.</summary>
    Add,

    /// <summary>A change that takes for granted that something is there, or where: <c>Dequeue</c>, <c>Pop</c>, <c>RemoveAt</c>.</summary>
    Take,
}

/// <summary>What a change of a collection does to an enumeration that is under way.</summary>
internal enum CollectionChange
{
    None,
    Adds,
    Removes,

    /// <summary>It replaces an element, or, in a dictionary, adds one where there was none.</summary>
    SetsElement,
}

/// <summary>The collections of the base library that are not safe for concurrent use, and what their members do.</summary>
internal static class Collections
{
    internal static bool IsMutable(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol => true,
        INamedTypeSymbol named => IsMutableByName(named) || DerivesFromMutable(named),
        _ => false,
    };

    internal static CollectionAccess Classify(IMethodSymbol method) =>
        method is { Name: "Add", ReturnType.SpecialType: SpecialType.System_Boolean } ? CollectionAccess.Overwrite : Classify(method.Name);

    /// <summary>Whether a collection's method of that name changes it.</summary>
    internal static bool IsChange(string method) => Classify(method) is not CollectionAccess.Read;

    private static CollectionAccess Classify(string method) => method switch
    {
        "Add" or "AddRange" or "Insert" or "InsertRange" or "AddFirst" or "AddLast" or "AddAfter" or "AddBefore" or "Enqueue" or "Push" => CollectionAccess.Add,
        "Dequeue" or "Pop" or "RemoveAt" or "RemoveFirst" or "RemoveLast" or "RemoveRange" => CollectionAccess.Take,
        "TryAdd" or "Remove" or "RemoveAll" or "RemoveWhere" or "TryDequeue" or "TryPop" or "Clear" or "UnionWith" or "ExceptWith" or "IntersectWith"
            or "SymmetricExceptWith" or "Reverse" or "Sort" or "TrimExcess" or "EnqueueDequeue" or "DequeueEnqueue" => CollectionAccess.Overwrite,
        _ => CollectionAccess.Read,
    };

    internal static CollectionChange ChangeOf(IMethodSymbol method) =>
        method.Name is "Add" or "TryAdd" or "UnionWith" or "SymmetricExceptWith" or "EnqueueDequeue" or "Reverse" or "Sort" ? CollectionChange.Adds : CollectionChange.Removes;

    /// <summary>
    /// Whether the enumerator of such a collection throws after such a change (measured on .NET 10): a dictionary's and a hash set's
    /// only after something was added, an array's never.
    /// </summary>
    internal static bool Invalidates(ITypeSymbol? collection, CollectionChange change)
    {
        if (collection is null or IArrayTypeSymbol || change == CollectionChange.None)
            return false;
        for (var type = collection; type is not null; type = type.BaseType)
        {
            switch (type.Name)
            {
                case "Dictionary" or "IDictionary":
                    return change is CollectionChange.Adds or CollectionChange.SetsElement;
                case "HashSet" or "ISet":
                    return change == CollectionChange.Adds;
                case "SortedDictionary" or "SortedList" or "List" or "IList" or "Collection" or "ObservableCollection" or "OrderedDictionary":
                    return true;
            }
        }

        return change != CollectionChange.SetsElement;
    }

    /// <summary>Whether the change puts something behind what is there: the first element stays the first, and every index means what it meant.</summary>
    internal static bool IsAppended(ITypeSymbol? collection, SyntaxNode change) =>
        change is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: var method } }
        && collection?.Name switch
        {
            "Queue" => method == "Enqueue",
            "List" or "IList" or "Collection" or "ObservableCollection" => method is "Add" or "AddRange",
            "LinkedList" => method == "AddLast",
            _ => false,
        };

    /// <summary>Whether an immutable collection is replaced by one that differs in one element, which is there, or is gone, whatever the others are: <c>_map = _map.SetItem(key, value)</c>.</summary>
    internal static bool IsReplacedWithElement(SyntaxNode write) =>
        write is AssignmentExpressionSyntax { Right: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "SetItem" or "SetItems" or "AddOrUpdate" or "Remove" or "RemoveRange" } } };

    /// <summary>
    /// Whether an immutable collection is replaced by one that is made of what is there now: <c>_all = _all.Except(sent)</c>. What is taken out, or added, may have been
    /// found long ago.
    /// </summary>
    internal static bool IsReplacedWithItsOwn(SyntaxNode write, ITypeSymbol? type) =>
        write is AssignmentExpressionSyntax { Left: var left, Right: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var own } } }
        && SyntaxFactory.AreEquivalent(own, left)
        && type?.ContainingNamespace is { Name: "Immutable", ContainingNamespace: { Name: "Collections", ContainingNamespace.Name: "System" } };

    /// <summary>Whether the first argument is the key or element that is meant, so that another key is another place.</summary>
    internal static bool HasKey(IMethodSymbol method) =>
        // Adding to a list changes all of it; adding a key to a dictionary only that key.
        method.Name == "Add" ? method.Parameters.Length == 2
        : method.Name is "TryAdd" or "Remove" or "Contains" or "ContainsKey" or "TryGetValue" or "GetValueOrDefault" && !method.Parameters.IsEmpty;

    private static bool IsMutableByName(INamedTypeSymbol type) =>
        IsInNamespace(type, "Generic") && type.Name is "List" or "Dictionary" or "HashSet" or "Queue" or "Stack" or "LinkedList" or "SortedDictionary" or "SortedList"
            or "SortedSet" or "PriorityQueue" or "OrderedDictionary" or "IList" or "ICollection" or "IDictionary" or "ISet"
        || (IsInNamespace(type, "ObjectModel") && type.Name is "Collection" or "ObservableCollection" or "KeyedCollection");

    private static bool DerivesFromMutable(INamedTypeSymbol type)
    {
        for (var parent = type.BaseType; parent is not null && parent.SpecialType != SpecialType.System_Object; parent = parent.BaseType)
        {
            if (IsMutableByName(parent))
                return true;
        }

        return false;
    }

    private static bool IsInNamespace(INamedTypeSymbol type, string name) =>
        type.ContainingNamespace is { ContainingNamespace: { Name: "Collections", ContainingNamespace.Name: "System" } } inner && inner.Name == name;
}
