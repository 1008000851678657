using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model;

/// <summary>What becomes of a lambda, a local function or a method group where it is handed on.</summary>
internal enum LambdaUse
{
    /// <summary>It runs before the statement is done, or one run at a time: it is as sequential as the code around it.</summary>
    InPlace,

    /// <summary>It runs on its own, next to the code around it.</summary>
    Detached,

    /// <summary>Several runs of it can be in flight at once.</summary>
    Overlapping,
}

/// <summary>Tells from the code around a function what becomes of it. Names decide only together with where they stand.</summary>
internal static class LambdaUses
{
    /// <summary>What an object raises when it is done, which it is once.</summary>
    private static readonly HashSet<string> s_ends = ["Success", "Succeeded", "Failure", "Failed", "Complete", "Completed", "Finished", "Done", "Ended", "Canceled", "Cancelled", "Closed", "Exited", "Disposed"];

    /// <param name="function">The lambda, or the name of the method or local function.</param>
    /// <param name="declaration">The variable that the question is about: one that is declared anew in each round of a loop is not shared by its rounds.</param>
    internal static LambdaUse Of(SyntaxNode function, SyntaxNode? declaration = null)
    {
        var expression = function;
        while (expression.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax)
            expression = expression.Parent;

        return expression.Parent switch
        {
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => OfArgument(call, declaration),
            ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax creation } => OfArgument(Name(creation), function),
            AssignmentExpressionSyntax assignment when assignment.Right == expression =>
                assignment.IsKind(SyntaxKind.AddAssignmentExpression) && IsEndOfOwn(assignment.Left) ? LambdaUse.Detached
                : assignment.IsKind(SyntaxKind.AddAssignmentExpression) || IsMember(assignment.Left) ? LambdaUse.Overlapping
                : LambdaUse.InPlace,
            ReturnStatementSyntax or ArrowExpressionClauseSyntax or YieldStatementSyntax => LambdaUse.Overlapping,
            _ => LambdaUse.InPlace,
        };
    }

    // var request = new Request(); request.Completed += async () => …: it is done once, and the next request is another object.
    private static bool IsEndOfOwn(ExpressionSyntax @event) =>
        @event is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: var name }, Name.Identifier.Text: var raised }
        && s_ends.Contains(raised)
        && @event.Ancestors().OfType<BlockSyntax>().Any(block => block.Statements.OfType<LocalDeclarationStatementSyntax>().Any(local => local.Declaration.Variables.Any(variable => variable.Identifier.Text == name)));

    private static LambdaUse OfArgument(string created, SyntaxNode function) =>
        // A timer's callback: it is called whenever its time comes.
        created.EndsWith("Timer", StringComparison.Ordinal) ? LambdaUse.Overlapping
        // A command's: whenever the user likes.
        : !created.EndsWith("Command", StringComparison.Ordinal) ? LambdaUse.InPlace
        : Commands.RunOnceAtATime(function) ? LambdaUse.Detached
        : LambdaUse.Overlapping;

    private static LambdaUse OfArgument(InvocationExpressionSyntax call, SyntaxNode? declaration)
    {
        string name = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
            SimpleNameSyntax simple => simple.Identifier.Text,
            MemberBindingExpressionSyntax binding => binding.Name.Identifier.Text,
            _ => "",
        };
        switch (name)
        {
            case "Select" or "SelectMany":
            case "For" or "ForEach" or "ForAsync" or "ForEachAsync" or "Invoke" when IsOf(call, "Parallel"):
            case var parallel when parallel.Contains("Parallel"):
            case var subscription when IsSubscription(subscription):
                return LambdaUse.Overlapping;
            // Markup's handlers: EventCallback.Factory.Create(this, () => SaveAsync())
            case "Create" when call.Expression is MemberAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Factory", Expression: var owner } } && owner.ToString().EndsWith("EventCallback", StringComparison.Ordinal):
                return LambdaUse.Overlapping;
            case "Run" when !IsOf(call, "Task"):
                return LambdaUse.InPlace;
            case "Run" or "StartNew" or "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" or "ContinueWith" or "Post" or "BeginInvoke":
                return IsAwaited(call) ? LambdaUse.InPlace : IsInLoop(call, declaration) && !IsAwaitedEachRound(call) ? LambdaUse.Overlapping : LambdaUse.Detached;
            default:
                return LambdaUse.InPlace;
        }
    }

    // Parallel.ForEachAsync, System.Threading.Tasks.Task.Run
    private static bool IsOf(InvocationExpressionSyntax call, string type) => call.Expression is MemberAccessExpressionSyntax { Expression: var owner }
        && ((owner as MemberAccessExpressionSyntax)?.Name ?? owner as SimpleNameSyntax)?.Identifier.Text == type;

    internal static bool IsAwaited(ExpressionSyntax call)
    {
        SyntaxNode node = call;
        // ConfigureAwait, Unwrap, WaitAsync, ContinueWith, a project's own short forms: what is awaited in the end waits for it.
        while (node.Parent is MemberAccessExpressionSyntax or InvocationExpressionSyntax or ParenthesizedExpressionSyntax)
            node = node.Parent;
        return node.Parent is AwaitExpressionSyntax;
    }

    // await step; step = Task.Run(…): the loop waits for the last round's task, or asks whether it is done, before it starts the next.
    private static bool IsAwaitedEachRound(ExpressionSyntax call)
    {
        SyntaxNode task = call;
        while (task.Parent is MemberAccessExpressionSyntax or InvocationExpressionSyntax or ParenthesizedExpressionSyntax)
            task = task.Parent;
        string? name = task.Parent switch
        {
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax local } => local.Identifier.Text,
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax local } => local.Identifier.Text,
            _ => null,
        };
        if (name is null)
            return false;
        var loop = call.FirstAncestorOrSelf<SyntaxNode>(static node => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or MemberDeclarationSyntax);
        return loop!.DescendantNodes().Any(node => node switch
        {
            AwaitExpressionSyntax { Expression: var awaited } => Names(awaited, name),
            MemberAccessExpressionSyntax { Name.Identifier.Text: "IsCompleted" or "Wait", Expression: var asked } => Names(asked, name),
            _ => false,
        });
    }

    private static bool Names(ExpressionSyntax expression, string name) => expression switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.Text == name,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait", Expression: var task } } => Names(task, name),
        _ => false,
    };

    internal static bool IsInLoop(SyntaxNode node, SyntaxNode? declaration = null)
    {
        for (var outer = node.Parent; outer is not null and not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax); outer = outer.Parent)
        {
            var round = outer switch
            {
                WhileStatementSyntax loop => loop.Statement,
                DoStatementSyntax loop => loop.Statement,
                ForStatementSyntax loop => loop.Statement,
                CommonForEachStatementSyntax loop => loop.Statement,
                _ => null,
            };
            if (round is not null && (declaration is null || !round.Contains(declaration)))
                return true;
        }

        return false;
    }

    /// <summary>The name of the method of something that takes a value as it stands: <c>WhenAll</c> in <c>Task.WhenAll(LoadAsync())</c>.</summary>
    internal static string? TakerOf(SyntaxNode value) =>
        value.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: var name } } } ? name : null;

    /// <summary>Whether it is put into a queue: <c>_queue.Enqueue(async () => …)</c>.</summary>
    internal static bool IsQueued(SyntaxNode work) =>
        work.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Enqueue" or "EnqueueAsync", Expression: var queue } } }
        && ((queue as MemberAccessExpressionSyntax)?.Name ?? queue as SimpleNameSyntax)?.Identifier.Text.EndsWith("Queue", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Whether a handler is handed to what keeps it, and calls it when something happens.</summary>
    internal static bool IsSubscribed(SyntaxNode handler) => TakerOf(handler) is { } taker && IsSubscription(taker);

    private static bool IsSubscription(string method) => method is "Add" or "Register" or "Subscribe" or "OnChange";

    private static bool IsMember(ExpressionSyntax target) =>
        target is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax || (target is IdentifierNameSyntax name && name.Identifier.Text.StartsWith("_", StringComparison.Ordinal));

    /// <summary>Of the name in <c>this.LoopAsync</c>, the whole.</summary>
    internal static SyntaxNode Named(SyntaxNode method) => method.Parent is MemberAccessExpressionSyntax access && access.Name == method ? access : method;

    /// <summary>The name of the type that is made; nothing where the code leaves it out.</summary>
    internal static string Name(BaseObjectCreationExpressionSyntax creation) =>
        creation is ObjectCreationExpressionSyntax { Type: var type } ? (type as SimpleNameSyntax ?? (type as QualifiedNameSyntax)?.Right)?.Identifier.Text ?? "" : "";
}
