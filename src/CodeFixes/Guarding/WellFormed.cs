using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>Widens a section until it can stand in a block of its own, and tells whether a lock may be held over it at all.</summary>
internal sealed class WellFormed(SemanticModel model, CancellationToken cancellationToken)
{
    /// <summary>
    /// The section, wide enough that what it declares is not needed behind it (but for <see cref="Hoisted"/> locals),
    /// or null where it cannot be guarded.
    /// </summary>
    internal Section? Widened(Section section)
    {
        if (section.IsExpression)
        {
            return IsInExpressionTree(section.Body) || !MayHold(section) ? null : section;
        }

        // One cannot await inside a lock statement, and a thread that blocks while it holds one invites a deadlock: go around it.
        if (section.Nodes.First().Ancestors().TakeWhile(node => node != section.Body.Node).OfType<LockStatementSyntax>().LastOrDefault() is { } monitor)
        {
            if (Section.Covering(section.Body, [monitor]) is not { } around)
            {
                return null;
            }

            section = around;
        }

        for (var last = LastNeeded(section); last != section.Last; last = LastNeeded(section))
        {
            section = section.UpTo(last);
        }

        return IsInExpressionTree(section.Body) || !MayHold(section) ? null : section;
    }

    /// <summary>The locals of a section that are used behind it and can be declared before it.</summary>
    internal IReadOnlyList<LocalDeclarationStatementSyntax> Hoisted(Section section) =>
        section.IsExpression
            ? []
            : [.. section.Nodes.OfType<LocalDeclarationStatementSyntax>().Where(declaration => CanHoist(declaration) && LastUse(section, declaration) > section.Last)];

    private int LastNeeded(Section section)
    {
        var last = section.Last;
        foreach (var statement in section.Nodes)
        {
            if (statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 })
            {
                // Its scope is the rest of the list; a smaller one would dispose it earlier.
                return section.List.Count - 1;
            }

            var use = LastUse(section, statement);
            if (use > section.Last && (!Suspends(section, use) || !(statement is LocalDeclarationStatementSyntax declaration && CanHoist(declaration))))
            {
                last = Math.Max(last, use);
            }
        }

        return last;
    }

    /// <summary>Whether anything is awaited up to the use of a value; where nothing is, the use may as well be inside.</summary>
    private static bool Suspends(Section section, int use) =>
        section.List.Skip(section.Last + 1).Take(use - section.Last).Any(AwaitStyle.Suspends);

    /// <summary>The index of the last statement of the list that uses what a statement declares for the whole list.</summary>
    private int LastUse(Section section, SyntaxNode statement)
    {
        var declared = Declared((StatementSyntax)statement).ToList();
        if (declared.Count == 0)
        {
            return -1;
        }

        for (var i = section.List.Count - 1; i > section.Last; i--)
        {
            if (section.List[i].DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
                declared.Exists(symbol => symbol.Name == name.Identifier.ValueText)
                && model.GetSymbolInfo(name, cancellationToken).Symbol is { } used
                && declared.Contains(used, SymbolEqualityComparer.Default)))
            {
                return i;
            }
        }

        return -1;
    }

    private IEnumerable<ISymbol> Declared(StatementSyntax statement)
    {
        // Only these let a variable out into the list that they are in.
        if (statement is not (LocalDeclarationStatementSyntax or ExpressionStatementSyntax or LocalFunctionStatementSyntax or IfStatementSyntax
            or ReturnStatementSyntax or ThrowStatementSyntax or YieldStatementSyntax or LockStatementSyntax or SwitchStatementSyntax or WhileStatementSyntax))
        {
            yield break;
        }

        foreach (var node in statement is LocalFunctionStatementSyntax ? [statement] : Body.OwnNodesOf(statement))
        {
            if (node is VariableDeclaratorSyntax or SingleVariableDesignationSyntax or LocalFunctionStatementSyntax
                && model.GetDeclaredSymbol(node, cancellationToken) is { } symbol)
            {
                yield return symbol;
            }
        }
    }

    private bool CanHoist(LocalDeclarationStatementSyntax declaration)
    {
        if (declaration.UsingKeyword.RawKind != 0 || declaration.Modifiers.Count > 0 || declaration.Declaration.Variables.Count != 1
            || declaration.Declaration.Type is RefTypeSyntax or ScopedTypeSyntax
            || declaration.Declaration.Variables[0].Initializer?.Value is null or InitializerExpressionSyntax or RefExpressionSyntax)
        {
            return false;
        }

        return model.GetDeclaredSymbol(declaration.Declaration.Variables[0], cancellationToken) is ILocalSymbol { Type: { IsRefLikeType: false } type }
            && CanBeNamed(type);
    }

    internal static bool CanBeNamed(ITypeSymbol type) => type switch
    {
        { IsAnonymousType: true } or { TypeKind: TypeKind.Error } => false,
        IArrayTypeSymbol array => CanBeNamed(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.All(CanBeNamed),
        _ => true,
    };

    /// <summary>Whether a lock may be held here from beginning to end.</summary>
    private bool MayHold(Section section)
    {
        if (section.Nodes.Any(static node => node.ContainsDirectives))
        {
            // Under another symbol the code is another one, and nobody looked at that.
            return false;
        }

        var nodes = section.Nodes.SelectMany(Body.OwnNodesOf).ToList();
        if (nodes.Exists(static node => node is YieldStatementSyntax or LabeledStatementSyntax or GotoStatementSyntax { CaseOrDefaultKeyword.RawKind: 0 }))
        {
            // A consumer's code runs at a yield; a jump would not find its label.
            return false;
        }

        if (nodes.Exists(IsEndless))
        {
            return false;
        }

        if (!section.Body.IsAsync && AsyncConversion.Of(section.Body, model, cancellationToken) is null)
        {
            // A task that is returned runs on when the lock is released.
            return !nodes.OfType<ReturnStatementSyntax>().Any(statement => statement.Expression is { } value && IsTask(value))
                && !(section.IsExpression && section.Body.Expression is { } result && IsTask(result));
        }

        return !section.Nodes.First().Ancestors().TakeWhile(node => node != section.Body.Node)
                .Any(static node => node is UnsafeStatementSyntax or FixedStatementSyntax or CatchFilterClauseSyntax)
            && !IsInUnsafeCode(section.Body.Node)
            && !UsesRefFromOutside(section, nodes);
    }

    /// <summary>A loop that never ends by itself would hold the lock for as long as the program runs.</summary>
    private static bool IsEndless(SyntaxNode node) =>
        node switch
        {
            WhileStatementSyntax { Condition: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression } } => true,
            DoStatementSyntax { Condition: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression } } => true,
            ForStatementSyntax { Condition: null } => true,
            _ => false,
        }
        && Body.OwnNodesOf(node).Any(static inner => inner is AwaitExpressionSyntax);

    private bool IsTask(ExpressionSyntax expression) =>
        model.GetTypeInfo(expression, cancellationToken).Type is { } type
        && type.GetMembers("GetAwaiter").Any(static member => member is IMethodSymbol { Parameters.IsEmpty: true });

    private static bool IsInUnsafeCode(SyntaxNode function) =>
        function.AncestorsAndSelf().Any(static node => node switch
        {
            MemberDeclarationSyntax member => member.Modifiers.Any(SyntaxKind.UnsafeKeyword),
            LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.UnsafeKeyword),
            _ => node is UnsafeStatementSyntax,
        });

    /// <summary>A span or a reference cannot live across the await that acquires the lock.</summary>
    private bool UsesRefFromOutside(Section section, List<SyntaxNode> nodes) =>
        nodes.OfType<IdentifierNameSyntax>().Any(name =>
            model.GetSymbolInfo(name, cancellationToken).Symbol is ILocalSymbol local
            && (local.IsRef || local.Type.IsRefLikeType)
            && local.DeclaringSyntaxReferences.Any(reference => !section.Span.Contains(reference.Span)));

    private bool IsInExpressionTree(Body body) =>
        body.Node.AncestorsAndSelf().OfType<AnonymousFunctionExpressionSyntax>().Any(lambda =>
            model.GetTypeInfo(lambda, cancellationToken).ConvertedType?.OriginalDefinition.ToDisplayString() == "System.Linq.Expressions.Expression<TDelegate>");
}
