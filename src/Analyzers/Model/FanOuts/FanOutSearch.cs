using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Flow.Pairing;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model.FanOuts;

/// <summary>
/// Finds what starts a task for each element of a sequence: by a <c>Select</c>, or by adding to a list in a loop. What is few, what limits
/// itself, and what goes on with objects that are there already is none.
/// </summary>
internal sealed class FanOutSearch(List<Body> bodies, Func<IMethodSymbol, Body?> bodyOf, CompilationFacts facts)
{
    private const int MaxDepth = 3;

    private static readonly string[] s_parts = ["chunk", "batch", "page"];

    /// <summary>So many at once are meant, and no harm.</summary>
    private const int Few = 16;

    internal IEnumerable<FanOut> Find()
    {
        foreach (var body in bodies)
        {
            if (body.IsGenerated || EntryPoints.EndsLife(body.Member))
                continue;
            foreach (var operation in body.Operations)
            {
                if (operation is IInvocationOperation { TargetMethod: { Name: "WhenAll", IsStatic: true } method, Arguments: [{ ArgumentKind: ArgumentKind.Explicit, Value: var tasks }] } call
                    && facts.Known.IsTask(method.ContainingType) && Of(call, tasks, body) is { } found)
                {
                    yield return found;
                }
            }
        }
    }

    private FanOut? Of(IInvocationOperation whenAll, IOperation tasks, Body body)
    {
        var made = Made(tasks, body, out var list);
        if (made is IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Enumerable" }, Arguments: [{ Value: var sequence }, { Value: var selector }, ..] })
            return !IsFew(sequence, body) && WorkOf(selector) is { } work ? new FanOut(body, whenAll.Syntax, Shortened(sequence.Syntax), work) : null;
        return list is not null && made is IObjectCreationOperation ? OfLoop(whenAll, list, body) : null;
    }

    // foreach (var x in xs) tasks.Add(SaveAsync(x));
    private FanOut? OfLoop(IInvocationOperation whenAll, ILocalSymbol list, Body body)
    {
        var calls = body.Operations.OfType<IInvocationOperation>().ToList();
        var uses = calls.FindAll(call => call.Instance is ILocalReferenceOperation { Local: var used } && SymbolEqualityComparer.Default.Equals(used, list));
        if (uses is not [{ TargetMethod.Name: "Add", Arguments: [{ Value: var added }] } add]
            // In batches, or with a look at how many there are.
            || LambdaUses.IsInLoop(whenAll.Syntax)
            || calls.Exists(call => facts.Locks.Classify(call) is not null || call.TargetMethod.Name == "WhenAny")
            || body.Operations.OfType<IPropertyReferenceOperation>().Any(property => property.Instance is ILocalReferenceOperation { Local: var counted } && SymbolEqualityComparer.Default.Equals(counted, list))
            || add.Syntax.FirstAncestorOrSelf<CommonForEachStatementSyntax>() is not { Expression: var sequence }
            || body.Operations.FirstOrDefault(operation => operation.Syntax == sequence) is not { } elements || IsFew(elements, body))
        {
            return null;
        }

        var element = (add.Syntax.FirstAncestorOrSelf<ForEachStatementSyntax>())?.Identifier.Text;
        return Unconverted(added) is IInvocationOperation started && WorkOfCall(started, element, 0, []) is { Name: { } work } ? new FanOut(body, whenAll.Syntax, Shortened(sequence), work) : null;
    }

    /// <summary>What a value was made by, through a variable that is set once.</summary>
    private static IOperation? Made(IOperation value, Body body, out ILocalSymbol? variable)
    {
        variable = null;
        for (int depth = 0; depth < 4; depth++)
        {
            value = Unconverted(value);
            switch (value)
            {
                case IInvocationOperation { TargetMethod: { Name: "ToArray" or "ToList" or "AsEnumerable" } copy } call when (call.Instance ?? (copy.IsExtensionMethod ? call.Arguments[0].Value : null)) is { } copied:
                    value = copied;
                    continue;
                case ILocalReferenceOperation { Local: var local }:
                    var assigned = body.Operations.OfType<ISimpleAssignmentOperation>().Where(assignment => assignment.Target is ILocalReferenceOperation { Local: var target } && SymbolEqualityComparer.Default.Equals(target, local)).ToList();
                    if (assigned is not [{ Value: var only }])
                        return null;
                    variable = local;
                    value = only;
                    continue;
                default:
                    return value;
            }
        }

        return null;
    }

    /// <summary>Whether a sequence is written out, or its number is.</summary>
    private static bool IsFew(IOperation sequence, Body body)
    {
        // A part of a whole that is in parts already.
        if (Unconverted(sequence) is ILocalReferenceOperation or IParameterReferenceOperation && Array.Exists(s_parts, part => sequence.Syntax.ToString().IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0))
            return true;
        var made = Made(sequence, body, out _);
        switch (made)
        {
            case null or IArrayCreationOperation { Initializer: not null } or IObjectCreationOperation:
                return true;
            case IInvocationOperation { TargetMethod: { Name: "Range" or "Repeat", ContainingType.Name: "Enumerable" }, Arguments: [_, { Value: var count }] }:
                return count.ConstantValue is not { HasValue: true, Value: > Few };
            case IInvocationOperation { TargetMethod.Name: "Take" or "TakeLast" or "GetValues" or "GetNames" or "Chunk" or "Split" }:
                return true;
            case IInvocationOperation { TargetMethod: { IsExtensionMethod: true, ContainingType.Name: "Enumerable" } } linq when linq.Arguments is [{ Value: var source }, ..]:
                return IsFew(source, body);
            case IFieldReferenceOperation { Field: var field }:
                return field.DeclaringSyntaxReferences.Any(static part => part.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var value } && IsWrittenOut(value));
            // [a, b, c]
            case { Syntax: ExpressionSyntax written } when IsWrittenOut(written):
                return true;
            default:
                return false;
        }
    }

    private static bool IsWrittenOut(ExpressionSyntax value) =>
        value.RawKind == CollectionExpression || value is ImplicitArrayCreationExpressionSyntax or ArrayCreationExpressionSyntax { Initializer: not null } or InitializerExpressionSyntax
        || value is BaseObjectCreationExpressionSyntax { Initializer: not null };

    // The oldest Roslyn does not know it by name.
    private const int CollectionExpression = 9076;

    private string? WorkOf(IOperation selector)
    {
        var target = Unconverted(selector) is IDelegateCreationOperation creation ? creation.Target : Unconverted(selector);
        var function = target switch
        {
            IFlowAnonymousFunctionOperation lambda => lambda.Symbol,
            IMethodReferenceOperation reference => reference.Method,
            _ => null,
        };
        if (function is null)
            return null;
        if (bodyOf(function.OriginalDefinition) is { } own)
            return WorkIn(own, function.MethodKind == MethodKind.AnonymousFunction ? function.Parameters.FirstOrDefault()?.Name : null, 0, []) is { Name: { } work } ? function.MethodKind == MethodKind.AnonymousFunction ? work : function.Name : null;
        return IsWork(function) ? function.Name : null;
    }

    /// <summary>What a body waits for that goes on outside the program; or that it limits itself.</summary>
    private (string? Name, bool IsLimited) WorkIn(Body body, string? element, int depth, HashSet<Body> visited)
    {
        if (depth > MaxDepth || !visited.Add(body))
            return default;
        string? found = null;
        foreach (var call in body.Operations.OfType<IInvocationOperation>())
        {
            var work = WorkOfCall(call, element, depth, visited);
            if (work.IsLimited)
                return (null, true);
            found ??= work.Name;
        }

        return (found, false);
    }

    private (string? Name, bool IsLimited) WorkOfCall(IInvocationOperation call, string? element, int depth, HashSet<Body> visited)
    {
        var method = call.TargetMethod;
        if (facts.Locks.Classify(call) is not null || method.ContainingNamespace.Name == "RateLimiting" || method.Name.Contains("Throttle"))
            return (null, true);
        if (bodyOf(method.OriginalDefinition) is { } own)
            return WorkIn(own, element: null, depth + 1, visited) is var inner && inner.Name is not null ? (method.Name, false) : inner;
        // What a base class or another part of the program does by itself is not in sight.
        if ((call.Instance is null or IInstanceReferenceOperation) && method.DeclaringSyntaxReferences.Length > 0)
            return default;
        // The element itself is asked: there are as many already as there will be tasks.
        return IsWork(method) && RootOf(call.Instance) is var root && (root is null || root != element) ? (method.Name, false) : default;
    }

    // What runs in this program only, or waits for a time, is no matter of how many.
    private bool IsWork(IMethodSymbol method) =>
        facts.Known.IsTaskLike(method.ReturnType) && method.MethodKind == MethodKind.Ordinary && method.Name != "ConfigureAwait"
        && method.ContainingNamespace.ToDisplayString() is var space && !space.StartsWith("System.Threading", StringComparison.Ordinal);

    private static string? RootOf(IOperation? receiver) => receiver switch
    {
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        ILocalReferenceOperation local => local.Local.Name,
        IPropertyReferenceOperation property => RootOf(property.Instance),
        IFieldReferenceOperation field => RootOf(field.Instance),
        IConversionOperation conversion => RootOf(conversion.Operand),
        _ => null,
    };

    private static string Shortened(SyntaxNode sequence)
    {
        string text = string.Join(" ", sequence.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= 40 ? text : text.Substring(0, 37) + "...";
    }

    private static IOperation Unconverted(IOperation operation) => PairingTransfer.Unconverted(operation);
}
