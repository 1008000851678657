using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model.Statics;

/// <summary>
/// Decides from syntax alone which static initializers can matter: those that name something bound to a loop, that start or wait for
/// asynchronous work, or that call or create something the project itself declares, which may do either.
/// </summary>
internal sealed class StaticGate
{
    private readonly HashSet<SyntaxNode> _admitted;

    private StaticGate(HashSet<SyntaxNode> admitted) => _admitted = admitted;

    /// <summary>Null where the type has no such initializer.</summary>
    internal static StaticGate? Of(INamedTypeSymbol type, CompilationFacts facts, CancellationToken cancellation)
    {
        HashSet<SyntaxNode>? admitted = null;
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellation) is not TypeDeclarationSyntax declaration)
                continue;
            var members = new LoopBoundMembers(facts.Options.Of(reference.SyntaxTree));
            foreach (var initializer in Initializers(declaration))
            {
                if (Tokens(initializer).Any(token => facts.OwnNames.IsOfInterest(token, members, cancellation)))
                    (admitted ??= []).Add(initializer);
            }
        }

        return admitted is null ? null : new StaticGate(admitted);
    }

    /// <summary>The initializers of a block of code that the compiler hands out: a field's or property's own, or a static constructor.</summary>
    internal IEnumerable<SyntaxNode> In(SyntaxNode block) => block switch
    {
        EqualsValueClauseSyntax or ConstructorDeclarationSyntax => Admitted(block),
        VariableDeclaratorSyntax { Initializer: { } value } => Admitted(value),
        PropertyDeclarationSyntax { Initializer: { } value } => Admitted(value),
        BaseFieldDeclarationSyntax field => field.Declaration.Variables.Select(static v => v.Initializer).OfType<SyntaxNode>().Where(_admitted.Contains),
        _ => [],
    };

    private IEnumerable<SyntaxNode> Admitted(SyntaxNode initializer) => _admitted.Contains(initializer) ? [initializer] : [];

    // What new() creates is said by the declaration's type.
    private static IEnumerable<SyntaxToken> Tokens(SyntaxNode initializer) =>
        initializer is EqualsValueClauseSyntax { Value: ImplicitObjectCreationExpressionSyntax }
            ? initializer.DescendantTokens().Concat(DeclaredType(initializer)?.DescendantTokens() ?? [])
            : initializer.DescendantTokens();

    private static TypeSyntax? DeclaredType(SyntaxNode initializer) => initializer.Parent switch
    {
        PropertyDeclarationSyntax property => property.Type,
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax field } => field.Type,
        _ => null,
    };

    private static IEnumerable<SyntaxNode> Initializers(TypeDeclarationSyntax type)
    {
        foreach (var member in type.Members)
        {
            switch (member)
            {
                case TypeDeclarationSyntax nested:
                    foreach (var initializer in Initializers(nested))
                        yield return initializer;
                    break;
                case FieldDeclarationSyntax field when field.Modifiers.Any(SyntaxKind.StaticKeyword):
                    foreach (var variable in field.Declaration.Variables)
                    {
                        if (variable.Initializer is { } value)
                            yield return value;
                    }

                    break;
                case PropertyDeclarationSyntax { Initializer: { } value } property when property.Modifiers.Any(SyntaxKind.StaticKeyword):
                    yield return value;
                    break;
                case ConstructorDeclarationSyntax constructor when constructor.Modifiers.Any(SyntaxKind.StaticKeyword):
                    yield return constructor;
                    break;
            }
        }
    }
}
