using AsyncRace.Analyzers.Flow.Pairing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model.Pairing;

/// <summary>A lock that is a type's own field or property, or a method's own variable: who can get hold of it, and what it starts with. Asked only where it decides a report.</summary>
internal sealed class LockMember
{
    private LockMember(ISymbol symbol, bool isPrivate, bool isResized, List<BaseObjectCreationExpressionSyntax> creations)
    {
        IsResized = isResized;
        Symbol = symbol;
        IsPrivate = isPrivate;
        Creations = creations;
    }

    internal ISymbol Symbol { get; }

    /// <summary>Whether nobody outside its type can acquire or release it: it is private and is never handed out.</summary>
    internal bool IsPrivate { get; }

    /// <summary>Whether somewhere several permits are released at once: then its limit may be meant to move.</summary>
    internal bool IsResized { get; }

    /// <summary>Where the objects for it are made.</summary>
    internal List<BaseObjectCreationExpressionSyntax> Creations { get; }

    /// <summary>Whether it is a semaphore that starts with nothing in it: whoever waits for it waits for a signal, and whoever releases it sends one.</summary>
    internal bool IsSignal => Creations.Exists(static creation => creation.ArgumentList is { Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: 0 } }, ..] });

    /// <summary>Null where the lock is not a member of the type itself.</summary>
    internal static LockMember? Of(LockKey key)
    {
        if (key.Location is not { IsContents: false, Members: [{ } symbol] } location || (location.Root is not null && !symbol.IsStatic))
            return null;
        var outermost = symbol.ContainingType;
        while (outermost.ContainingType is { } outer)
            outermost = outer;

        return Read(symbol, symbol.DeclaredAccessibility == Accessibility.Private || IsInsidePrivateType(symbol), outermost.DeclaringSyntaxReferences.Select(static reference => reference.GetSyntax()));
    }

    /// <summary>Null where the lock is not a variable.</summary>
    internal static LockMember? OfVariable(LockKey key) =>
        key.Location is { IsContents: false, Members.IsEmpty: true, Root: ILocalSymbol { DeclaringSyntaxReferences: [var reference] } local }
        && reference.GetSyntax().FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member
            ? Read(local, isPrivate: true, [member is GlobalStatementSyntax { Parent: { } program } ? program : member])
            : null;

    private static LockMember Read(ISymbol symbol, bool isPrivate, IEnumerable<SyntaxNode> scopes)
    {
        bool isResized = false;
        var creations = new List<BaseObjectCreationExpressionSyntax>();
        foreach (var scope in scopes)
        {
            foreach (var token in scope.DescendantTokens())
            {
                if (!token.IsKind(SyntaxKind.IdentifierToken) || token.Text != symbol.Name)
                    continue;
                isPrivate &= !IsHandedOut(token);
                isResized |= IsReleasedSeveralTimes(token);
                if (Assigned(token) is BaseObjectCreationExpressionSyntax creation)
                    creations.Add(creation);
            }
        }

        return new LockMember(symbol, isPrivate, isResized, creations);
    }

    private static bool IsInsidePrivateType(ISymbol symbol) =>
        symbol.ContainingType is { DeclaredAccessibility: Accessibility.Private, ContainingType: not null };

    private static ExpressionSyntax? Assigned(SyntaxToken name) => name.Parent switch
    {
        VariableDeclaratorSyntax declarator => declarator.Initializer?.Value,
        PropertyDeclarationSyntax property => property.Initializer?.Value,
        IdentifierNameSyntax identifier when Whole(identifier).Parent is AssignmentExpressionSyntax assignment && assignment.Left == Whole(identifier) => assignment.Right,
        _ => null,
    };

    // this._lock, owner._lock
    private static ExpressionSyntax Whole(IdentifierNameSyntax name) =>
        name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;

    private static bool IsReleasedSeveralTimes(SyntaxToken name) =>
        name.Parent is IdentifierNameSyntax identifier && Whole(identifier).Parent switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.Text: "Release", Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } } => true,
            ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name.Identifier.Text: "Release" }, ArgumentList.Arguments.Count: > 0 } } => true,
            _ => false,
        };

    private static bool IsHandedOut(SyntaxToken name)
    {
        if (name.Parent is not IdentifierNameSyntax identifier)
            return false;
        ExpressionSyntax whole = Whole(identifier);
        while (whole.Parent is ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
            whole = (ExpressionSyntax)whole.Parent;
        return whole.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression != whole,
            ConditionalAccessExpressionSyntax access => access.Expression != whole,
            AssignmentExpressionSyntax assignment => assignment.Left != whole,
            BinaryExpressionSyntax comparison => !comparison.IsKind(SyntaxKind.EqualsExpression) && !comparison.IsKind(SyntaxKind.NotEqualsExpression),
            IsPatternExpressionSyntax or NameColonSyntax or NameEqualsSyntax or TypeSyntax or VariableDeclarationSyntax or ParameterSyntax => false,
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => call.Expression is not (IdentifierNameSyntax { Identifier.Text: "nameof" } or MemberAccessExpressionSyntax { Name.Identifier.Text: "Enter" or "Exit" or "TryEnter" or "Wait" or "Pulse" or "PulseAll" }),
            LockStatementSyntax => false,
            _ => true,
        };
    }
}
