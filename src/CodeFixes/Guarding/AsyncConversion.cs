using AsyncRace.CodeFixes.Editing;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>
/// Makes a function async that returns a task without being so: its thread need not block, and its task ends when the lock is released,
/// not before.
/// </summary>
internal sealed class AsyncConversion
{
    private const string Tasks = "System.Threading.Tasks.";

    private readonly Body _body;
    private readonly bool _hasResult;
    private readonly SemanticModel _model;
    private readonly CancellationToken _cancellationToken;

    private AsyncConversion(Body body, bool hasResult, SemanticModel model, CancellationToken cancellationToken)
    {
        _body = body;
        _hasResult = hasResult;
        _model = model;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The conversion of a function, or null where it returns no task, is async already, or cannot be.</summary>
    internal static AsyncConversion? Of(Body body, SemanticModel model, CancellationToken cancellationToken)
    {
        if (body.IsAsync
            || body.Node is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax)
            || body.Symbol(model, cancellationToken) is not IMethodSymbol { ReturnsByRef: false, ReturnsByRefReadonly: false, ReturnType: INamedTypeSymbol type } method
            || method.Parameters.Any(static parameter => parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType || parameter.Type.TypeKind == TypeKind.Pointer))
        {
            return null;
        }

        var hasResult = type.TypeArguments.Length == 1;
        if (type.OriginalDefinition.ToDisplayString() is not (Tasks + "Task" or Tasks + "Task<TResult>" or Tasks + "ValueTask" or Tasks + "ValueTask<TResult>"))
        {
            return null;
        }

        var conversion = new AsyncConversion(body, hasResult, model, cancellationToken);
        return conversion.Results().All(conversion.CanConvert) ? conversion : null;
    }

    /// <summary>Writes it, but for an expression that becomes a block: that is for <see cref="Statement"/>.</summary>
    internal void Write(DocumentEdits edits)
    {
        foreach (var result in _body.OwnNodes().OfType<ReturnStatementSyntax>())
        {
            edits.Change(result, current => Converted((ReturnStatementSyntax)current, result));
        }

        edits.Change(_body.Node, static function => WithoutLastReturn(WithAsync(function)));
    }

    /// <summary>The function's expression as the statement that is left of it.</summary>
    internal StatementSyntax Statement(ExpressionSyntax expression, string indent, Layout layout) =>
        ExpressionBody.Statement(Value(_body.Expression!) is { } value ? value : Awaited(expression.WithoutTrivia()), _hasResult, indent, layout);

    private IEnumerable<ExpressionSyntax?> Results() =>
        _body.Expression is { } expression ? [expression] : _body.OwnNodes().OfType<ReturnStatementSyntax>().Select(static statement => statement.Expression);

    private bool CanConvert(ExpressionSyntax? result) =>
        result is not null
        && (Value(result) is not null
            || (IsCompleted(result) && _body.Expression is null)
            || (IsTask(result) && (_hasResult || IsLast(result))));

    private bool IsTask(ExpressionSyntax expression) =>
        _model.GetTypeInfo(expression, _cancellationToken).Type is { } type
        && type.GetMembers("GetAwaiter").Any(static member => member is IMethodSymbol { Parameters.IsEmpty: true });

    /// <summary>Nothing follows where an await, without a <c>return</c>, takes the place of the result.</summary>
    private bool IsLast(ExpressionSyntax result) =>
        _body.Expression == result || (_body.Block is { } block && block.Statements.LastOrDefault() == result.Parent);

    /// <summary><c>Task.CompletedTask</c>.</summary>
    private bool IsCompleted(ExpressionSyntax result) =>
        !_hasResult && result is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" } && IsOfTasks(result);

    /// <summary>The value in <c>Task.FromResult(value)</c>.</summary>
    private ExpressionSyntax? Value(ExpressionSyntax result) =>
        _hasResult
        && result is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult" }, ArgumentList.Arguments: { Count: 1 } arguments }
        && IsOfTasks(result)
            ? arguments[0].Expression.WithoutTrivia()
            : null;

    private bool IsOfTasks(ExpressionSyntax expression) =>
        _model.GetSymbolInfo(expression, _cancellationToken).Symbol?.ContainingType is { } type && type.ToDisplayString() is Tasks + "Task" or Tasks + "ValueTask";

    private StatementSyntax Converted(ReturnStatementSyntax current, ReturnStatementSyntax original)
    {
        var result = original.Expression!;
        if (IsCompleted(result))
        {
            return current.WithReturnKeyword(current.ReturnKeyword.WithTrailingTrivia()).WithExpression(null);
        }

        // What the expression has become, should something in it have been changed as well.
        var value = Value(result) is null
            ? Awaited(current.Expression!.WithoutTrivia())
            : ((InvocationExpressionSyntax)current.Expression!).ArgumentList.Arguments[0].Expression.WithoutTrivia();
        return _hasResult
            ? current.WithExpression(value)
            : SyntaxFactory.ExpressionStatement(value.WithLeadingTrivia(current.GetLeadingTrivia()), current.SemicolonToken);
    }

    private static ExpressionSyntax Awaited(ExpressionSyntax task) =>
        SyntaxFactory.AwaitExpression(
            Code.Token(SyntaxKind.AwaitKeyword, after: " "),
            task is ConditionalExpressionSyntax or BinaryExpressionSyntax or AssignmentExpressionSyntax or SwitchExpressionSyntax or AwaitExpressionSyntax
                ? SyntaxFactory.ParenthesizedExpression(task)
                : task);

    private static SyntaxNode WithAsync(SyntaxNode function)
    {
        var modifiers = function switch
        {
            MethodDeclarationSyntax method => method.Modifiers,
            LocalFunctionStatementSyntax local => local.Modifiers,
            _ => default,
        };
        if (modifiers.Count == 0)
        {
            var first = function.GetFirstToken();
            var unindented = function.ReplaceToken(first, first.WithLeadingTrivia());
            var modifier = SyntaxFactory.TokenList(Code.Token(SyntaxKind.AsyncKeyword, after: " ").WithLeadingTrivia(first.LeadingTrivia));
            return unindented is MethodDeclarationSyntax method ? method.WithModifiers(modifier) : ((LocalFunctionStatementSyntax)unindented).WithModifiers(modifier);
        }

        // 'partial' has to stay the last.
        var partial = modifiers.IndexOf(SyntaxKind.PartialKeyword);
        SyntaxTokenList extended;
        if (partial == 0)
        {
            extended = modifiers.Replace(modifiers[0], modifiers[0].WithLeadingTrivia()).Insert(0, Code.Token(SyntaxKind.AsyncKeyword, after: " ").WithLeadingTrivia(modifiers[0].LeadingTrivia));
        }
        else
        {
            extended = modifiers.Insert(partial < 0 ? modifiers.Count : partial, Code.Token(SyntaxKind.AsyncKeyword, after: " "));
        }

        return function is MethodDeclarationSyntax declared ? declared.WithModifiers(extended) : ((LocalFunctionStatementSyntax)function).WithModifiers(extended);
    }

    /// <summary>A <c>return;</c> at the end says nothing any more.</summary>
    private static SyntaxNode WithoutLastReturn(SyntaxNode function)
    {
        if (Body.BlockOf(function) is not { Statements: { Count: > 1 } statements } block
            || statements[statements.Count - 1] is not ReturnStatementSyntax { Expression: null } last
            || last.GetLeadingTrivia().Concat(last.GetTrailingTrivia()).Any(static trivia => trivia.Kind() is not (SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia)))
        {
            return function;
        }

        return function.ReplaceNode(block, block.WithStatements(statements.RemoveAt(statements.Count - 1)));
    }
}
