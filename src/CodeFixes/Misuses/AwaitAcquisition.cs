using AsyncRace.CodeFixes.Guarding;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>203: awaits the acquisition, and holds what it results in, if that is a scope.</summary>
internal sealed class AwaitAcquisition : MisuseFix
{
    internal override string RuleId => Analyzers.Rules.RuleId.AcquireNotAwaited;

    internal override string EquivalenceKey => "AsyncRace.AwaitAcquisition";

    internal override string Title => "Await the acquisition";

    internal override IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken)
    {
        if (place.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || Body.Around(call) is not { } body)
        {
            return null;
        }

        ExpressionSyntax task = call;
        while (task.Parent is MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait", Parent: InvocationExpressionSyntax outer })
        {
            task = outer;
        }

        var result = ResultOf(task, model, cancellationToken);
        // Whether an attempt has succeeded has to be looked at, and only a person knows what to do if not.
        if (result?.SpecialType == SpecialType.System_Boolean || result?.Name == "Attempt")
        {
            return null;
        }

        var changes = new List<TextChange>();
        var configure = task == call && AwaitStyle.IsContextFree(body) && HasConfigureAwait(call, model, cancellationToken) ? ".ConfigureAwait(false)" : "";
        var isScope = result is { SpecialType: not SpecialType.System_Void };
        switch (task.Parent)
        {
            case ExpressionStatementSyntax:
                changes.Add(Insert(task.SpanStart, (isScope ? $"using var {NewName("scope", body)} = " : "") + "await "));
                break;
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: "_" } discard, Parent: ExpressionStatementSyntax }:
                changes.Add(new TextChange(TextSpan.FromBounds(discard.SpanStart, task.SpanStart), (isScope ? $"using var {NewName("scope", body)} = " : "") + "await "));
                break;
            case UsingStatementSyntax { AwaitKeyword.RawKind: 0 }:
                changes.Add(Insert(task.SpanStart, "await "));
                break;
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } declarator }:
                if (!Keep(declaration, declarator, task, isScope, body, changes))
                {
                    return null;
                }

                break;
            default:
                return null;
        }

        if (configure.Length > 0)
        {
            changes.Add(Insert(task.Span.End, configure));
        }

        return body.IsAsync || MakeAsync(body, model, changes, cancellationToken) ? changes : null;
    }

    // using var scope = …; var wait = …;
    private static bool Keep(VariableDeclarationSyntax declaration, VariableDeclaratorSyntax declarator, ExpressionSyntax task, bool isScope, Body body, List<TextChange> changes)
    {
        var isUsed = body.Node.DescendantTokens().Count(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == declarator.Identifier.ValueText) > 1;
        var isUsing = declaration.Parent is UsingStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 };
        if (isUsed || (declaration.Parent is not LocalDeclarationStatementSyntax && !isUsing))
        {
            return false;
        }

        if (!isScope)
        {
            changes.Add(new TextChange(TextSpan.FromBounds(declaration.SpanStart, task.SpanStart), "await "));
            return !isUsing;
        }

        if (!isUsing)
        {
            changes.Add(Insert(declaration.SpanStart, "using "));
        }

        if (!declaration.Type.IsVar)
        {
            changes.Add(new TextChange(declaration.Type.Span, "var"));
        }

        changes.Add(Insert(task.SpanStart, "await "));
        return true;
    }

    // Only where the method returns a task already: its callers need not change.
    private static bool MakeAsync(Body body, SemanticModel model, List<TextChange> changes, CancellationToken cancellationToken)
    {
        var (type, modifiers) = body.Node switch
        {
            MethodDeclarationSyntax method => (method.ReturnType, method.Modifiers),
            LocalFunctionStatementSyntax local => (local.ReturnType, local.Modifiers),
            _ => (null, default),
        };
        if (type is null || body.Block is not { } block || modifiers.Any(SyntaxKind.AsyncKeyword)
            || model.GetTypeInfo(type, cancellationToken).Type is not INamedTypeSymbol { Name: "Task" or "ValueTask" } returned
            || body.OwnNodes().Any(static node => node is YieldStatementSyntax)
            || ((IMethodSymbol)model.GetDeclaredSymbol(body.Node, cancellationToken)!).Parameters.Any(static parameter => parameter.RefKind != RefKind.None))
        {
            return false;
        }

        changes.Add(Insert(type.SpanStart, "async "));
        foreach (var exit in body.OwnNodes().OfType<ReturnStatementSyntax>())
        {
            if (exit.Expression is not { } value)
            {
                return false;
            }

            if (returned.IsGenericType)
            {
                if (value is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "FromResult" }, ArgumentList.Arguments: [var only] })
                {
                    changes.Add(new TextChange(value.Span, only.Expression.ToString()));
                }
                else
                {
                    changes.Add(Insert(value.SpanStart, "await "));
                }
            }
            else if (IsCompleted(value))
            {
                var isLast = exit.Parent == block && block.Statements.Last() == exit;
                changes.Add(isLast ? new TextChange(LineOf(exit), "") : new TextChange(TextSpan.FromBounds(exit.ReturnKeyword.Span.End, value.Span.End), ""));
            }
            else if (exit.Parent == block && block.Statements.Last() == exit)
            {
                changes.Add(new TextChange(TextSpan.FromBounds(exit.SpanStart, value.SpanStart), "await "));
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static TextSpan LineOf(StatementSyntax statement) =>
        statement.GetLeadingTrivia().All(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia)) && statement.GetTrailingTrivia().All(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            ? statement.FullSpan
            : statement.Span;

    private static bool IsCompleted(ExpressionSyntax value) =>
        value is MemberAccessExpressionSyntax { Name.Identifier.Text: "CompletedTask" } or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression } or DefaultExpressionSyntax;

    private static ITypeSymbol? ResultOf(ExpressionSyntax task, SemanticModel model, CancellationToken cancellationToken)
    {
        var getAwaiter = model.GetTypeInfo(task, cancellationToken).Type?.GetMembers("GetAwaiter").OfType<IMethodSymbol>().FirstOrDefault(static method => method.Parameters.IsEmpty);
        return getAwaiter?.ReturnType.GetMembers("GetResult").OfType<IMethodSymbol>().FirstOrDefault(static method => method.Parameters.IsEmpty)?.ReturnType;
    }

    private static bool HasConfigureAwait(ExpressionSyntax task, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetTypeInfo(task, cancellationToken).Type?.GetMembers("ConfigureAwait").IsEmpty == false;

    private static string NewName(string name, Body body)
    {
        var member = body.Node.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? body.Node;
        var taken = new HashSet<string>(member.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText));
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
        {
            unique = name + number;
        }

        return unique;
    }

    private static TextChange Insert(int position, string text) => new(new TextSpan(position, 0), text);
}
