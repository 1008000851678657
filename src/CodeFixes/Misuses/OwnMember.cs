using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>A field or auto-property that only its type can use, written in one file: all its uses are in sight, and can change with it.</summary>
internal sealed class OwnMember
{
    private OwnMember(ISymbol symbol, TypeSyntax type, EqualsValueClauseSyntax? initializer, IReadOnlyList<ExpressionSyntax> uses)
    {
        Symbol = symbol;
        Type = type;
        Initializer = initializer;
        Uses = uses;
    }

    internal ISymbol Symbol { get; }

    internal TypeSyntax Type { get; }

    internal EqualsValueClauseSyntax? Initializer { get; }

    /// <summary>Where it is used: <c>s_lock</c>, <c>Cache.Lock</c>, <c>this._event</c>.</summary>
    internal IReadOnlyList<ExpressionSyntax> Uses { get; }

    internal ITypeSymbol ValueType => Symbol is IFieldSymbol declared ? declared.Type : ((IPropertySymbol)Symbol).Type;

    /// <summary>Null where others can use it, or where it shares its declaration.</summary>
    internal static OwnMember? Of(ISymbol? symbol, SemanticModel model, CancellationToken cancellationToken)
    {
        if (symbol is not (IFieldSymbol or IPropertySymbol) || symbol.DeclaringSyntaxReferences is not [var reference] || !IsPrivate(symbol) || OutermostOf(symbol) is not { DeclaringSyntaxReferences: [var whole] }
            || whole.SyntaxTree != model.SyntaxTree)
        {
            return null;
        }

        var (type, initializer) = reference.GetSyntax(cancellationToken) switch
        {
            VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } variable => (declaration.Type, variable.Initializer),
            PropertyDeclarationSyntax { ExpressionBody: null } property => (property.Type, property.Initializer),
            _ => (null, null),
        };
        if (type is null)
        {
            return null;
        }

        var uses = whole.GetSyntax(cancellationToken).DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == symbol.Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol?.OriginalDefinition, symbol.OriginalDefinition))
            .Select(static name => name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? (ExpressionSyntax)access : name)
            .ToList();
        return new OwnMember(symbol, type, initializer, uses);
    }

    internal static bool IsNamed(ExpressionSyntax use) =>
        use.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" } };

    internal static bool IsAssigned(ExpressionSyntax use) =>
        (use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use) || use.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not 0 } or RefExpressionSyntax;

    /// <summary>A companion type as the code here can spell it; null where it is not to be had.</summary>
    internal static string? Companion(string name, int arity, int position, SemanticModel model) =>
        model.Compilation.GetTypeByMetadataName($"AsyncRace.Threading.{name}{(arity > 0 ? "`" + arity : "")}") is not { } type ? null
        : model.LookupNamespacesAndTypes(position, name: name).Any(found => SymbolEqualityComparer.Default.Equals(found, type)) ? name
        : "AsyncRace.Threading." + name;

    private static bool IsPrivate(ISymbol symbol)
    {
        for (var part = symbol; part is not null; part = part.ContainingType)
        {
            if (part.DeclaredAccessibility == Accessibility.Private)
            {
                return true;
            }
        }

        return false;
    }

    private static INamedTypeSymbol OutermostOf(ISymbol symbol)
    {
        var type = symbol.ContainingType;
        while (type.ContainingType is { } outer)
        {
            type = outer;
        }

        return type;
    }
}
