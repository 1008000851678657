using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>
/// Who in the project names a method that nobody outside of it can call. Nothing is looked for before a method is asked about, and then only its name is:
/// a comment, or another type's method of that name, counts as well.
/// </summary>
internal sealed class ProjectUses(Compilation compilation)
{
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);
    private readonly Lazy<bool> _hasFriends = new(() => compilation.Assembly.GetAttributes().Any(IsFriend));

    /// <summary>Whether a method that is not private is called by its own type alone, as far as anyone can see.</summary>
    internal bool IsOnlyOfItsType(IMethodSymbol method, CancellationToken cancellation)
    {
        if (!_known.TryGetValue(method, out bool only))
            _known[method] = only = IsOfProject(method) && !IsNamedElsewhere(method, cancellation);
        return only;
    }

    private bool IsOfProject(IMethodSymbol method)
    {
        // A framework calls by contract what nobody names.
        if (method is not { MethodKind: MethodKind.Ordinary, IsOverride: false, IsVirtual: false, IsAbstract: false } || ImplementsContract(method))
            return false;
        // Nobody refers to a program.
        if (compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication)
            return true;
        return !_hasFriends.Value && IsInternal(method);
    }

    private static bool IsInternal(IMethodSymbol method)
    {
        for (ISymbol? symbol = method; symbol is not null; symbol = symbol.ContainingType)
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
        var type = method.ContainingType;
        while (type.ContainingType is { } outer)
            type = outer;
        var own = type.DeclaringSyntaxReferences.ToLookup(static part => part.SyntaxTree, static part => part.Span);
        return compilation.SyntaxTrees.Any(file => IsNamed(method.Name, file.GetText(cancellation).ToString(), own[file]));
    }

    private static bool IsNamed(string name, string text, IEnumerable<TextSpan> except)
    {
        for (int start = text.IndexOf(name, StringComparison.Ordinal); start >= 0; start = text.IndexOf(name, start + name.Length, StringComparison.Ordinal))
        {
            int end = start + name.Length;
            if ((start == 0 || !SyntaxFacts.IsIdentifierPartCharacter(text[start - 1])) && (end == text.Length || !SyntaxFacts.IsIdentifierPartCharacter(text[end]))
                && !except.Any(part => part.Contains(start)))
            {
                return true;
            }
        }

        return false;
    }
}
