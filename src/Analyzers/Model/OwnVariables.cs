using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// Tells from the syntax of a member which names in it can only mean variables that a call has for itself: no function inside another uses
/// them, which might run at any time. Two variables of one name count as one.
/// </summary>
internal sealed class OwnVariables
{
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _captured = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SyntaxNode> _functionOf = new(StringComparer.Ordinal);

    /// <param name="members">What the names mean where no variable is in scope.</param>
    internal OwnVariables(SyntaxNode member, HashSet<string> members)
    {
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

        _declared.ExceptWith(members);
        _declared.ExceptWith(_captured);
    }

    /// <summary>Whether the name is a variable's, and of nothing else.</summary>
    internal bool IsOwn(string name) => _declared.Contains(name);

    /// <summary>Whether such a variable only ever refers to objects that the member has made.</summary>
    internal bool IsNew(string name) => IsOwn(name) && !_given.Contains(name);

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
                Declare(name, function, isNew: initializer is { Value: var made } && IsNewObject(made));
                break;
            case SingleVariableDesignationSyntax { Identifier.ValueText: var name }:
                Declare(name, function, isNew: false);
                break;
            case ParameterSyntax { Identifier.ValueText: var name }:
                Declare(name, function, isNew: false);
                break;
            case ForEachStatementSyntax { Identifier.ValueText: var name }:
                Declare(name, function, isNew: false);
                break;
            case AssignmentExpressionSyntax { Left: var target, Right: var value } when !IsNewObject(value):
                Give(target);
                break;
            case ArgumentSyntax { RefKindKeyword.RawKind: not 0, Expression: var target }:
                Give(target);
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

    private void Declare(string name, SyntaxNode function, bool isNew)
    {
        Mention(name, function);
        _declared.Add(name);
        if (!isNew)
            _given.Add(name);
    }

    // What a variable is given later, it may share.
    private void Give(ExpressionSyntax target)
    {
        foreach (var part in target.DescendantNodesAndSelf(static part => part is ParenthesizedExpressionSyntax or TupleExpressionSyntax or ArgumentSyntax))
        {
            if (part is IdentifierNameSyntax { Identifier.ValueText: var name })
                _given.Add(name);
        }
    }

    private static bool IsNewObject(ExpressionSyntax value) => value is BaseObjectCreationExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax;
}
