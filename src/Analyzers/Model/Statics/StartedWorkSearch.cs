using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model.Statics;

/// <summary>Tells a task that stands for work under way from one that was complete from the start, or that somebody completes by hand.</summary>
internal sealed class StartedWorkSearch(SourceCode source, CompilationFacts facts)
{
    private int _depth;

    /// <summary>The work that a static starts or waits for; null where it does neither.</summary>
    internal StartedWork? Of(IOperation value)
    {
        foreach (var operation in SourceCode.RunAtOnce(value))
        {
            if (WaitedFor(operation) is { } task && Start(task) is { } waited)
                return new StartedWork(waited, Blocks: true);
        }

        return facts.Known.IsTaskLike(Unconverted(value).Type) && Start(value) is { } started ? new StartedWork(started, Blocks: false) : null;
    }

    /// <summary>The call that starts the work of a task; null where the task is complete, or it is not known to be work.</summary>
    private SyntaxNode? Start(IOperation? task)
    {
        switch (task)
        {
            case null:
                return null;
            case IConversionOperation conversion:
                return Start(conversion.Operand);
            case IParenthesizedOperation parenthesized:
                return Start(parenthesized.Operand);
            case ICoalesceOperation coalesce:
                return Start(coalesce.Value) ?? Start(coalesce.WhenNull);
            case IConditionalOperation conditional:
                return Start(conditional.WhenTrue) ?? Start(conditional.WhenFalse);
            case IObjectCreationOperation { Arguments: [{ Value: var wrapped }] } creation when facts.Known.IsValueTask(creation.Type):
                return facts.Known.IsTask(wrapped.Type) ? Start(wrapped) : null;
            case IInvocationOperation call when facts.CompletedAwaits.IsComplete(call, static _ => false):
                return null;
            case IInvocationOperation { TargetMethod: { Name: "ConfigureAwait" or "AsTask" or "Unwrap" or "ContinueWith" or "Preserve" or "WaitAsync" } adapter } call
                when facts.Known.IsTaskLike(adapter.ContainingType) || adapter.ContainingType.Name == "TaskExtensions":
                return Start(call.Instance ?? call.Arguments[0].Value);
            case IInvocationOperation call:
                return StartByCall(call);
            default:
                return null;
        }
    }

    private SyntaxNode? StartByCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return SourceCode.Lambda(call.Instance) is { } lambda && (lambda.Symbol.IsAsync ? Suspends(lambda) : Returned(lambda.Body)) ? call.Syntax : null;
        if (!facts.Known.IsTaskLike(method.ReturnType))
            return null;
        if (facts.Known.IsTaskLike(method.ContainingType) && method.IsStatic)
        {
            return method.Name switch
            {
                "Run" => call.Syntax,
                // A task that never ends is a stand-in, not work.
                "Delay" => call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: -1 } || IsInfinite(call.Arguments[0].Value) ? null : call.Syntax,
                "WhenAll" or "WhenAny" => call.Descendants().Select(Start).FirstOrDefault(static s => s is not null),
                _ => null,
            };
        }

        if (source.DeclarationOf(method) is { } declaration && !method.IsAbstract)
        {
            if (method.IsAsync)
                return declaration.DescendantTokens().Any(static token => token.IsKind(SyntaxKind.AwaitKeyword)) && Suspends(source.Bind(declaration)) ? call.Syntax : null;
            return _depth < SourceCode.MaxDepth && source.Bind(declaration) is { } body && Returned(body) ? call.Syntax : null;
        }

        return method.Name == "StartNew" || method.Name.EndsWith("Async", StringComparison.Ordinal) ? call.Syntax : null;
    }

    private bool Returned(IOperation body)
    {
        _depth++;
        bool starts = SourceCode.Returned(body).Any(returned => Start(returned) is not null);
        _depth--;
        return starts;
    }

    private bool Suspends(IOperation? body) =>
        body is not null && SourceCode.RunAtOnce(body).Any(operation => operation is IAwaitOperation wait ? !facts.CompletedAwaits.IsComplete(wait.Operation, static _ => false) : operation is IForEachLoopOperation { IsAsynchronous: true });

    /// <summary>The task that the operation blocks on.</summary>
    private IOperation? WaitedFor(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } when facts.Known.IsTaskLike(task.Type) => task,
        IInvocationOperation { TargetMethod.Name: "Wait", Instance: { } task } when facts.Known.IsTaskLike(task.Type) => task,
        IInvocationOperation { TargetMethod.Name: "GetResult", Instance: IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } task } } => task,
        _ => null,
    };

    private static bool IsInfinite(IOperation time) => Unconverted(time) is IFieldReferenceOperation { Field: { Name: "InfiniteTimeSpan" or "Infinite", ContainingType.Name: "Timeout" } };

    private static IOperation Unconverted(IOperation operation) => operation is IConversionOperation conversion ? Unconverted(conversion.Operand) : operation;
}
