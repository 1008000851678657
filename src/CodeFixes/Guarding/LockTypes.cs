using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>Which members are locks that can be awaited.</summary>
internal sealed class LockTypes(Compilation compilation)
{
    internal const string CompanionNamespace = "AsyncRace.Threading";
    internal const string CompanionName = "AsyncLock";

    private readonly INamedTypeSymbol? _semaphore = compilation.GetTypeByMetadataName("System.Threading.SemaphoreSlim");

    internal INamedTypeSymbol? Semaphore => _semaphore;

    /// <summary>The companion lock, where the project can use it.</summary>
    internal INamedTypeSymbol? Companion { get; } =
        compilation.GetTypeByMetadataName(CompanionNamespace + "." + CompanionName) is { } type && compilation.IsSymbolAccessibleWithin(type, compilation.Assembly) ? type : null;

    /// <summary>The lock that a field or property holds, or null.</summary>
    internal GuardLock? Of(ISymbol member, CancellationToken cancellationToken)
    {
        var type = member switch
        {
            IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
            IPropertySymbol { IsIndexer: false } property => property.Type,
            _ => null,
        };
        if (type is null)
        {
            return null;
        }

        if (SymbolEqualityComparer.Default.Equals(type, _semaphore))
        {
            return AdmitsOne(member, cancellationToken) ? new GuardLock(member.Name, LockKind.Semaphore, member, CanBlock: true) : null;
        }

        return Has(type, "LockAsync", static result => result is INamedTypeSymbol { TypeArguments: { Length: 1 } of } && IsDisposable(of[0]))
            ? new GuardLock(member.Name, LockKind.Scoped, member, Has(type, "Lock", IsDisposable))
            : null;
    }

    /// <summary>A member that a <c>lock</c> statement can take: an object that is made for it, or <c>System.Threading.Lock</c>.</summary>
    internal static GuardLock? Monitor(ISymbol member)
    {
        var type = member is IFieldSymbol field ? field.Type : (member as IPropertySymbol)?.Type;
        return type is { SpecialType: SpecialType.System_Object } || type?.ToDisplayString() == "System.Threading.Lock"
            ? new GuardLock(member.Name, LockKind.Monitor, member, CanBlock: true)
            : null;
    }

    /// <summary>A semaphore is a lock when it starts with one permit, and is made where that can be seen.</summary>
    private static bool AdmitsOne(ISymbol semaphore, CancellationToken cancellationToken) =>
        semaphore.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(cancellationToken))
            .Select(static declaration => declaration switch
            {
                VariableDeclaratorSyntax declarator => declarator.Initializer?.Value,
                PropertyDeclarationSyntax property => property.Initializer?.Value,
                _ => null,
            })
            .Any(static value => value is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments }
                && arguments[0].Expression is LiteralExpressionSyntax { Token.Value: 1 });

    private static bool Has(ITypeSymbol type, string method, Func<ITypeSymbol, bool> returns) =>
        type.GetMembers(method).OfType<IMethodSymbol>().Any(candidate =>
            !candidate.IsStatic && candidate.DeclaredAccessibility == Accessibility.Public
            && candidate.Parameters.All(static parameter => parameter.IsOptional) && returns(candidate.ReturnType));

    private static bool IsDisposable(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_IDisposable || type.AllInterfaces.Any(static i => i.SpecialType == SpecialType.System_IDisposable);
}
