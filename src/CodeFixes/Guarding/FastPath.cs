using AsyncRace.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>
/// The check that a section begins with, made once before the lock is taken and once inside: whoever finds the work done need not wait.
/// </summary>
internal sealed class FastPath
{
    private readonly Writer _write;

    private FastPath(Writer write) => _write = write;

    /// <summary>Puts statements that are at an indentation into the lock.</summary>
    internal delegate IEnumerable<StatementSyntax> Guard(IReadOnlyList<StatementSyntax> statements, string indent);

    private delegate IEnumerable<StatementSyntax> Writer(IReadOnlyList<StatementSyntax> statements, string indent, Guard guard, Layout layout);

    /// <summary>The fast path of a section, or null where its check cannot be made without the lock.</summary>
    internal static FastPath? Of(Section section, SemanticModel model, CancellationToken cancellationToken)
    {
        if (section.IsExpression)
        {
            return Coalesced(section.Body.Expression) is { } expression && IsPlain(expression.Left, model, cancellationToken) ? new FastPath(AroundInitialization) : null;
        }

        var statements = section.Nodes.Cast<StatementSyntax>().ToList();
        switch (statements[0])
        {
            case IfStatementSyntax { Else: null } check when !IsPlain(check.Condition, model, cancellationToken):
                return null;
            case IfStatementSyntax { Else: null } check when Exit(check.Statement) is { } exit:
                return statements.Count > 1 && (exit is not ReturnStatementSyntax { Expression: { } given } || IsPlain(given, model, cancellationToken)) ? new FastPath(BehindEarlyExit) : null;
            case IfStatementSyntax { Else: null }:
                return IsFollowedByResult() ? new FastPath(InsideCheck) : null;
            case ExpressionStatementSyntax { Expression: var set } when Coalesced(set) is { } initialization:
                return IsPlain(initialization.Left, model, cancellationToken) && IsFollowedByResult() ? new FastPath(AroundInitialization) : null;
            case ReturnStatementSyntax { Expression: { } set } when Coalesced(set) is { } initialization:
                return IsPlain(initialization.Left, model, cancellationToken) ? new FastPath(AroundInitialization) : null;
            default:
                return null;
        }

        // What is behind the check may only give the value away.
        bool IsFollowedByResult() =>
            statements.Skip(1).All(statement => statement is ReturnStatementSyntax { Expression: { } result } && IsPlain(result, model, cancellationToken));
    }

    /// <summary>The statements of the section, guarded by <paramref name="guard"/>, behind their check.</summary>
    internal IEnumerable<StatementSyntax> Write(IReadOnlyList<StatementSyntax> statements, string indent, Guard guard, Layout layout) =>
        _write(statements, indent, guard, layout);

    /// <summary><c>if (_done) return;</c> stays, and is asked again inside.</summary>
    private static IEnumerable<StatementSyntax> BehindEarlyExit(IReadOnlyList<StatementSyntax> statements, string indent, Guard guard, Layout layout) =>
        [Code.EndingLine(statements[0], layout), .. guard([Bare(statements[0], indent), .. statements.Skip(1)], indent)];

    /// <summary><c>if (_value is null) { … }</c> inside another of its kind.</summary>
    private static IEnumerable<StatementSyntax> InsideCheck(IReadOnlyList<StatementSyntax> statements, string indent, Guard guard, Layout layout)
    {
        var check = (IfStatementSyntax)statements[0];
        var inside = guard([Indentation.Deeper(Bare(check, indent), layout.Unit)], indent + layout.Unit);
        return [If(check.Condition, check, inside, indent, layout), .. statements.Skip(1)];
    }

    /// <summary><c>_value ??= …</c> inside <c>if (_value is null)</c>.</summary>
    private static IEnumerable<StatementSyntax> AroundInitialization(IReadOnlyList<StatementSyntax> statements, string indent, Guard guard, Layout layout)
    {
        var first = statements[0];
        var set = Coalesced(first is ReturnStatementSyntax { Expression: { } result } ? result : ((ExpressionStatementSyntax)first).Expression)!;
        var inside = guard([Code.Line(indent + layout.Unit, Indented(set.WithoutTrivia(), layout), layout)], indent + layout.Unit);
        yield return If(Code.Expression($"{set.Left.WithoutTrivia()} is null"), first, inside, indent, layout);
        if (first is ReturnStatementSyntax)
        {
            yield return Code.Line(indent, $"return {set.Left.WithoutTrivia()};", layout).WithTrailingTrivia(first.GetTrailingTrivia());
        }

        foreach (var statement in statements.Skip(1))
        {
            yield return statement;
        }
    }

    private static ExpressionSyntax Indented(ExpressionSyntax expression, Layout layout) => Indentation.Deeper(expression, layout.Unit).WithoutLeadingTrivia();

    private static IfStatementSyntax If(ExpressionSyntax condition, StatementSyntax original, IEnumerable<StatementSyntax> inside, string indent, Layout layout) =>
        SyntaxFactory.IfStatement(
            attributeLists: default,
            Code.Token(SyntaxKind.IfKeyword, after: " "),
            Code.Token(SyntaxKind.OpenParenToken),
            condition.WithoutTrivia(),
            Code.Token(SyntaxKind.CloseParenToken, after: Code.BeforeBlock(layout)),
            Code.Block(indent, inside, layout, layout.EndOfLine),
            @else: null).WithLeadingTrivia(original.GetLeadingTrivia());

    /// <summary>The comments stay where the check is made first.</summary>
    private static StatementSyntax Bare(StatementSyntax statement, string indent) => statement.WithLeadingTrivia(Code.Space(indent));

    private static AssignmentExpressionSyntax? Coalesced(ExpressionSyntax? expression) =>
        expression is AssignmentExpressionSyntax set && set.IsKind(SyntaxKind.CoalesceAssignmentExpression) ? set : null;

    /// <summary>The statement that leaves at once, if that is all that there is.</summary>
    private static StatementSyntax? Exit(StatementSyntax statement) => statement switch
    {
        BlockSyntax { Statements: { Count: 1 } statements } => Exit(statements[0]),
        ReturnStatementSyntax or ThrowStatementSyntax => statement,
        _ => null,
    };

    /// <summary>Whether an expression only looks at values that are read whole: then it may be asked while someone else writes.</summary>
    private static bool IsPlain(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellationToken) =>
        expression.DescendantNodesAndSelf().All(node => node switch
        {
            IdentifierNameSyntax name => model.GetSymbolInfo(name, cancellationToken).Symbol switch
            {
                IFieldSymbol field => IsReadWhole(field.Type),
                IPropertySymbol property => IsReadWhole(property.Type),
                ILocalSymbol or IParameterSymbol or ITypeSymbol or INamespaceSymbol => true,
                _ => false,
            },
            BinaryExpressionSyntax binary => binary.Kind() is not (SyntaxKind.AsExpression or SyntaxKind.CoalesceExpression),
            PrefixUnaryExpressionSyntax prefix => prefix.Kind() is SyntaxKind.LogicalNotExpression or SyntaxKind.UnaryMinusExpression,
            PostfixUnaryExpressionSyntax postfix => postfix.IsKind(SyntaxKind.SuppressNullableWarningExpression),
            MemberAccessExpressionSyntax or ThisExpressionSyntax or LiteralExpressionSyntax or ParenthesizedExpressionSyntax or IsPatternExpressionSyntax
                or ConstantPatternSyntax or UnaryPatternSyntax or PropertyPatternClauseSyntax or PredefinedTypeSyntax => true,
            RecursivePatternSyntax pattern => pattern.Designation is null,
            _ => false,
        });

    private static bool IsReadWhole(ITypeSymbol type) =>
        type.IsReferenceType || type.TypeKind == TypeKind.Enum
        || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char or (>= SpecialType.System_SByte and <= SpecialType.System_UInt32);
}
