using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// Tells from the syntax of a member which names in it can only mean variables that a call has for itself: no function inside another uses
/// them, which might run at any time. And it tells what these may refer to. Two variables of one name count as one.
/// </summary>
internal sealed class OwnVariables
{
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);
    private readonly HashSet<string> _captured = new(StringComparer.Ordinal);
    private readonly HashSet<string> _referToState = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SyntaxNode> _functionOf = new(StringComparer.Ordinal);
    private readonly List<(string Variable, ExpressionSyntax Value)> _given = [];
    private readonly bool _areParametersState;

    /// <param name="members">What the names mean where no variable is in scope.</param>
    /// <param name="areParametersState">Whether the objects that a member is handed count as the type's own.</param>
    internal OwnVariables(SyntaxNode member, HashSet<string> members, bool areParametersState)
    {
        _areParametersState = areParametersState;
        var functions = new Stack<SyntaxNode>();
        functions.Push(member);
        foreach (var node in member.DescendantNodes())
        {
            while (functions.Count > 1 && node.SpanStart >= functions.Peek().Span.End)
                functions.Pop();
            if (IsFunction(node))
                functions.Push(node);
            else
                Look(node, functions.Peek());
        }

        _own.ExceptWith(members);
        _own.ExceptWith(_captured);
        while (_given.RemoveAll(given => IsState(given.Value) && _referToState.Add(given.Variable)) > 0)
        {
            // What is given a variable that refers to the type's state does so, too.
        }
    }

    /// <summary>Whether the name is a variable's, and of nothing else.</summary>
    internal bool IsOwn(string name) => _own.Contains(name);

    /// <summary>
    /// Whether the value may be the type's own object, or one that is reached from there by name. What a call returns, an element of a
    /// collection, and what a member is handed may be known to others as well, but nobody can tell to whom: it counts as no state of the type.
    /// </summary>
    internal bool IsState(ExpressionSyntax value) => value switch
    {
        IdentifierNameSyntax { Identifier.ValueText: var name } => !IsOwn(name) || _referToState.Contains(name),
        MemberAccessExpressionSyntax access => IsState(access.Expression),
        ConditionalAccessExpressionSyntax access => IsState(access.Expression),
        ParenthesizedExpressionSyntax inner => IsState(inner.Expression),
        CastExpressionSyntax cast => IsState(cast.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } known => IsState(known.Operand),
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment => IsState(assignment.Right),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AsExpression } cast => IsState(cast.Left),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } choice => IsState(choice.Left) || IsState(choice.Right),
        ConditionalExpressionSyntax choice => IsState(choice.WhenTrue) || IsState(choice.WhenFalse),
        InvocationExpressionSyntax or AwaitExpressionSyntax or ElementAccessExpressionSyntax or LiteralExpressionSyntax or BinaryExpressionSyntax or InterpolatedStringExpressionSyntax
            or BaseObjectCreationExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or AnonymousObjectCreationExpressionSyntax
            or AnonymousFunctionExpressionSyntax or QueryExpressionSyntax or ThrowExpressionSyntax => false,
        _ => true,
    };

    /// <summary>The innermost function that the code is in; the member itself where it is in none.</summary>
    internal static SyntaxNode FunctionAround(SyntaxNode code, SyntaxNode member)
    {
        var outer = code.Parent;
        while (outer is not null && outer != member && !IsFunction(outer))
            outer = outer.Parent;
        return outer ?? member;
    }

    // The clauses of a query are functions, too.
    private static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or QueryExpressionSyntax;

    private void Look(SyntaxNode node, SyntaxNode function)
    {
        switch (node)
        {
            case IdentifierNameSyntax { Identifier.ValueText: var name }:
                Mention(name, function);
                break;
            case VariableDeclaratorSyntax { Identifier.ValueText: var name, Initializer: var initializer }:
                Declare(name, function);
                if (initializer is not null)
                    _given.Add((name, initializer.Value));
                break;
            case SingleVariableDesignationSyntax { Identifier.ValueText: var name } designation:
                Declare(name, function);
                if (designation.Parent is PatternSyntax pattern)
                    Match(pattern, name);
                break;
            case ParameterSyntax { Identifier.ValueText: var name }:
                Declare(name, function);
                if (_areParametersState)
                    _referToState.Add(name);
                break;
            case ForEachStatementSyntax { Identifier.ValueText: var name }:
                Declare(name, function);
                break;
            case AssignmentExpressionSyntax { Left: var target, Right: var value }:
                Give(target, value);
                break;
        }
    }

    private void Mention(string name, SyntaxNode function)
    {
        if (!_functionOf.TryGetValue(name, out var known))
            _functionOf.Add(name, function);
        else if (known != function)
            _captured.Add(name);
    }

    private void Declare(string name, SyntaxNode function)
    {
        Mention(name, function);
        _own.Add(name);
    }

    private void Match(PatternSyntax pattern, string name)
    {
        var whole = pattern.Parent;
        while (whole is PatternSyntax or SubpatternSyntax or PositionalPatternClauseSyntax or PropertyPatternClauseSyntax)
            whole = whole.Parent;
        if (whole switch
        {
            IsPatternExpressionSyntax test => test.Expression,
            SwitchExpressionArmSyntax { Parent: SwitchExpressionSyntax choice } => choice.GoverningExpression,
            SwitchLabelSyntax { Parent.Parent: SwitchStatementSyntax choice } => choice.Expression,
            _ => null,
        } is { } matched)
        {
            _given.Add((name, matched));
        }
        else
        {
            _referToState.Add(name);
        }
    }

    // (a, b) = (c, d): which of them gets what does not matter.
    private void Give(ExpressionSyntax target, ExpressionSyntax value)
    {
        foreach (var part in target.DescendantNodesAndSelf(static part => part is ParenthesizedExpressionSyntax or TupleExpressionSyntax or ArgumentSyntax or DeclarationExpressionSyntax or VariableDesignationSyntax))
        {
            if (part is IdentifierNameSyntax { Identifier.ValueText: var name })
                _given.Add((name, value));
            else if (part is SingleVariableDesignationSyntax { Identifier.ValueText: var declared })
                _given.Add((declared, value));
        }
    }
}
