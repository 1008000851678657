using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// Decides from the syntax of a type alone which of its bodies can matter, before anything is bound: making the compiler bind bodies that
/// cannot matter is nearly all that an analyzer of this kind costs. What suspends can matter, and what uses a lock that is made to be awaited.
/// </summary>
internal sealed class SyntaxGate
{
    private readonly HashSet<string> _mentioned;
    private readonly bool _isOpen;
    private readonly CancellationToken _cancellation;

    private SyntaxGate(HashSet<string> mentioned, bool isOpen, CancellationToken cancellation)
    {
        _mentioned = mentioned;
        _isOpen = isOpen;
        _cancellation = cancellation;
    }

    /// <summary>Null where nothing in the type can suspend, or uses a lock.</summary>
    /// <param name="isOpen">Whether the type asks for all its bodies to be looked at.</param>
    internal static SyntaxGate? Of(INamedTypeSymbol type, bool isOpen, CancellationToken cancellation)
    {
        if (isOpen)
            return new SyntaxGate([], isOpen: true, cancellation);

        HashSet<string>? mentioned = null;
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax(cancellation);
            foreach (var suspending in MattersIn(declaration))
            {
                mentioned ??= [];
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
        AddPrivateHelpers(type, mentioned, cancellation);
        return new SyntaxGate(mentioned, isOpen: false, cancellation);
    }

    // Whoever calls a private method that matters, matters: under which locks it runs, and who can be there by then, only they tell.
    private static void AddPrivateHelpers(INamedTypeSymbol type, HashSet<string> mentioned, CancellationToken cancellation)
    {
        var helpers = type.DeclaringSyntaxReferences
            .SelectMany(reference => reference.GetSyntax(cancellation).DescendantNodes(static node => node is TypeDeclarationSyntax or CompilationUnitSyntax))
            .OfType<MethodDeclarationSyntax>()
            .Where(method => IsPrivate(method) && !mentioned.Contains(method.Identifier.Text))
            .ToList();
        for (bool changed = true; changed;)
        {
            cancellation.ThrowIfCancellationRequested();
            changed = false;
            for (int i = helpers.Count - 1; i >= 0; i--)
            {
                if (!helpers[i].DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && mentioned.Contains(token.Text)))
                    continue;
                changed |= mentioned.Add(helpers[i].Identifier.Text);
                helpers.RemoveAt(i);
            }
        }
    }

    private static bool IsPrivate(MethodDeclarationSyntax method)
    {
        foreach (var modifier in method.Modifiers)
        {
            if (modifier.RawKind is (int)SyntaxKind.PublicKeyword or (int)SyntaxKind.InternalKeyword or (int)SyntaxKind.ProtectedKeyword)
                return false;
        }

        return true;
    }

    /// <summary>Whether a body suspends or locks, or mentions something that a body that does mentions too.</summary>
    internal bool Admits(SyntaxNode body, ISymbol owner)
    {
        if (_isOpen || _mentioned.Contains(owner is IMethodSymbol { AssociatedSymbol: { } property } ? property.Name : owner.Name))
            return true;
        foreach (var token in body.DescendantTokens())
        {
            if (IsOfInterest(token) || (token.IsKind(SyntaxKind.IdentifierToken) && _mentioned.Contains(token.Text)))
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

    private static IEnumerable<SyntaxNode> MattersIn(SyntaxNode declaration)
    {
        if (declaration is CompilationUnitSyntax)
        {
            if (Matters(declaration))
                yield return declaration;
            yield break;
        }

        foreach (var member in declaration.DescendantNodes(static node => node is TypeDeclarationSyntax).OfType<MemberDeclarationSyntax>())
        {
            if (member is not BaseTypeDeclarationSyntax && Matters(member))
                yield return member;
        }
    }

    private static bool Matters(SyntaxNode node)
    {
        // lock (_gate) { return SaveAsync(); }: in a method that returns a task, what it starts outlives the lock.
        bool returnsTask = node is MethodDeclarationSyntax { ReturnType: var type } && IsTask(type);
        foreach (var token in node.DescendantTokens())
        {
            if (IsOfInterest(token) || (returnsTask && token.IsKind(SyntaxKind.LockKeyword)))
                return true;
        }

        return false;
    }

    private static bool IsOfInterest(SyntaxToken token) => token.RawKind switch
    {
        (int)SyntaxKind.AwaitKeyword => true,
        (int)SyntaxKind.IdentifierToken => IsLockWord(token),
        _ => false,
    };

    // The names of asynchronous acquisitions, and of the types whose acquisitions are paired by hand.
    private static bool IsLockWord(SyntaxToken token)
    {
        string text = token.Text;
        return text.Length >= 9 && text.EndsWith("Async", StringComparison.Ordinal)
            ? text is "WaitAsync" or "EnterAsync" or "AcquireAsync" or "TryWaitAsync" or "TryEnterAsync" or "TryAcquireAsync" || text.EndsWith("LockAsync", StringComparison.Ordinal)
            : text is "SemaphoreSlim" or "AsyncLock" or "AsyncSemaphore" or "ReaderWriterLockSlim" or "Monitor" or "Mutex" or "Semaphore" or "SpinLock";
    }

    private static bool IsTask(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => IsTask(qualified.Right),
        SimpleNameSyntax name => name.Identifier.Text is "Task" or "ValueTask",
        _ => false,
    };
}
