using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>Names a new lock after what it guards, in the style of the type: <c>_count</c> gives <c>_countLock</c>.</summary>
internal static class LockName
{
    internal static string For(LocationPath location, GuardScope scope, IReadOnlyList<Section> sections)
    {
        var name = Stem(location, scope) + "Lock";
        var unique = name;
        for (var number = 2; IsTaken(unique, scope, sections); number++)
        {
            unique = name + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return unique;
    }

    private static string Stem(LocationPath location, GuardScope scope)
    {
        var root = location.Root.Name.TrimStart('@');
        var rest = string.Concat(location.Steps.Skip(1).Select(static step => Capitalized(step.Name)));
        return location.Root switch
        {
            IFieldSymbol { AssociatedSymbol: null } => root + rest,
            _ when location.IsVariable => root + rest,
            _ => (UsesUnderscores(scope.Type) ? "_" : "") + char.ToLowerInvariant(root[0]) + root.Substring(1) + rest,
        };
    }

    /// <summary>Whether the type's private fields start with an underscore; a type without any is taken to do so.</summary>
    private static bool UsesUnderscores(INamedTypeSymbol? type)
    {
        var fields = type?.GetMembers().OfType<IFieldSymbol>()
            .Where(static field => !field.IsImplicitlyDeclared && field.DeclaredAccessibility == Accessibility.Private && !field.IsConst).ToList();
        return fields is null or { Count: 0 } || fields.Exists(static field => field.Name.StartsWith("_", StringComparison.Ordinal));
    }

    private static bool IsTaken(string name, GuardScope scope, IReadOnlyList<Section> sections) =>
        scope.Type?.GetMembers(name).IsEmpty == false
        || sections.Any(section => !scope.ModelOf(section.Body.Node).LookupSymbols(section.Span.Start, name: name).IsEmpty
            || section.Body.Node.DescendantTokens().Any(token => token.ValueText == name));

    private static string Capitalized(string name)
    {
        var bare = name.TrimStart('_', '@');
        return bare.Length == 0 ? "" : char.ToUpperInvariant(bare[0]) + bare.Substring(1);
    }
}
