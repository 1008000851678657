using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>Finds the members that are marked with <c>[GuardedBy("lock")]</c>, whatever namespace the attribute is from.</summary>
internal sealed class DeclaredGuards(PropertyStorage properties)
{
    private readonly ConcurrentDictionary<ISymbol, DeclaredGuard?> _known = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _concerned = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _marking = new(SymbolEqualityComparer.Default);

    /// <summary>The guard of a member, null for nearly all. An accessor has its property's.</summary>
    internal DeclaredGuard? Of(ISymbol member)
    {
        member = (member as IMethodSymbol)?.AssociatedSymbol ?? member;
        return member is IFieldSymbol or IPropertySymbol or IMethodSymbol or IEventSymbol && member.ContainingType is { } type && Concern(type)
            ? _known.GetOrAdd(member.OriginalDefinition, Find)
            : null;
    }

    /// <summary>Whether a type, one nested in it, or a base class in the source marks a member: told from the syntax alone.</summary>
    internal bool Concern(INamedTypeSymbol type) => _concerned.GetOrAdd(type.OriginalDefinition, IsMarkedIn);

    /// <summary>All that a type and those nested in it declare, in the order of the source.</summary>
    internal IEnumerable<DeclaredGuard> In(INamedTypeSymbol type)
    {
        if (!Concern(type))
            yield break;
        foreach (var member in type.GetMembers())
        {
            if (member is INamedTypeSymbol nested)
            {
                foreach (var inner in In(nested))
                    yield return inner;
            }
            else if (member is not IMethodSymbol { AssociatedSymbol: not null } && Own(member) is { } guard)
            {
                yield return guard;
            }
        }
    }

    // A nested type may derive from the one around it: bases are followed by themselves.
    private bool IsMarkedIn(INamedTypeSymbol type)
    {
        for (var declaring = type; declaring is { DeclaringSyntaxReferences.IsEmpty: false }; declaring = declaring.BaseType?.OriginalDefinition)
        {
            if (_marking.GetOrAdd(declaring, Marks))
                return true;
        }

        return type.GetTypeMembers().Any(IsMarkedIn);
    }

    private static bool Marks(INamedTypeSymbol type)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (IsWorthALook(reference) && reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Members.Any(static member => IsMarked(member.AttributeLists)))
                return true;
        }

        return false;
    }

    // Most files mark nothing: then nothing in them has to be asked.
    private static bool IsWorthALook(SyntaxReference declaration) => FileWords.NamesGuard(declaration.SyntaxTree, CancellationToken.None);

    private DeclaredGuard? Find(ISymbol member)
    {
        for (var declared = member; declared is not null; declared = Overridden(declared))
        {
            if (Own(declared) is { } guard)
                return guard;
        }

        return null;
    }

    private static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod?.OriginalDefinition,
        IPropertySymbol property => property.OverriddenProperty?.OriginalDefinition,
        IEventSymbol @event => @event.OverriddenEvent?.OriginalDefinition,
        _ => null,
    };

    // Attributes are bound only where the syntax says that it is worth it.
    private DeclaredGuard? Own(ISymbol member)
    {
        if (!member.DeclaringSyntaxReferences.Any(static reference => IsWorthALook(reference) && IsMarked(AttributesOf(reference.GetSyntax()))))
            return null;
        foreach (var attribute in member.GetAttributes())
        {
            if (attribute is { AttributeClass.Name: "GuardedByAttribute", ConstructorArguments: [{ Value: string name }, ..], ApplicationSyntaxReference: { } syntax })
            {
                name = name.StartsWith("this.", StringComparison.Ordinal) ? name.Substring("this.".Length) : name;
                var @lock = LockNamed(name, member.ContainingType);
                return new DeclaredGuard(member, name, @lock, @lock is IPropertySymbol property ? properties.Of(property) : @lock, syntax.GetSyntax());
            }
        }

        return null;
    }

    private static ISymbol? LockNamed(string name, INamedTypeSymbol? type)
    {
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            for (var declaring = outer; declaring is not null; declaring = declaring.BaseType)
            {
                foreach (var member in declaring.GetMembers(name))
                {
                    // An outer type's lock is within reach only if it is static.
                    if (member is IFieldSymbol or IPropertySymbol && (member.IsStatic || SymbolEqualityComparer.Default.Equals(outer, type)))
                        return member;
                }
            }
        }

        return null;
    }

    private static SyntaxList<AttributeListSyntax> AttributesOf(SyntaxNode declaration) =>
        declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.AttributeLists ?? default;

    private static bool IsMarked(SyntaxList<AttributeListSyntax> lists)
    {
        foreach (var list in lists)
        {
            foreach (var attribute in list.Attributes)
            {
                string name = attribute.Name switch
                {
                    QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
                    AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
                    SimpleNameSyntax simple => simple.Identifier.ValueText,
                    _ => "",
                };
                if (name is "GuardedBy" or "GuardedByAttribute")
                    return true;
            }
        }

        return false;
    }
}
