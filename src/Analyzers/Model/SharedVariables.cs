using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
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
    internal static HashSet<ISymbol> Find(List<Body> bodies, SequentialCallbacks callbacks)
    {
        var shared = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var body in bodies)
        {
            if (!body.IsNested)
                continue;
            foreach (var variable in Written(body).Where(variable => !IsOwn(body, variable)))
            {
                if ((body.Symbol.IsAsync && OverlapsBelow(body, variable, callbacks)) || (RunsAlone(body, callbacks) && IsWrittenByItsScope(body, variable)))
                    shared.Add(variable);
            }
        }

        return shared;
    }

    private static bool IsOwn(Body body, ISymbol variable) => SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, body.Symbol);

    private static bool RunsAlone(Body body, SequentialCallbacks callbacks) => !RunsInAQuery(body) && Uses(body, declaration: null, callbacks).Any(static use => use != LambdaUse.InPlace);

    // A lambda that awaits nothing runs while the query is enumerated, and no longer.
    private static bool RunsInAQuery(Body body) =>
        !body.Symbol.IsAsync
        && body.Syntax.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Select" or "SelectMany" } } };

    private static bool IsWrittenByItsScope(Body body, ISymbol variable)
    {
        var scope = body.Parent;
        while (scope is { IsNested: true } && !IsOwn(scope, variable))
            scope = scope.Parent;
        return scope is not null && IsOwn(scope, variable) && Written(scope).Any(written => SymbolEqualityComparer.Default.Equals(written, variable));
    }

    /// <summary>Whether the body, or one between it and the variable's scope, can be in flight twice.</summary>
    internal static bool OverlapsBelow(Body body, ISymbol variable, SequentialCallbacks callbacks)
    {
        var scope = variable.ContainingSymbol;
        var declaration = variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        for (Body? inner = body; inner is { IsNested: true } && !SymbolEqualityComparer.Default.Equals(inner.Symbol, scope); inner = inner.Parent)
        {
            if (Uses(inner, declaration, callbacks).Contains(LambdaUse.Overlapping))
                return true;
        }

        return false;
    }

    private static IEnumerable<LambdaUse> Uses(Body body, SyntaxNode? declaration, SequentialCallbacks callbacks)
    {
        if (body.Symbol.MethodKind != MethodKind.LocalFunction)
            return [callbacks.UseOf(body.Syntax, declaration)];

        // A local function: wherever its name stands that is not an awaited call.
        return body.Parent!.Syntax.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.Text == body.Symbol.Name)
            .Select(name => name.Parent is InvocationExpressionSyntax call && call.Expression == name ? OfCall(call, declaration, callbacks) : callbacks.UseOf(name, declaration));
    }

    private static LambdaUse OfCall(InvocationExpressionSyntax call, SyntaxNode? declaration, SequentialCallbacks callbacks)
    {
        if (LambdaUses.IsAwaited(call))
            return LambdaUse.InPlace;
        // One run is started for each round, or for each element, and nobody waits for it before the next.
        return LambdaUses.IsInLoop(call, declaration) || call.Ancestors().OfType<AnonymousFunctionExpressionSyntax>().FirstOrDefault() is { } lambda && callbacks.UseOf(lambda) == LambdaUse.Overlapping
            ? LambdaUse.Overlapping
            : LambdaUse.InPlace;
    }

    /// <summary>The locals and parameters that a body writes, its own declarations aside, or whose contents it changes.</summary>
    private static IEnumerable<ISymbol> Written(Body body)
    {
        foreach (var operation in body.Operations)
        {
            var target = operation switch
            {
                IAssignmentOperation { Syntax: not VariableDeclaratorSyntax } assignment => assignment.Target,
                IIncrementOrDecrementOperation increment => increment.Target,
                IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => argument.Value,
                IFlowCaptureOperation capture => capture.Value,
                IInvocationOperation { Instance: { } collection, TargetMethod: var method }
                    when Collections.IsMutable(collection.Type) && Collections.Classify(method) != CollectionAccess.Read => collection,
                _ => null,
            };
            switch (target)
            {
                case ILocalReferenceOperation { Local: var local }:
                    yield return local;
                    break;
                case IParameterReferenceOperation { Parameter: var parameter }:
                    yield return parameter;
                    break;
            }
        }
    }
}
