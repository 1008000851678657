using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// Decides from the syntax of a type alone which of its bodies can matter, before anything is bound: making the compiler bind bodies that
/// cannot matter is nearly all that an analyzer of this kind costs.
/// </summary>
internal sealed class SyntaxGate
{
    private readonly HashSet<string> _mentioned;
    private readonly CancellationToken _cancellation;

    private SyntaxGate(HashSet<string> mentioned, CancellationToken cancellation)
    {
        _mentioned = mentioned;
        _cancellation = cancellation;
    }

    /// <summary>Null where nothing in the type can suspend, or releases a lock.</summary>
    internal static SyntaxGate? Of(INamedTypeSymbol type, CancellationToken cancellation)
    {
        HashSet<string>? mentioned = null;
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax(cancellation);
            foreach (var (suspending, awaits) in RelevantMembers(declaration))
            {
                mentioned ??= [];
                if (!awaits)
                    continue;
                if (suspending is MethodDeclarationSyntax method)
                    mentioned.Add(method.Identifier.Text);
                foreach (var token in suspending.DescendantTokens())
                {
                    if (token.IsKind(SyntaxKind.IdentifierToken))
                        mentioned.Add(token.Text);
                }
            }
        }

        if (mentioned is null)
            return null;
        mentioned.IntersectWith(Relevant(type));
        return new SyntaxGate(mentioned, cancellation);
    }

    /// <summary>Whether a body suspends, has to do with a lock, or mentions something that a body that suspends mentions too.</summary>
    internal bool Admits(SyntaxNode body, ISymbol owner)
    {
        if (_mentioned.Contains(owner is IMethodSymbol { AssociatedSymbol: { } property } ? property.Name : owner.Name))
            return true;
        foreach (var token in body.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.AwaitKeyword) || (token.IsKind(SyntaxKind.IdentifierToken) && (_mentioned.Contains(token.Text) || s_acquires.Contains(token.Text) || s_releases.Contains(token.Text))))
                return true;
        }

        _cancellation.ThrowIfCancellationRequested();
        return false;
    }

    // What one body can do to another: write state, take a lock, call it. Read-only state of other kinds matters to nobody.
    private static IEnumerable<string> Relevant(INamedTypeSymbol type)
    {
        for (var declaring = type; declaring is not null && declaring.SpecialType != SpecialType.System_Object; declaring = declaring.BaseType)
        {
            foreach (var member in declaring.GetMembers())
            {
                if (member is IFieldSymbol { IsConst: true } or { IsImplicitlyDeclared: true } and not IFieldSymbol)
                    continue;
                if (member is IFieldSymbol { IsReadOnly: true, Type: { SpecialType: not SpecialType.None } or { TypeKind: TypeKind.Delegate } })
                    continue;
                yield return member.Name;
                if (member is INamedTypeSymbol nested && SymbolEqualityComparer.Default.Equals(declaring, type))
                {
                    foreach (string name in Relevant(nested))
                        yield return name;
                }
            }
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var parameter in constructor.Parameters)
                yield return parameter.Name;
        }
    }

    private static IEnumerable<(SyntaxNode Member, bool Awaits)> RelevantMembers(SyntaxNode declaration)
    {
        if (declaration is CompilationUnitSyntax)
        {
            if (IsRelevant(declaration, out bool awaits))
                yield return (declaration, awaits);
            yield break;
        }

        foreach (var member in declaration.DescendantNodes(static node => node is TypeDeclarationSyntax).OfType<MemberDeclarationSyntax>())
        {
            if (member is not BaseTypeDeclarationSyntax && IsRelevant(member, out bool awaits))
                yield return (member, awaits);
        }
    }

    private static bool IsRelevant(SyntaxNode node, out bool awaits)
    {
        bool releases = false;
        awaits = false;
        foreach (var token in node.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.AwaitKeyword))
                return awaits = true;
            releases |= token.IsKind(SyntaxKind.IdentifierToken) && s_releases.Contains(token.Text);
        }

        return releases;
    }

    // Who never releases has nothing that could be paired. "Exit" alone ends programs, too.
    private static readonly HashSet<string> s_releases =
        ["Release", "ReleaseMutex", "ExitReadLock", "ExitWriteLock", "ExitUpgradeableReadLock", "Monitor", "SpinLock"];

    private static readonly HashSet<string> s_acquires = ["Wait", "WaitAsync", "WaitOne", "EnterReadLock", "EnterWriteLock", "EnterUpgradeableReadLock"];
}
