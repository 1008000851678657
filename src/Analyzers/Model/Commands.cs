using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// The commands of user interfaces. Those that know of tasks are disabled while they run, unless they are told otherwise; the others take
/// an <c>async void</c> lambda and know nothing of it.
/// </summary>
internal static class Commands
{
    private const string Concurrently = "AllowConcurrentExecutions";

    /// <summary>Whether a method or lambda becomes a command that is not run again before it is done.</summary>
    internal static bool RunOnceAtATime(SyntaxNode handedOn)
    {
        // new AsyncRelayCommand(new Func<Task>(SaveAsync))
        var value = handedOn;
        while (value.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax
            || value.Parent is ArgumentSyntax { Parent.Parent: ObjectCreationExpressionSyntax { Type: var type } } && NameOf(type) is "Func")
        {
            value = value.Parent is ArgumentSyntax { Parent.Parent: { } creation } ? creation : value.Parent;
        }

        return value.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: var taker } given } && (taker switch
        {
            ObjectCreationExpressionSyntax { Type: var type } => NameOf(type) is "AsyncRelayCommand" or "AsyncCommand" || (NameOf(type)?.EndsWith("Command", StringComparison.Ordinal) == true && HasCondition(given)),
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "CreateFromTask", Expression: ExpressionSyntax factory } } => NameOf(factory) is "ReactiveCommand",
            _ => false,
        }) && !given.Arguments.Any(static argument => argument.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: Concurrently });
    }

    // new DelegateCommand(async () => await SaveAsync(), () => !_isBusy): whether it may be run is asked each time.
    private static bool HasCondition(ArgumentListSyntax given) =>
        given.Arguments.Skip(1).Any(static argument => argument.Expression is LambdaExpressionSyntax { ExpressionBody: not null, AsyncKeyword.RawKind: 0 });

    /// <summary>Whether a method is marked as a command that may run again before it is done.</summary>
    internal static bool MayOverlap(IMethodSymbol method) => method.GetAttributes().Any(static attribute =>
        attribute.AttributeClass is { Name: "RelayCommandAttribute" } && attribute.NamedArguments.Any(static argument => argument is { Key: Concurrently, Value.Value: true }));

    /// <summary>Whether a method is marked as a command that is not run again before it is done.</summary>
    internal static bool RunOnceAtATime(IMethodSymbol method) => Confinement.HasAttribute(method, "RelayCommandAttribute") && !MayOverlap(method);

    private static string? NameOf(ExpressionSyntax name) => name switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.Text,
        SimpleNameSyntax simple => simple.Identifier.Text,
        _ => null,
    };
}
