using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// Decides from the syntax of a type alone which of its bodies can matter, before anything is bound: making the compiler bind bodies that
/// cannot matter is nearly all that an analyzer of this kind costs. What suspends can matter, and what uses a lock that is made to be awaited;
/// and of the others those that can do something to what these mention.
/// </summary>
internal sealed class SyntaxGate
{
    private readonly Dictionary<string, NamedUse> _mentioned;
    private readonly bool _isOpen;
    private readonly CancellationToken _cancellation;

    private SyntaxGate(Dictionary<string, NamedUse> mentioned, bool isOpen, CancellationToken cancellation)
    {
        _mentioned = mentioned;
        _isOpen = isOpen;
        _cancellation = cancellation;
    }

    /// <summary>How a body can do something to another by a member's name.</summary>
    [Flags]
    private enum NamedUse
    {
        None = 0,

        /// <summary>By writing it, or what it refers to.</summary>
        Write = 1,

        /// <summary>By handing it on, to be called whenever.</summary>
        Reference = 2,

        /// <summary>By any mention: who calls it says under which locks it runs, and who can be there by then.</summary>
        Mention = 4,

        /// <summary>By starting it, and not waiting for it.</summary>
        Start = 8,
    }

    /// <summary>Null where nothing in the type can suspend, or uses a lock; and where nothing in it can change anything that another task could miss.</summary>
    /// <param name="isOpen">Whether the type asks for all its bodies to be looked at.</param>
    internal static SyntaxGate? Of(INamedTypeSymbol type, bool isOpen, CompilationFacts facts, CancellationToken cancellation)
    {
        if (isOpen)
            return new SyntaxGate([], isOpen: true, cancellation);

        HashSet<string>? mentioned = null;
        bool locks = false;
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            locks |= FileWords.Locks(reference.SyntaxTree, cancellation);
            if (!FileWords.Suspends(reference.SyntaxTree, cancellation))
                continue;
            foreach (var suspending in MattersIn(reference.GetSyntax(cancellation)))
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

        if (mentioned is null || !CanChange(type, facts, cancellation))
            return null;
        var gate = new SyntaxGate(Uses(type, mentioned, locks), isOpen: false, cancellation);
        gate.AddPrivateHelpers(type);
        return gate;
    }

    // Tasks that are started without a limit have nothing to do with state.
    private static bool CanChange(INamedTypeSymbol type, CompilationFacts facts, CancellationToken cancellation) =>
        facts.LooksAtFanOutsOf(type, cancellation) || StateChanges.AreIn(type, facts.Options, cancellation);

    /// <summary>Whether a body suspends or locks, or does something to what a body that does mentions too.</summary>
    internal bool Admits(SyntaxNode body, ISymbol owner)
    {
        _cancellation.ThrowIfCancellationRequested();
        return _isOpen || _mentioned.ContainsKey(owner is IMethodSymbol { AssociatedSymbol: { } property } ? property.Name : owner.Name) || Concerns(body);
    }

    private bool Concerns(SyntaxNode body)
    {
        foreach (var token in body.DescendantTokens())
        {
            if (IsOfInterest(token) || (token.IsKind(SyntaxKind.IdentifierToken) && _mentioned.TryGetValue(token.Text, out var use) && Does(token, use)))
                return true;
        }

        return false;
    }

    // Whoever calls a private method that matters, matters.
    private void AddPrivateHelpers(INamedTypeSymbol type)
    {
        var helpers = type.DeclaringSyntaxReferences
            .SelectMany(reference => reference.GetSyntax(_cancellation).DescendantNodes(static node => node is TypeDeclarationSyntax or CompilationUnitSyntax))
            .OfType<MethodDeclarationSyntax>()
            .Where(method => IsPrivate(method) && !_mentioned.ContainsKey(method.Identifier.Text))
            .ToList();
        for (bool changed = true; changed;)
        {
            _cancellation.ThrowIfCancellationRequested();
            changed = false;
            for (int i = helpers.Count - 1; i >= 0; i--)
            {
                if (!Concerns(helpers[i]))
                    continue;
                _mentioned[helpers[i].Identifier.Text] = NamedUse.Mention;
                changed = true;
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

    // What one body can do to another: write state, take a lock, call it. Read-only state of other kinds matters to nobody.
    private static Dictionary<string, NamedUse> Uses(INamedTypeSymbol type, HashSet<string> mentioned, bool locks)
    {
        var uses = new Dictionary<string, NamedUse>();
        AddType(type);
        return uses;

        void AddType(INamedTypeSymbol owner)
        {
            for (var declaring = owner; declaring is not null && declaring.SpecialType != SpecialType.System_Object; declaring = declaring.BaseType)
            {
                foreach (var member in declaring.GetMembers())
                    Add(member.Name, UseOf(member));
            }

            foreach (var parameter in owner.InstanceConstructors.SelectMany(static constructor => constructor.Parameters))
                Add(parameter.Name, NamedUse.Write);
            foreach (var nested in owner.GetTypeMembers())
                AddType(nested);
        }

        void Add(string name, NamedUse use)
        {
            // Under which locks the others use a member tells what guards it.
            if (use != NamedUse.None && mentioned.Contains(name))
                uses[name] = locks ? NamedUse.Mention : uses.TryGetValue(name, out var known) ? known | use : use;
        }
    }

    private static NamedUse UseOf(ISymbol member) => member switch
    {
        IFieldSymbol { IsConst: true } => NamedUse.None,
        IFieldSymbol { IsReadOnly: true, Type: { SpecialType: not SpecialType.None } or { TypeKind: TypeKind.Delegate } } => NamedUse.None,
        { IsImplicitlyDeclared: true } and not IFieldSymbol => NamedUse.None,
        IMethodSymbol method when CallGraph.IsOfPrivateHelper(method) => NamedUse.Mention,
        IMethodSymbol { DeclaredAccessibility: Accessibility.Private } or IMethodSymbol { MethodKind: MethodKind.ExplicitInterfaceImplementation } => NamedUse.Mention,
        IMethodSymbol { IsAsync: true, ReturnsVoid: false } => NamedUse.Reference | NamedUse.Start,
        IMethodSymbol => NamedUse.Reference,
        INamedTypeSymbol => NamedUse.None,
        IEventSymbol => NamedUse.Mention,
        _ => NamedUse.Write,
    };

    /// <summary>Whether a name in a body stands for such a use.</summary>
    private static bool Does(SyntaxToken token, NamedUse use)
    {
        if ((use & NamedUse.Mention) != 0)
            return true;
        // this._list!.Count
        var node = token.Parent!;
        bool isWhole = true;
        while (node.Parent is { } parent)
        {
            if (parent is MemberAccessExpressionSyntax access)
                isWhole &= access.Name == node;
            else if (parent is not (ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }))
                break;
            node = parent;
        }

        bool isCalled = isWhole && node.Parent is InvocationExpressionSyntax call && call.Expression == node;
        if ((use & NamedUse.Reference) != 0 && !isCalled)
            return true;
        if ((use & NamedUse.Start) != 0 && isCalled && Concurrency.IsAbandoned(node.Parent!))
            return true;
        return (use & NamedUse.Write) != 0 && !isCalled && !IsOnlyLookedAt(node);
    }

    // A value that is compared, returned or computed with is not changed; what is kept, handed on or called on may be.
    private static bool IsOnlyLookedAt(SyntaxNode node) => node.Parent switch
    {
        ReturnStatementSyntax or ArrowExpressionClauseSyntax or IfStatementSyntax or InterpolationSyntax or IsPatternExpressionSyntax => true,
        BinaryExpressionSyntax { RawKind: not (int)SyntaxKind.CoalesceExpression } => true,
        PrefixUnaryExpressionSyntax { RawKind: not ((int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression) } => true,
        ConditionalExpressionSyntax choice => choice.Condition == node,
        _ => false,
    };

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
