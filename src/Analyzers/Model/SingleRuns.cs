using System.Collections.Immutable;
using AsyncRace.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// Bodies that nobody waits for, and of which one run at a time is in flight all the same: a background loop, what is started again only
/// when it is done, what a lazy value or a worker runs, and a timer's handler that arms the timer when it is done.
/// </summary>
internal sealed class SingleRuns(CallGraph calls, ImmutableArray<BodyFacts> facts)
{
    private readonly ILookup<Body, WriteFact> _writes = facts.SelectMany(static f => f.Writes).ToLookup(static write => write.Body);

    internal bool Contains(Body body) => IsBackgroundLoop(body) || IsStartedAgainOnlyWhenDone(body) || IsKeptToRunInTurn(body) || ArmsItsTimerAgain(body);

    // Started in one place, for good: whoever wanted two of them would start them in a loop, or from two places.
    private bool IsBackgroundLoop(Body body)
    {
        // A loop for each connection, or each subscriber, is given it.
        if (!HasEndlessLoop(body.Syntax) || body.Member.Parameters.Concat(body.Symbol.Parameters).Any(static parameter => parameter.Type.Name != "CancellationToken"))
            return false;
        if (body.IsNested && body.Symbol.MethodKind != MethodKind.LocalFunction)
            return LambdaUses.Of(body.Syntax) == LambdaUse.Detached;
        return !CallGraph.IsExternallyCallable(body) && calls.CallsTo(body) is [var start] && !start.IsWaitedFor && !LambdaUses.IsInLoop(start.Syntax)
            && (start.Escapes ? LambdaUses.Of(LambdaUses.Named(start.Syntax)) != LambdaUse.Overlapping
                // () => LoopAsync()
                : start.Caller.IsNested && start.IsHandedOn ? LambdaUses.Of(start.Caller.Syntax) == LambdaUse.Detached
                : !start.IsHandedOn);
    }

    /// <summary>Whether it is a loop that is handed to whoever asks for it: each starts his own, once.</summary>
    internal static bool IsReturnedLoop(Body body) =>
        body.Syntax is AnonymousFunctionExpressionSyntax { Parent: ReturnStatementSyntax or ArrowExpressionClauseSyntax } lambda && HasEndlessLoop(lambda);

    // if (_work is { IsCompleted: false }) return; _work = WorkAsync();
    private bool IsStartedAgainOnlyWhenDone(Body body) =>
        calls.CallsTo(body) is { Count: > 0 } starts
        && starts.All(start => !start.IsWaitedFor && start.Checked.Any(check => IsTask(check.Location.Type) && _writes[start.Caller].Any(write => write.Location.Equals(check.Location) && !write.WritesNull)));

    // new Lazy<Task>(LoadAsync), new BatchWorker(WorkAsync)
    private bool IsKeptToRunInTurn(Body body) =>
        !body.IsNested && !CallGraph.IsExternallyCallable(body) && calls.CallsTo(body) is { Count: > 0 } starts
        && starts.All(static start => start.Escapes && LambdaUses.Named(start.Syntax).Parent is ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax made } && LambdaUses.Name(made) is var name && (name.EndsWith("Lazy", StringComparison.Ordinal) || name.Contains("Worker")));

    private static bool ArmsItsTimerAgain(Body body)
    {
        int lastAwait = body.Operations.OfType<IAwaitOperation>().Select(static wait => wait.Syntax.SpanStart).DefaultIfEmpty(int.MaxValue).Max();
        return body.Operations.OfType<IInvocationOperation>().Any(call =>
            call is { TargetMethod.Name: "Start" or "Change", Instance: IMemberReferenceOperation { Type.Name: { } timer } }
            && timer.Contains("Timer") && call.Syntax.SpanStart > lastAwait);
    }

    private static bool IsTask(ITypeSymbol? type) => type?.Name is "Task" or "ValueTask";

    /// <summary>Whether what it does, it does in a loop that suspends and ends only with the object, the program or its input.</summary>
    private static bool HasEndlessLoop(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax { Body: { } block } => block,
        LocalFunctionStatementSyntax { Body: { } block } => block,
        AnonymousFunctionExpressionSyntax { Block: { } block } => block,
        _ => null,
    } is { } body && HasEndlessLoop(body.Statements);

    private static bool HasEndlessLoop(SyntaxList<StatementSyntax> statements) => statements.Any(static statement => statement switch
    {
        BlockSyntax block => HasEndlessLoop(block.Statements),
        TryStatementSyntax { Block: var block } => HasEndlessLoop(block.Statements),
        UsingStatementSyntax { Statement: BlockSyntax block } => HasEndlessLoop(block.Statements),
        WhileStatementSyntax loop => IsEndless(loop.Condition) && Suspends(loop),
        DoStatementSyntax loop => IsEndless(loop.Condition) && Suspends(loop),
        ForStatementSyntax { Condition: null } loop => Suspends(loop),
        ForStatementSyntax { Condition: { } condition, Incrementors.Count: 0 } loop => IsEndless(condition) && Suspends(loop),
        CommonForEachStatementSyntax loop => !loop.AwaitKeyword.IsKind(SyntaxKind.None),
        _ => false,
    });

    // true; a flag or a token that somebody else sets; the next item, waited for.
    private static bool IsEndless(ExpressionSyntax condition) => condition switch
    {
        LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or AwaitExpressionSyntax => true,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => IsEndless(not.Operand),
        ParenthesizedExpressionSyntax parenthesized => IsEndless(parenthesized.Expression),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both => IsEndless(both.Left) && IsEndless(both.Right),
        BinaryExpressionSyntax compared => IsAwait(compared.Left) || IsAwait(compared.Right),
        _ => false,
    };

    private static bool IsAwait(ExpressionSyntax operand) => operand is AwaitExpressionSyntax;

    private static bool Suspends(SyntaxNode loop) =>
        loop.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<AwaitExpressionSyntax>().Any();
}
