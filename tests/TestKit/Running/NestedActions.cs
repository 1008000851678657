using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis.CodeActions;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>The actions in a submenu of the light bulb. Roslyn made them public only after 4.5.</summary>
internal static class NestedActions
{
    private static readonly PropertyInfo? Property =
        typeof(CodeAction).GetProperty("NestedActions", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        ?? typeof(CodeAction).GetProperty("NestedCodeActions", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    internal static ImmutableArray<CodeAction> Of(CodeAction action) =>
        Property?.GetValue(action) is ImmutableArray<CodeAction> { IsDefault: false } nested ? nested : [];
}
