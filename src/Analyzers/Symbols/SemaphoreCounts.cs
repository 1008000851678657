using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>How many a semaphore lets in at first, where its declaration or the constructors of its type say so.</summary>
internal sealed class SemaphoreCounts
{
    private readonly ConcurrentDictionary<ISymbol, int?> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Null where the symbol is not a semaphore, or its count is not written where it is made.</summary>
    internal int? InitialCount(ISymbol? symbol)
    {
        var type = symbol switch { IFieldSymbol field => field.Type, IPropertySymbol property => property.Type, ILocalSymbol local => local.Type, _ => null };
        return type?.Name.Contains("Semaphore") == true ? _known.GetOrAdd(symbol!, static symbol => Find(symbol)) : null;
    }

    /// <summary>Whether an event lets the first one in who comes: all that make it say so.</summary>
    internal bool IsOpenAtFirst(IFieldSymbol gate) => _known.GetOrAdd(gate, static symbol => Creations(symbol).ToList() is { Count: > 0 } made && made.TrueForAll(IsSet) ? 1 : 0) == 1;

    private static bool IsSet(ExpressionSyntax value) =>
        value is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression } }] };

    private static int? Find(ISymbol symbol)
    {
        int? count = null;
        foreach (var creation in Creations(symbol))
        {
            if (CountOf(creation, symbol) is not { } found || (count is not null && count != found))
                return null;
            count = found;
        }

        return count;
    }

    private static IEnumerable<ExpressionSyntax> Creations(ISymbol symbol)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var value })
                yield return value;
            else if (reference.GetSyntax() is PropertyDeclarationSyntax { Initializer.Value: var initial })
                yield return initial;
        }

        if (symbol is ILocalSymbol)
            yield break;
        foreach (var constructor in symbol.ContainingType.InstanceConstructors.Concat(symbol.ContainingType.StaticConstructors))
        {
            foreach (var reference in constructor.DeclaringSyntaxReferences)
            {
                foreach (var assignment in reference.GetSyntax().DescendantNodes().OfType<AssignmentExpressionSyntax>())
                {
                    if (assignment.Left is IdentifierNameSyntax { Identifier.Text: var name } && name == symbol.Name)
                        yield return assignment.Right;
                    else if (assignment.Left is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.Text: var member } && member == symbol.Name)
                        yield return assignment.Right;
                }
            }
        }
    }

    private static int? CountOf(ExpressionSyntax value, ISymbol symbol) => value switch
    {
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: int count } }, ..] } => count,
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [{ Expression: IdentifierNameSyntax { Identifier.Text: var name } }, ..] } when symbol.ContainingType is { } type =>
            type.GetMembers(name) is [IFieldSymbol { HasConstantValue: true, ConstantValue: int constant }] ? constant : null,
        _ => null,
    };
}
