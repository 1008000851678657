using AsyncRace.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model;

/// <summary>How a body runs next to others, on another thread of the pool.</summary>
/// <param name="Starter">What starts it: <c>Parallel.For</c>, <c>Task.Run</c>.</param>
/// <param name="IsMany">Whether several runs of it are started, or may be.</param>
internal sealed record ThreadUse(string Starter, bool IsMany);

/// <summary>Tells from how functions are handed on which bodies run on threads of their own.</summary>
internal sealed class ThreadUses(CallGraph calls)
{
    private static readonly HashSet<string> s_words =
        ["Run", "StartNew", "Parallel", "ThreadPool", "Thread", "Timer", "AsParallel", "QueueUserWorkItem", "UnsafeQueueUserWorkItem", "ContinueWith", "Elapsed"];

    /// <summary>Whether the syntax of a type has any word that starts a thread, or work on one.</summary>
    internal static bool AreIn(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.Any(part => part.GetSyntax(cancellation).DescendantTokens().Any(static token => token.IsKind(SyntaxKind.IdentifierToken) && s_words.Contains(token.Text)));

    internal ThreadUse? Of(Body body) => Of(body, []);

    private ThreadUse? Of(Body body, HashSet<Body> visited)
    {
        if (!visited.Add(body))
            return null;
        if (body.IsNested && body.Symbol.MethodKind != MethodKind.LocalFunction)
            return OfHanded(body.Syntax) ?? Of(body.Parent!, visited);

        ThreadUse? use = null;
        foreach (var call in calls.CallsTo(body))
        {
            var found = call.Escapes ? OfHanded(call.Syntax) : call.Caller == body ? null : Of(call.Caller, visited);
            if (found is not null)
                use = use is null ? found : found with { IsMany = true };
        }

        return use ?? (body.IsNested ? Of(body.Parent!, visited) : null);
    }

    // What becomes of a lambda, or of a method that is named without being called.
    private static ThreadUse? OfHanded(SyntaxNode function)
    {
        switch (function.Parent)
        {
            case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call }:
                string receiver = access.Expression.ToString();
                string name = access.Name.Identifier.Text;
                return (receiver, name) switch
                {
                    ("Parallel" or "System.Threading.Tasks.Parallel", "For" or "ForEach" or "ForEachAsync" or "ForAsync" or "Invoke") => new ThreadUse("Parallel." + name, IsMany: true),
                    (_, "Select" or "Where" or "ForAll" or "SelectMany") when receiver.Contains("AsParallel(") => new ThreadUse("AsParallel", IsMany: true),
                    ("Task", "Run") or (_, "StartNew") when !LambdaUses.IsAwaited(call) => new ThreadUse(name == "Run" ? "Task.Run" : "StartNew", LambdaUses.IsInLoop(call) || IsInOverlappingLambda(call)),
                    ("ThreadPool", "QueueUserWorkItem" or "UnsafeQueueUserWorkItem") => new ThreadUse("ThreadPool", LambdaUses.IsInLoop(call)),
                    _ => null,
                };
            case ArgumentSyntax { Parent.Parent: ObjectCreationExpressionSyntax creation }:
                return creation.Type.ToString() switch
                {
                    "Thread" => new ThreadUse("a thread", LambdaUses.IsInLoop(creation)),
                    // The next tick does not wait for the last one.
                    "Timer" or "System.Threading.Timer" => new ThreadUse("a timer", IsMany: true),
                    _ => null,
                };
            default:
                return null;
        }
    }

    private static bool IsInOverlappingLambda(SyntaxNode call) =>
        call.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is { } lambda && LambdaUses.Of(lambda) == LambdaUse.Overlapping;
}
