using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>102: starts the work when its result is first asked for.</summary>
internal sealed class UseAsyncLazy : StaticOnDemand
{
    internal override string RuleId => Analyzers.Rules.RuleId.StaticTaskStartedEarly;

    internal override string EquivalenceKey => "AsyncRace.UseAsyncLazy";

    internal override string Title => "Start on first use (AsyncLazy<T>)";

    private protected override string? Wrapper(OwnMember member, Diagnostic finding, SemanticModel model) =>
        member.ValueType is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [_] }
        && member.Type.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault() is { TypeArgumentList.Arguments: [var result] }
        && OwnMember.Companion("AsyncLazy", 1, member.Type.SpanStart, model) is { } name
            ? $"{name}<{result}>"
            : null;

    private protected override string? Factory(ExpressionSyntax value, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetTypeInfo(value, cancellationToken).Type?.Name switch
        {
            "Task" when value is InvocationExpressionSyntax { Expression: IdentifierNameSyntax method, ArgumentList.Arguments.Count: 0 } && model.GetSymbolInfo(method, cancellationToken).Symbol is IMethodSymbol { Parameters.IsEmpty: true } => method.ToString(),
            "Task" => $"() => {value}",
            "ValueTask" => $"() => {value}.AsTask()",
            _ => null,
        };

    // It can be awaited as the task can.
    private protected override string Ask(ExpressionSyntax use) =>
        use.Parent is AwaitExpressionSyntax || use.Parent is MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait", Parent: InvocationExpressionSyntax { Parent: AwaitExpressionSyntax } }
            ? ""
            : ".GetValueAsync()";
}
