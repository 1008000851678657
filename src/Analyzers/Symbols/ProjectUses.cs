using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>
/// Who in the project names a method or a type that nobody outside of it can use. Nothing is looked for before it is asked about, and then only its name is:
/// a comment, or another type's member of that name, counts as well.
/// </summary>
internal sealed class ProjectUses(Compilation compilation)
{
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _parts = new(SymbolEqualityComparer.Default);
    private readonly Lazy<bool> _hasFriends = new(() => compilation.Assembly.GetAttributes().Any(IsFriend));

    /// <summary>Whether a method that is not private is called by its own type alone, as far as anyone can see.</summary>
    internal bool IsOnlyOfItsType(IMethodSymbol method, CancellationToken cancellation)
    {
        if (!_known.TryGetValue(method, out bool only))
            _known[method] = only = IsOfProject(method) && !IsNamedElsewhere(method, cancellation);
        return only;
    }

    /// <summary>Whether all who name a type, and there are some, are types like that, as far as anyone can see: its objects are parts of theirs.</summary>
    internal bool IsPartOf(INamedTypeSymbol type, Func<INamedTypeSymbol, bool> isOwner, CancellationToken cancellation)
    {
        type = type.OriginalDefinition;
        if (!_parts.TryGetValue(type, out bool part))
            _parts[type] = part = IsOfProject(type) && IsNamedBy(type, isOwner, cancellation);
        return part;
    }

    private bool IsNamedBy(INamedTypeSymbol type, Func<INamedTypeSymbol, bool> isOwner, CancellationToken cancellation)
    {
        bool isNamed = false;
        var own = Outermost(type).DeclaringSyntaxReferences.ToLookup(static part => part.SyntaxTree, static part => part.Span);
        foreach (var file in compilation.SyntaxTrees)
        {
            foreach (int at in UsesIn(file.GetText(cancellation).ToString(), type.Name, own[file]))
            {
                isNamed = true;
                var member = file.GetRoot(cancellation).FindToken(at).Parent?.FirstAncestorOrSelf<MemberDeclarationSyntax>();
                // What is static is there for all objects.
                if (member is not { Parent: TypeDeclarationSyntax around } || member.Modifiers.Any(SyntaxKind.StaticKeyword)
                    || compilation.GetSemanticModel(file).GetDeclaredSymbol(around, cancellation) is not { } user || !isOwner(user))
                {
                    return false;
                }
            }
        }

        return isNamed;
    }

    private bool IsOfProject(IMethodSymbol method)
    {
        // A framework calls by contract what nobody names.
        if (method is not { MethodKind: MethodKind.Ordinary, IsOverride: false, IsVirtual: false, IsAbstract: false } || ImplementsContract(method))
            return false;
        return IsOfProject((ISymbol)method);
    }

    // Nobody refers to a program.
    private bool IsOfProject(ISymbol symbol) =>
        compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication || (!_hasFriends.Value && IsInternal(symbol));

    private static bool IsInternal(ISymbol member)
    {
        for (ISymbol? symbol = member; symbol is not null; symbol = symbol.ContainingType)
        {
            if (symbol.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedAndInternal or Accessibility.Private)
                return true;
        }

        return false;
    }

    // Tests call what they test one after the other.
    private static bool IsFriend(AttributeData attribute) =>
        attribute is { AttributeClass.Name: "InternalsVisibleToAttribute", ConstructorArguments: [{ Value: string name }] }
        && name.IndexOf("Test", StringComparison.OrdinalIgnoreCase) < 0 && name.IndexOf("Benchmark", StringComparison.OrdinalIgnoreCase) < 0 && !name.StartsWith("DynamicProxyGenAssembly", StringComparison.Ordinal);

    private static bool ImplementsContract(IMethodSymbol method) => method.ContainingType.AllInterfaces.Any(contract =>
        contract.GetMembers(method.Name).Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)));

    private bool IsNamedElsewhere(IMethodSymbol method, CancellationToken cancellation)
    {
        var own = Outermost(method.ContainingType).DeclaringSyntaxReferences.ToLookup(static part => part.SyntaxTree, static part => part.Span);
        return compilation.SyntaxTrees.Any(file => UsesIn(file.GetText(cancellation).ToString(), method.Name, own[file]).Any());
    }

    private static INamedTypeSymbol Outermost(INamedTypeSymbol type)
    {
        while (type.ContainingType is { } outer)
            type = outer;
        return type;
    }

    private static IEnumerable<int> UsesIn(string text, string name, IEnumerable<TextSpan> except)
    {
        for (int start = text.IndexOf(name, StringComparison.Ordinal); start >= 0; start = text.IndexOf(name, start + name.Length, StringComparison.Ordinal))
        {
            int end = start + name.Length;
            if ((start == 0 || !SyntaxFacts.IsIdentifierPartCharacter(text[start - 1])) && (end == text.Length || !SyntaxFacts.IsIdentifierPartCharacter(text[end]))
                && !except.Any(part => part.Contains(start)))
            {
                yield return start;
            }
        }
    }
}
