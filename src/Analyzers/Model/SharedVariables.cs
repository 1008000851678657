using AsyncRace.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// Finds the captured locals that several runs of one asynchronous lambda can be at once. A lambda that is kept in a local and awaited in
/// place, or handed to a callee that awaits it one at a time, is sequential, and what it captures is as private as any local.
/// </summary>
internal static class SharedVariables
{
    internal static HashSet<ISymbol> Find(List<Body> bodies)
    {
        var shared = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var body in bodies)
        {
            if (!body.IsNested || !body.Symbol.IsAsync)
                continue;
            foreach (var variable in WrittenFromOutside(body))
            {
                if (OverlapsBelow(body, variable.ContainingSymbol))
                    shared.Add(variable);
            }
        }

        return shared;
    }

    // Whether the body, or one between it and the variable's scope, can be in flight twice.
    private static bool OverlapsBelow(Body body, ISymbol scope)
    {
        for (Body? inner = body; inner is { IsNested: true } && !SymbolEqualityComparer.Default.Equals(inner.Symbol, scope); inner = inner.Parent)
        {
            if (Uses(inner).Contains(LambdaUse.Overlapping))
                return true;
        }

        return false;
    }

    private static IEnumerable<LambdaUse> Uses(Body body)
    {
        if (body.Symbol.MethodKind != MethodKind.LocalFunction)
            return [LambdaUses.Of(body.Syntax)];

        // A local function: wherever its name stands that is not an awaited call.
        return body.Parent!.Syntax.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.Text == body.Symbol.Name)
            .Select(static name => name.Parent is InvocationExpressionSyntax call && call.Expression == name ? OfCall(call) : LambdaUses.Of(name));
    }

    private static LambdaUse OfCall(InvocationExpressionSyntax call)
    {
        if (LambdaUses.IsAwaited(call))
            return LambdaUse.InPlace;
        // One run is started for each round, or for each element, and nobody waits for it before the next.
        return LambdaUses.IsInLoop(call) || call.Ancestors().OfType<AnonymousFunctionExpressionSyntax>().FirstOrDefault() is { } lambda && LambdaUses.Of(lambda) == LambdaUse.Overlapping
            ? LambdaUse.Overlapping
            : LambdaUse.InPlace;
    }

    private static IEnumerable<ISymbol> WrittenFromOutside(Body body)
    {
        foreach (var block in body.Graph.Blocks)
        {
            foreach (var operation in block.Operations.SelectMany(static o => o.DescendantsAndSelf()))
            {
                var target = operation switch
                {
                    IAssignmentOperation assignment => assignment.Target,
                    IIncrementOrDecrementOperation increment => increment.Target,
                    IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => argument.Value,
                    IFlowCaptureOperation capture => capture.Value,
                    _ => null,
                };
                if (target is ILocalReferenceOperation { Local: var local } && !SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, body.Symbol))
                    yield return local;
            }
        }
    }
}
