using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>
/// Which names in a static initializer are worth a look: known ones, and those of methods and types that the project itself declares where
/// loops are mentioned, or that hand out a task.
/// </summary>
internal sealed class OwnNames(Compilation compilation, KnownTypes known)
{
    private readonly ConcurrentDictionary<string, bool> _declared = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _promising = new(StringComparer.Ordinal);

    /// <summary>Whether a field or property of the project may be marked: then not only what is called or created is worth a look.</summary>
    private readonly bool _hasAttribute =
        compilation.ContainsSymbolsWithName("LoopBoundAttribute", SymbolFilter.Type) || compilation.GetTypeByMetadataName("AsyncRace.Threading.LoopBoundAttribute") is not null;

    internal bool IsOfInterest(SyntaxToken token, LoopBoundMembers members, CancellationToken cancellation)
    {
        if (!token.IsKind(SyntaxKind.IdentifierToken))
            return false;
        string text = token.Text;
        return members.IsName(text)
            || text.EndsWith("Async", StringComparison.Ordinal)
            || text is "Task" or "ValueTask" or "Result" or "GetAwaiter" or "Wait"
            || ((_hasAttribute || IsCalledOrCreated(token)) && (_hasAttribute || members.AreExtended ? IsDeclared(text) : IsPromising(text, cancellation)));
    }

    private bool IsDeclared(string name) => _declared.GetOrAdd(name, name => compilation.ContainsSymbolsWithName(name, SymbolFilter.TypeAndMember));

    private bool IsPromising(string name, CancellationToken cancellation)
    {
        if (!_promising.TryGetValue(name, out bool promising))
        {
            promising = IsDeclared(name) && compilation.GetSymbolsWithName(name, SymbolFilter.TypeAndMember, cancellation).Any(symbol => IsPromising(symbol, cancellation));
            _promising[name] = promising;
        }

        return promising;
    }

    // What a builder captures, it names itself or has from another member of its type.
    private bool IsPromising(ISymbol symbol, CancellationToken cancellation) =>
        symbol is IMethodSymbol method && known.IsTaskLike(method.ReturnType)
        || (symbol as INamedTypeSymbol ?? symbol.ContainingType).DeclaringSyntaxReferences.Any(part => FileWords.NamesLoop(part.SyntaxTree, cancellation));

    private static bool IsCalledOrCreated(SyntaxToken token)
    {
        SyntaxNode? name = token.Parent;
        while (name?.Parent is MemberAccessExpressionSyntax access && access.Name == name || name?.Parent is QualifiedNameSyntax qualified && qualified.Right == name)
            name = name.Parent;
        return name?.Parent switch
        {
            InvocationExpressionSyntax call => call.Expression == name,
            ObjectCreationExpressionSyntax creation => creation.Type == name,
            // The type that new() creates.
            VariableDeclarationSyntax or PropertyDeclarationSyntax or NullableTypeSyntax => true,
            _ => false,
        };
    }
}
