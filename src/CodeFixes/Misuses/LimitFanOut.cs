using AsyncRace.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>304: a semaphore lets ten run at a time; the number is for a person to change.</summary>
internal sealed class LimitFanOut : MisuseFix
{
    private const int Limit = 10;

    internal override string RuleId => Analyzers.Rules.RuleId.UnboundedFanOut;

    internal override string EquivalenceKey => "AsyncRace.LimitFanOut";

    internal override string Title => "Let a semaphore limit how many run";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        // Only where the tasks are made in the call itself: those of a query that is stored may have been started elsewhere.
        if (place.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { ArgumentList.Arguments: [{ Expression: var tasks }] } call
            || SelectIn(tasks) is not { ArgumentList.Arguments: [{ Expression: var selector }] }
            || selector is AnonymousFunctionExpressionSyntax { Modifiers: var modifiers } && modifiers.Any(static modifier => modifier.Text == "static")
            || call.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax } statement
            || call.Ancestors().TakeWhile(node => node != statement).Any(static node => node is AnonymousFunctionExpressionSyntax)
            || WorkOf(selector, statement.SpanStart, model, cancellationToken) is not { } work)
        {
            return null;
        }

        var text = model.SyntaxTree.GetText(cancellationToken);
        var layout = Layout.Of(model.SyntaxTree.GetRoot(cancellationToken));
        var companion = OwnMember.Companion("AsyncSemaphore", 0, statement.SpanStart, model);
        var name = Free("limit", statement.SpanStart, model);
        var created = companion is not null ? $"new {companion}({Limit})" : $"new {Semaphore(statement.SpanStart, model)}({Limit}, {Limit})";
        var indent = PairingSites.IndentOf(statement, text);
        if (PairingSites.IndentOf(selector, text).Length > indent.Length)
        {
            indent = PairingSites.IndentOf(selector, text);
        }

        string[] lines = companion is not null
            ? [$"async {work.Parameter} =>", "{", $"{layout.Unit}using (await {name}.EnterAsync())", $"{layout.Unit}{layout.Unit}{work.Statement}", "}"]
            :
            [
                $"async {work.Parameter} =>", "{", $"{layout.Unit}await {name}.WaitAsync();", $"{layout.Unit}try", $"{layout.Unit}{{", $"{layout.Unit}{layout.Unit}{work.Statement}", $"{layout.Unit}}}",
                $"{layout.Unit}finally", $"{layout.Unit}{{", $"{layout.Unit}{layout.Unit}{name}.Release();", $"{layout.Unit}}}", "}",
            ];
        return
        [
            new TextChange(new TextSpan(statement.SpanStart, 0), $"var {name} = {created};{layout.EndOfLine}{PairingSites.IndentOf(statement, text)}"),
            new TextChange(selector.Span, string.Join(layout.EndOfLine + indent, lines)),
        ];
    }

    private static InvocationExpressionSyntax? SelectIn(ExpressionSyntax tasks) => tasks switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Select" } } select => select,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ToArray" or "ToList", Expression: var inner }, ArgumentList.Arguments.Count: 0 } => SelectIn(inner),
        _ => null,
    };

    /// <summary>The parameter that stands for an element, and the statement that does the work for it.</summary>
    private static (string Parameter, string Statement)? WorkOf(ExpressionSyntax selector, int position, SemanticModel model, CancellationToken cancellationToken)
    {
        if (model.GetSymbolInfo(selector, cancellationToken).Symbol is not IMethodSymbol { ReturnType: INamedTypeSymbol returned } function)
        {
            return null;
        }

        string result = returned.TypeArguments.IsEmpty ? "" : "return ";
        switch (selector)
        {
            case IdentifierNameSyntax or MemberAccessExpressionSyntax when function.Parameters.Length == 1:
                string element = Free("item", position, model);
                return (element, $"{result}await {selector}({element});");
            case SimpleLambdaExpressionSyntax { ExpressionBody: { } body, AsyncKeyword.RawKind: var isAsync } lambda:
                return (lambda.Parameter.ToString(), isAsync == 0 ? $"{result}await {Operand(body)};" : $"{result}{body};");
            case ParenthesizedLambdaExpressionSyntax { ExpressionBody: { } body, AsyncKeyword.RawKind: var isAsync, ParameterList.Parameters.Count: 1 } lambda:
                return (lambda.ParameterList.ToString(), isAsync == 0 ? $"{result}await {Operand(body)};" : $"{result}{body};");
            default:
                return null;
        }
    }

    private static string Operand(ExpressionSyntax task) => task is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax ? task.ToString() : $"({task})";

    private static string Semaphore(int position, SemanticModel model) =>
        model.LookupNamespacesAndTypes(position, name: "SemaphoreSlim").IsEmpty ? "System.Threading.SemaphoreSlim" : "SemaphoreSlim";

    private static string Free(string name, int position, SemanticModel model)
    {
        string free = name;
        var member = model.SyntaxTree.GetRoot().FindToken(position).Parent!.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        for (int number = 2; !model.LookupSymbols(position, name: free).IsEmpty || member?.DescendantTokens().Any(token => token.ValueText == free) == true; number++)
            free = name + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return free;
    }
}
