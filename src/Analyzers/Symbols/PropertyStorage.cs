using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>Tells where a property keeps its value: auto-properties are locations themselves, and a property that only wraps a field is that field.</summary>
internal sealed class PropertyStorage
{
    private readonly ConcurrentDictionary<IPropertySymbol, ISymbol?> _storage = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IPropertySymbol, bool> _telling = new(SymbolEqualityComparer.Default);

    /// <summary>The property itself, the field it wraps, or null where it computes something.</summary>
    internal ISymbol? Of(IPropertySymbol property) => _storage.GetOrAdd(property.OriginalDefinition, static p => Find(p));

    /// <summary>
    /// The same for code of another type, which sees the property and not the field: itself where it wraps one that is private, also where it tells
    /// who listens (<c>set => SetProperty(ref _busy, value)</c>). What its own type does with it is told of by its accessors.
    /// </summary>
    internal ISymbol? Of(IPropertySymbol property, INamedTypeSymbol user)
    {
        var storage = Of(property);
        for (var type = user; type is not null; type = type.ContainingType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, property.ContainingType?.OriginalDefinition))
                return storage;
        }

        return storage is IFieldSymbol { DeclaredAccessibility: Accessibility.Private, IsReadOnly: false } || (storage is null && _telling.GetOrAdd(property.OriginalDefinition, static p => IsTelling(p))) ? property : storage;
    }

    private static bool IsTelling(IPropertySymbol property) =>
        property is { IsIndexer: false, SetMethod: not null, DeclaringSyntaxReferences: [var reference] } && reference.GetSyntax() is PropertyDeclarationSyntax syntax
        && Returned(syntax) is { } name && property.ContainingType.GetMembers(name) is [IFieldSymbol]
        && Setting(syntax) is InvocationExpressionSyntax
        {
            Expression: IdentifierNameSyntax { Identifier.Text: var sets },
            ArgumentList.Arguments: [{ RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword, Expression: var field }, { Expression: IdentifierNameSyntax { Identifier.Text: "value" } }, ..],
        } telling
        && sets.StartsWith("Set", StringComparison.Ordinal) && Name(field) == name && !telling.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any();

    private static ISymbol? Find(IPropertySymbol property)
    {
        if (property.IsIndexer || property.IsAbstract || property.ContainingType is not { } type)
            return property is { IsAbstract: true, IsIndexer: false, GetMethod: not null, SetMethod.IsInitOnly: false } ? property : null;
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property))
                return property;
        }

        return property.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() is PropertyDeclarationSyntax syntax
            && Returned(syntax) is { } name
            && type.GetMembers(name) is [IFieldSymbol wrapped]
            && (property.SetMethod is null || Assigned(syntax) == name)
            ? wrapped
            : null;
    }

    private static string? Returned(PropertyDeclarationSyntax property)
    {
        var getter = property.AccessorList?.Accessors.FirstOrDefault(static a => a.Keyword.Text == "get");
        return Name(property.ExpressionBody?.Expression ?? getter?.ExpressionBody?.Expression
            ?? (getter?.Body?.Statements is [ReturnStatementSyntax { Expression: { } returned }] ? returned : null));
    }

    private static string? Assigned(PropertyDeclarationSyntax property) =>
        Setting(property) is AssignmentExpressionSyntax { Right: IdentifierNameSyntax { Identifier.Text: "value" } } assignment ? Name(assignment.Left) : null;

    // All that the setter does.
    private static ExpressionSyntax? Setting(PropertyDeclarationSyntax property)
    {
        var setter = property.AccessorList?.Accessors.FirstOrDefault(static a => a.Keyword.Text is "set" or "init");
        return setter?.ExpressionBody?.Expression ?? (setter?.Body?.Statements is [ExpressionStatementSyntax { Expression: { } only }] ? only : null);
    }

    private static string? Name(ExpressionSyntax? expression) => expression switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.Text,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: IdentifierNameSyntax identifier } => identifier.Identifier.Text,
        _ => null,
    };
}
