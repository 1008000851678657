using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>What LINQ and its like make of a collection's elements.</summary>
internal static class ElementUses
{
    /// <summary>A query or a copy: what comes out is made of the elements that went in.</summary>
    internal static bool IsQuery(IMethodSymbol method) => IsDeferred(method) || method.Name is
        "ToArray" or "ToList" or "ToHashSet" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Order" or "OrderDescending" or "Reverse" or "Shuffle";

    /// <summary>A query that runs over the collection itself, when and as often as it is enumerated.</summary>
    internal static bool IsDeferred(IMethodSymbol method) => method.Name is
        "Where" or "Select" or "SelectMany" or "OfType" or "Cast" or "Skip" or "SkipWhile" or "SkipLast" or "Take" or "TakeWhile" or "TakeLast" or "Concat" or "Append"
        or "Prepend" or "Distinct" or "DistinctBy" or "Except" or "ExceptBy" or "Zip" or "Index" or "AsEnumerable" or "AsReadOnly" or "DefaultIfEmpty" or "Chunk";

    /// <summary>It looks for the place of an element.</summary>
    internal static bool IsSearch(IMethodSymbol method) => method.Name is "IndexOf" or "LastIndexOf" or "FindIndex" or "FindLastIndex" or "BinarySearch";

    /// <summary>Whether the statement before takes out the key that this one adds: <c>_pages.Remove(key); _pages.Add(key, next);</c>.</summary>
    internal static bool IsPutBack(SyntaxNode adding) =>
        adding is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var collection }, ArgumentList.Arguments: [var key, ..], Parent: ExpressionStatementSyntax { Parent: BlockSyntax { Statements: var statements } } add }
        && statements.IndexOf(add) is > 0 and var at
        && statements[at - 1] is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Remove" or "TryRemove", Expression: var same }, ArgumentList.Arguments: [var taken, ..] } }
        && SyntaxFactory.AreEquivalent(collection, same) && SyntaxFactory.AreEquivalent(key, taken);

    /// <summary>A wait for a group of tasks.</summary>
    internal static bool IsGroupWait(IMethodSymbol method) => method.Name is "WhenAll" or "WhenEach" && method.ContainingType.Name == "Task";

    /// <summary>After such a call an object cannot be used any more.</summary>
    internal static bool IsEndOfLife(IMethodSymbol method) => method.Name is
        "Close" or "CloseAsync" or "Dispose" or "DisposeAsync" or "Cancel" or "CancelAsync" or "Complete" or "CompleteAsync" or "TryComplete" or "Abort" or "AbortAsync"
        or "Shutdown" or "ShutdownAsync" or "Disconnect" or "DisconnectAsync";
}
